"""Files are known by their bytes, never by what the sender says; names are safe to show and to save."""

from __future__ import annotations

import pytest

from bot.core.attachments import ENDINGS, MAX_NAME, file_name, type_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
KNOWN = [
    (PNG, "image/png"), (b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"), (b"GIF89a" + b"\0" * 9, "image/gif"),
    (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"), (b"\0\0\0\x18ftypheic\0\0", "image/heic"),
    (b"\0\0\0\x18ftypavif\0\0", "image/avif"), (b"%PDF-1.7\n", "application/pdf"), (b"ID3\x04\0", "audio/mpeg"),
    (b"\xff\xfb\x90\x00", "audio/mpeg"), (b"\xff\xf1\x50\x80", "audio/aac"), (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
    (b"OggS\0\x02" + b"\0" * 20 + b"OpusHead", "audio/ogg"), (b"fLaC\0\0\0", "audio/flac"),
    (b"\0\0\0\x18ftypM4A \0\0", "audio/mp4"), (b"\0\0\0\x18ftypisom\0\0", "video/mp4"),
    (b"\0\0\0\x14ftypqt  \0\0", "video/quicktime"), (b"\x1aE\xdf\xa3\x01\0B\x82\x84webm", "video/webm"),
    ("Bonjour, ça va ?\nOui.".encode(), "text/plain"), ("\ufeffnom;âge\n".encode(), "text/plain"),
]
REFUSED = [
    b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!DOCTYPE html><script>1</script>", b"  \n<?xml version='1.0'?>",
    b"hello <script>alert(1)</script>", b"<!-- a --><svg/>", b"MZ\x90\0", b"PK\x03\x04", b"\x7fELF", b"RIFF\0\0\0\0AVI ",
    b"\x1aE\xdf\xa3\x01\0B\x82\x88matroska", b"\xff\xfe<\0s\0", b"a\0b", b"\x1b[31m", b"\x80\x81\x82", b"BM\x36\0",
    b"\xff\xe0\0\0",
]


@pytest.mark.parametrize(("data", "kind"), KNOWN)
@pytest.mark.parametrize("said", ["", "text/html", "image/svg+xml"])
def test_a_file_is_what_its_bytes_say(data: bytes, kind: str, said: str) -> None:
    assert type_of(data, said) == kind


@pytest.mark.parametrize("data", REFUSED)
@pytest.mark.parametrize("said", ["", "image/png", "text/plain"])
def test_what_is_not_on_the_list_is_refused_whatever_it_calls_itself(data: bytes, said: str) -> None:
    assert type_of(data, said) is None


def test_sound_in_a_container_of_film_is_told_by_the_sender() -> None:
    assert type_of(b"\x1aE\xdf\xa3\x01\0B\x82\x84webm", "audio/webm;codecs=opus") == "audio/webm"


@pytest.mark.parametrize(("name", "kind", "shown"), [
    ("photo.JPG", "image/jpeg", "photo.jpg"), ("../../etc/passwd", "text/plain", "passwd.txt"),
    ("C:\\Users\\awa\\été.png", "image/png", "été.png"), ("virus.exe", "image/png", "virus.exe.png"),
    ("", "image/png", "image.png"), (".png", "image/png", "png.png"), ("a\u202egnp.exe", "image/png", "agnp.exe.png"),
    ("a\r\nSet-Cookie: x.txt", "text/plain", "a Set-Cookie- x.txt"), ('"><img src=x>.pdf', "application/pdf", "-img src=x-.pdf"),
    ("…", "audio/mpeg", "….mp3"), ("\0\u200b", "video/mp4", "video.mp4"),
])
def test_names_are_safe(name: str, kind: str, shown: str) -> None:
    assert file_name(name, kind) == shown


@pytest.mark.parametrize("kind", sorted(ENDINGS))
def test_long_names_are_cut_before_their_ending(kind: str) -> None:
    shown = file_name("x" * 500 + "." + ENDINGS[kind][0], kind)
    assert len(shown) <= MAX_NAME and shown.endswith("." + ENDINGS[kind][0])

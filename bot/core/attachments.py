"""What a file is, told by its first bytes, and what it may be called. One closed list; everything else is refused.

Pure. Owns the list and the cleaning of names. Must not open or convert anything: a decoder is an open door.
"""

from __future__ import annotations

import re
import unicodedata

MAX_FILE = 10_000_000  # bytes
MAX_NAME = 100  # characters
HEAD = 4096  # bytes that tell

# Type -> endings it may carry; the first is added to a name that has none of them.
ENDINGS: dict[str, tuple[str, ...]] = {
    "image/jpeg": ("jpg", "jpeg"), "image/png": ("png",), "image/gif": ("gif",), "image/webp": ("webp",),
    "image/heic": ("heic", "heif"), "image/avif": ("avif",), "application/pdf": ("pdf",),
    "text/plain": ("txt", "csv", "log", "md"), "audio/mpeg": ("mp3",), "audio/ogg": ("ogg", "oga", "opus"),
    "audio/wav": ("wav",), "audio/flac": ("flac",), "audio/mp4": ("m4a",), "audio/aac": ("aac",),
    "audio/amr": ("amr",), "audio/webm": ("weba", "webm"), "video/mp4": ("mp4", "m4v"), "video/quicktime": ("mov",),
    "video/webm": ("webm",), "video/ogg": ("ogv",), "video/3gpp": ("3gp",),
}

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"), (b"%PDF-", "application/pdf"), (b"ID3", "audio/mpeg"), (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
)
# ISO media files say their brand after "ftyp".
_BRANDS: tuple[tuple[bytes, str], ...] = (
    (b"heic", "image/heic"), (b"heix", "image/heic"), (b"mif1", "image/heic"), (b"msf1", "image/heic"),
    (b"avif", "image/avif"), (b"M4A ", "audio/mp4"), (b"M4B ", "audio/mp4"), (b"qt  ", "video/quicktime"),
    (b"3g", "video/3gpp"),
)
# Text a browser or a viewer would run or draw: SVG, HTML and other XML, also behind a comment.
_MARKUP = re.compile(r"<\s*[!?/a-z]", re.IGNORECASE)
_SOUND = ("audio/", "application/ogg")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')


def type_of(data: bytes, said: str = "") -> str | None:
    """The type of a file on our list, or None. `said` (by the sender) only tells sound from film in one container."""
    head = data[:HEAD]
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return next((found for start, found in _BRANDS if brand.startswith(start)), "video/mp4")
    sound = said.lower().startswith(_SOUND)
    if head[:4] == b"OggS":
        return "audio/ogg" if sound or b"theora" not in head[:64] else "video/ogg"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "audio/webm" if sound else "video/webm" if b"webm" in head[:64] else None
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return _sound_frame(head[1])
    return "text/plain" if _plain_text(data) else None


def file_name(name: str, kind: str) -> str:
    """A name safe to show and to save: no path, no hidden or direction marks, an ending that says what it is."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " if c.isspace() else "" for c in last)
    kept = re.sub(r"\s+", " ", _NOT_IN_NAMES.sub("-", seen)).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and ending.lower() in ENDINGS[kind]:
        return f"{stem[:MAX_NAME - len(ending) - 1].rstrip(' .') or kind.split('/')[0]}.{ending.lower()}"
    return f"{kept[:MAX_NAME - 5].rstrip(' .') or kind.split('/')[0]}.{ENDINGS[kind][0]}"


def _sound_frame(second: int) -> str | None:
    """MPEG layer 3, or AAC in its ADTS frames; the same bits with another layer are no file of ours."""
    layer = second & 0x06
    if layer == 0x02:
        return "audio/mpeg"
    return "audio/aac" if layer == 0 and second & 0xF0 == 0xF0 else None


def _plain_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(unicodedata.category(c) == "Cc" and c not in "\n\r\t\f" for c in text):
        return False
    return not _MARKUP.search(text)

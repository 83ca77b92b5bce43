"""A printable A4 sheet whose code begins a self-service task: `sensei qr`.

Owns how the sheet looks: one HTML file without anything to load, its code drawn inside, for any browser to print. Must
not decide what a link may say (`core.task_links` does).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape

import segno

from bot.core.task_links import TaskLink
from bot.core.texts import Texts
from bot.core.topics import TopicName

_LOOKS = """@page { size: A4; margin: 18mm; }
body { margin: 0 auto; max-width: 174mm; font: 13pt/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  color: #000; background: #fff; text-align: center; }
h1, h2 { font-size: 26pt; line-height: 1.2; margin: 6mm 0 2mm; }
h2 { font-size: 20pt; }
.place { font-size: 18pt; font-weight: 700; margin: 0 0 4mm; }
svg { width: 90mm; height: 90mm; }
section { margin-top: 6mm; }
p { margin: 2mm 0; }
.address { font-size: 9pt; overflow-wrap: anywhere; }"""


def sheet(topic: TopicName, link: TaskLink, address: str, texts: Texts, languages: Sequence[str]) -> str:
    """The whole page. The first of `languages` is the larger one."""
    parts = [_part(topic, link, texts, language, "h1" if n == 0 else "h2") for n, language in enumerate(languages)]
    first, others = parts[0], parts[1:]
    place = f'<p class="place">{escape(link.place)}</p>' if link.place else ""
    return "\n".join([
        "<!doctype html>", f'<html lang="{languages[0]}"><head><meta charset="utf-8">',
        f"<title>{escape(topic.label[languages[0]])}</title><style>{_LOOKS}</style></head><body><main>", first[0],
        place, drawn(address), first[1], *("".join(part) for part in others),
        f'<p class="address">{escape(address)}</p></main></body></html>', ""])


def _part(topic: TopicName, link: TaskLink, texts: Texts, language: str, heading: str) -> tuple[str, str]:
    said = "".join(f"<p>{escape(texts.say(f'sheet.{key}', language))}</p>" for key in ("how", "who"))
    return (f'<{heading} lang="{language}">{escape(topic.label[language])}</{heading}>',
            f'<section lang="{language}">{said}</section>')


def drawn(address: str) -> str:
    """The code as SVG. A quarter of it may be dirty or torn (level Q): it hangs outside."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, title="QR", nl=False)
    return out.getvalue().decode()

"""What can be said of the pages without a browser: words complete, nothing inline, small, and nothing made of HTML.

Must not start a server: the pages in a browser are tests/e2e.
"""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jinja2
import pytest
import yaml

BOT = Path(__file__).parents[2] / "bot"
SECTIONS = ("chat", "shop", "desk", "tasks", "memory", "pages")
AREAS = ("widget", "shop", "desk")
TEMPLATES = sorted(path for area in AREAS for path in (BOT / area / "templates").glob("*.html"))
MODULES = sorted(path for area in AREAS for path in (BOT / area / "static").glob("*.js"))
STYLES = sorted(path for area in AREAS for path in (BOT / area / "static").glob("*.css"))
DRAWINGS = sorted(path for area in AREAS for path in (BOT / area / "static").glob("*.svg"))
TEXTS = {
    (section, language): yaml.safe_load((BOT / "texts" / f"{section}.{language}.yml").read_text())
    for section in SECTIONS
    for language in ("fr", "en")
}
SECTION_OF = {"chat.html": "chat", "desk.html": "desk", **dict.fromkeys(("shop.html", "account.html", "both.html"), "shop")}


def render(template: Path, language: str, **context: object) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent), autoescape=True, undefined=jinja2.Undefined
    )

    def t(key: str) -> str:
        section, name = key.split(".", 1)
        return str(TEXTS[section, language][name])

    section = SECTION_OF.get(template.name, "pages")
    given = {
        "t": t,
        "language": language,
        "demo": True,
        "demo_login": {"email": "agent@maison-colibri.example", "password": "colibri"},
        "texts_json": json.dumps(TEXTS[section, language], ensure_ascii=False),
        **context,
    }
    return environment.get_template(template.name).render(**given)


class Tags(HTMLParser):
    """Every opening tag with its attributes, and whether a script or style had something in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.inline.append(data)


def names(paths: list[Path]) -> list[str]:
    return [f"{path.parts[-3]}/{path.name}" for path in paths]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_a_page_has_no_inline_script_style_or_handler(template: Path, language: str) -> None:
    page = Tags(render(template, language))
    assert page.inline == []
    for tag, attributes in page.tags:
        assert tag != "style"
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "script":
            assert (attributes.get("src") or "").startswith("/")


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_a_page_asks_only_its_own_site_for_files_that_exist(template: Path) -> None:
    for tag, attributes in Tags(render(template, "fr")).tags:
        for address in filter(None, (attributes.get("src"), attributes.get("href") if tag == "link" else None)):
            assert address.startswith("/"), address
            if address.startswith("/static/"):
                _, _, area, name = address.split("/", 3)
                assert (BOT / area / "static" / name).is_file(), address


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_a_page_names_its_language_title_and_fields(template: Path) -> None:
    html = render(template, "en")
    tags = Tags(html).tags
    assert ("html", "en") in [(tag, attributes.get("lang")) for tag, attributes in tags]
    assert "<title>" in html
    labels = {attributes.get("for") for tag, attributes in tags if tag == "label"}
    fields = [a for tag, a in tags if tag in ("textarea", "input") and a.get("type") != "radio"]
    assert all(field.get("id") in labels for field in fields)
    assert all("alt" in attributes for tag, attributes in tags if tag == "img")
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_texts_and_names_cannot_leave_their_attribute() -> None:
    evil = "\"'><script>alert(1)</script>"
    for template in TEMPLATES:
        html = render(template, "fr", texts_json=json.dumps({"title": evil}), agent={"name": evil}, zone=evil)
        assert "<script>alert" not in html
        assert not Tags(html).inline


def test_the_log_is_polite_and_the_demo_login_is_filled_in() -> None:
    chat = render(BOT / "widget" / "templates" / "chat.html", "fr")
    assert 'role="log" aria-live="polite"' in chat
    desk = BOT / "desk" / "templates" / "desk.html"
    assert 'value="colibri"' in render(desk, "fr")
    assert "colibri.example" not in render(desk, "fr", demo=False)


def test_the_demo_bar_is_only_in_the_demo() -> None:
    shop = BOT / "shop" / "templates" / "shop.html"
    assert 'data-who="luka"' in render(shop, "fr")
    assert "data-who" not in render(shop, "fr", demo=False)
    assert "tour.js" not in render(shop, "fr", demo=False)
    assert "/account" not in render(shop, "fr", demo=False)


def test_the_launcher_weighs_at_most_ten_kilobytes_and_asks_for_nothing_at_once() -> None:
    launcher = (BOT / "widget" / "static" / "launcher.js").read_text()
    assert len(gzip.compress(launcher.encode())) <= 10 * 1024
    assert "fetch(" not in launcher
    assert "Storage" not in launcher


def test_the_panel_weighs_at_most_forty_kilobytes() -> None:
    files = [p for p in (BOT / "widget" / "static").iterdir() if p.name != "launcher.js"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= 40 * 1024


@pytest.mark.parametrize("module", MODULES, ids=names(MODULES))
def test_a_module_is_short_documented_and_never_makes_html_of_words(module: Path) -> None:
    source = module.read_text()
    assert source.startswith("/**")
    assert len(source.splitlines()) <= 250
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "http:",
    ):
        assert forbidden not in source.replace("http://www.w3.org/2000/svg", ""), forbidden


@pytest.mark.parametrize("style", STYLES, ids=names(STYLES))
def test_a_style_sheet_asks_no_other_site(style: Path) -> None:
    source = style.read_text()
    assert "@import" not in source
    assert not re.search(r"""url\(["']?(?![/"'])""", source)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=names(DRAWINGS))
def test_a_drawing_is_a_plain_picture(drawing: Path) -> None:
    for element in ElementTree.fromstring(drawing.read_text()).iter():
        assert "script" not in element.tag
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        *[(front, back, 4.5) for front in ("ink", "soft") for back in ("paper", "card", "wash", "leaf-wash")],
        *[("ink", f"{name}-wash", 4.5) for name in ("berry", "honey", "person")],
        *[
            (name, back, 4.5)
            for name in ("leaf", "berry", "honey", "person")
            for back in ("paper", "card", f"{name}-wash")
        ],
        *[("soft", f"{name}-wash", 4.5) for name in ("honey", "person")],
        ("on-leaf", "leaf", 4.5),
        ("on-leaf", "leaf-deep", 4.5),
        ("paper", "berry", 4.5),
        ("paper", "person", 4.5),
        ("edge", "card", 3.0),
        ("edge", "paper", 3.0),
    ],
)
def test_colours_can_be_told_apart(front: str, back: str, least: float, dark: bool) -> None:
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);",
                       (BOT / "widget" / "static" / "tokens.css").read_text("utf-8"))
    colours = {name: night if dark else day for name, day, night in pairs}
    bright, dim = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= least

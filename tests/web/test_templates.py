"""Promises that hold for every template: it compiles, no inline code, no icon not drawn."""

import re
from pathlib import Path

from django.template.loader import get_template

from tests.many import for_each

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPRITE = (ROOT / "static/img/icons.svg").read_text()
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
# The reports are printed by WeasyPrint, which reads one file of its own styles.
PAGES = [path for path in TEMPLATES if "reports/pdf" not in path.as_posix()]

INLINE = re.compile(r"\sstyle=|<style|\son[a-z]+=|\shx-on|<script(?![^>]*\ssrc=)", re.IGNORECASE)
ICON = re.compile(r'_icon\.html" with (?:[^%]*\s)?name="([\w-]+)"')


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@for_each("path", PAGES, name)
def test_no_inline_style_or_script(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text())
    assert INLINE.findall(text) == []


@for_each("path", TEMPLATES, name)
def test_it_compiles(path):
    assert get_template(path.relative_to(ROOT / "templates").as_posix())


@for_each("path", TEMPLATES, name)
def test_every_named_icon_is_drawn(path):
    assert [icon for icon in ICON.findall(path.read_text()) if icon not in SYMBOLS] == []


def test_every_sheet_and_script_is_told_in_the_design():
    """Whoever looks for the class or the behaviour to use finds it there."""
    told = (ROOT / "docs/design.md").read_text()
    files = [*(ROOT / "static/css").glob("*.css"), *(ROOT / "static/js").glob("*.js")]
    assert len(files) > 50
    assert [path.name for path in files if f"`{path.name}`" not in told] == []


def test_the_pattern_for_inline_code_finds_it():
    bad = [
        '<p style="x">',
        "<style>",
        '<a onclick="x">',
        "<script>x</script>",
        '<b hx-on:click="x">',
    ]
    assert all(INLINE.search(text) for text in bad)
    assert not INLINE.search('<script src="/static/js/x.js" defer></script>')

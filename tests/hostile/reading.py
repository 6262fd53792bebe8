"""Looks through what a page says for anything that came out of a hostile text."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from .forms import Form
from .markers import NUMBERED, WORKED

ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset")
ADDRESSES += ("hx-get", "hx-post", "hx-put", "hx-delete", "hx-patch")
LEADING = ("http://", "https://", "mailto:", "data:image/")
ACTING = ("style", "srcdoc")
TYPES_OF_DATA = ("application/json",)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
CONTROLS = ("input", "textarea", "select", "button")


class Page(HTMLParser):
    """What is wrong with a page, in words; which fields it shows; its forms."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.shown: set[int] = set()
        self.forms: list[Form] = []
        self._data = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self.wrong += [f"<{tag} {problem}>" for problem in _problems(tag, values)]
        for value in values.values():
            self.shown |= numbers_in(value)
        self._data = tag == "script" and values.get("type") in TYPES_OF_DATA
        if tag == "form":
            self.forms.append(Form(values.get("action", ""), values.get("method", "get").lower()))
        elif tag in CONTROLS and self.forms:
            self.forms[-1].add(tag, values)

    def handle_data(self, data: str) -> None:
        self.shown |= numbers_in(data)
        if self._data:
            json.loads(data)

    def handle_endtag(self, _tag: str) -> None:
        self._data = False


def numbers_in(text: str) -> set[int]:
    return {int(each) for each in NUMBERED.findall(text)}


def read_page(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    page.wrong += [f"a template worked: {found[0]}" for found in WORKED.finditer(text)]
    return page


def _problems(tag: str, values: dict[str, str]) -> Iterator[str]:
    if tag == "h4x" or values.get("src") == "x":
        yield "of a text"
    if tag == "script" and not values.get("src") and values.get("type") not in TYPES_OF_DATA:
        yield "written in the page"
    for name, value in values.items():
        if name.startswith(("on", "hx-on")) or "h4x" in name or name in ACTING:
            yield name
        if name in ADDRESSES and not leads_somewhere(value):
            yield f'{name}="{value[:60]}"'


def leads_somewhere(address: str) -> bool:
    """An address of ours, of the web or of mail; nothing that acts, however it is spelled."""
    # Browsers skip white space and control characters around and inside a scheme.
    bare = "".join(each for each in address if each > " ").lower()
    scheme, colon, _rest = bare.partition(":")
    named = colon and SCHEME.fullmatch(scheme)
    return not named or bare.startswith(LEADING)

"""What a browser would send of a page: the successful controls of its forms."""

from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    """Collects, by form (its id, "" for one without), the names and values it would send."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: dict[str, dict[str, list[str]]] = {}
        self._form: str | None = None
        self._area: tuple[str, list[str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = dict(attrs)
        if tag == "form":
            self._form = found.get("id") or ""
            self.forms.setdefault(self._form, {})
        elif self._form is None:
            return
        elif tag == "input" and found.get("name"):
            tick = found.get("type") in ("checkbox", "radio")
            if not tick or "checked" in found:
                self._add(found["name"], found.get("value", "on") or "")
        elif tag == "textarea":
            self._area = (found["name"], [])
        elif tag == "select":
            self._select = found["name"]
        elif tag == "option" and self._select and "selected" in found:
            self._add(self._select, found["value"] or "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area:
            name, parts = self._area
            text = "".join(parts).replace("\r\n", "\n").replace("\r", "\n")
            # The first line end after the tag is not part of the value; those sent are CRLF.
            self._add(name, text.removeprefix("\n").replace("\n", "\r\n"))
            self._area = None
        elif tag == "select":
            self._select = ""

    def _add(self, name: str, value: str) -> None:
        assert self._form is not None
        self.forms[self._form].setdefault(name, []).append(value)


def sent_by(html: str, form_id: str) -> dict[str, list[str]]:
    """Name → values of the form with that id, but for the token."""
    reader = _Reader()
    reader.feed(html)
    return {k: v for k, v in reader.forms[form_id].items() if k != "csrfmiddlewaretoken"}

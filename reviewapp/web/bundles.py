"""What every page has of styles and scripts, as one file of each.

A browser that comes anew asks for five files instead of fifty. The parts stay as they lie in
`static/`, each to be read and changed by itself; whoever looks for static files finds the whole
beside them: the web server while developing, `collectstatic` in production.
"""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# In the order in which they count: later rules win over earlier ones of the same weight.
SHEETS = (
    *("tokens", "base", "layout", "controls", "forms", "status", "surfaces", "tables", "content"),
    *("review", "question", "evidence", "lenses", "levels", "priorities"),
    *("editor", "editor-choices", "editor-rules", "truth", "standing", "findings", "inventory"),
    *("trail", "live", "notices", "signin", "talk", "guests", "team", "people", "meetings"),
    *("guide", "search", "print"),
)
# In the order in which they run.
SCRIPTS = (
    *("texts", "zone", "htmx-setup", "toasts", "tabs", "dialogs", "copy", "keys", "palette"),
    *("live", "live-here"),
)
PARTS = {
    "css/pillars.css": [f"css/{name}.css" for name in SHEETS],
    "js/pillars.js": [f"js/{name}.js" for name in SCRIPTS],
}


class Bundles(BaseFinder):
    """Finds the wholes: a process that lists all files makes them once, one that asks anew."""

    def check(self, **_kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        """The file of this name, as Django asks: a list where it wants all, else one or []."""
        if path not in PARTS:
            return []
        made = str(make(path))
        return [made] if find_all else made

    def list(self, _ignored: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = FileSystemStorage(location=_folder())
        for path in PARTS:
            _make_once(path, _folder())
            yield path, storage


def make(path: str) -> Path:
    """The file at `path`, with each part below its name; untouched where nothing has changed."""
    whole = "".join(_part(name) for name in PARTS[path]).encode()
    made = _folder() / path
    if not made.is_file() or made.read_bytes() != whole:
        made.parent.mkdir(parents=True, exist_ok=True)
        # Another process may make it, or serve it, at this moment.
        fresh = made.with_name(f"{made.name}.{os.getpid()}")
        fresh.write_bytes(whole)
        fresh.replace(made)
    return made


@cache
def _make_once(path: str, _folder: Path) -> None:
    make(path)


def _part(name: str) -> str:
    return f"/* {name} */\n{(settings.BASE_DIR / 'static' / name).read_text()}\n"


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "bundles"

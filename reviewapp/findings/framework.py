"""The practices of the framework, out of the documents that this release carries."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from pillars.coverage import Practice


@cache
def framework_practices() -> tuple[Practice, ...]:
    """Every practice in the framework's order."""
    folder = files("pillars") / "lenses" / "framework"
    pillars = json.loads((folder / "lens.json").read_text(encoding="utf-8"))["pillars"]
    documents = [json.loads((folder / f"{p}.json").read_text(encoding="utf-8")) for p in pillars]
    return tuple(practice for document in documents for practice in _practices(document))


def _practices(document: dict[str, Any]) -> Iterator[Practice]:
    for question in document["questions"]:
        for choice in question["choices"]:
            if "practice" in choice:
                yield Practice(
                    code=choice["practice"],
                    pillar=document["id"],
                    title=choice["title"],
                    ask=choice.get("ask", ""),
                )

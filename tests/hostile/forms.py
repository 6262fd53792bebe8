"""The forms of pages, filled in by somebody hostile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .markers import text_for

Fields = dict[str, str]
# What is chosen from a list or carried along; everything else is written by people.
CHOSEN = ("hidden", "checkbox", "radio", "submit", "date", "time", "number", "datetime-local")
TYPED = text_for(9999)


@dataclass
class Form:
    """The names of its controls with the values that they have; which of them take any text."""

    action: str
    method: str
    values: Fields = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)

    def add(self, tag: str, values: Mapping[str, str]) -> None:
        name, kind = values.get("name", ""), values.get("type", "text")
        if not name or kind == "file":
            return
        written = tag == "textarea" or (tag == "input" and kind not in CHOSEN)
        if written:
            self.texts.add(name)
        if written or name not in self.values:
            self.values[name] = values.get("value", "")

    def all_hostile(self) -> Fields:
        return dict.fromkeys(self.values, TYPED)

    def texts_hostile(self) -> Fields:
        return {name: TYPED if name in self.texts else value for name, value in self.values.items()}


def merged(forms: Iterable[Form]) -> dict[str, Form]:
    """By the address that they are sent to, with the controls of all that are sent there."""
    found: dict[str, Form] = {}
    for each in forms:
        known = found.setdefault(each.action, Form(each.action, each.method))
        known.values |= each.values
        known.texts |= each.texts
    return found

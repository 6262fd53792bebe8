"""What of the inventory a page or a file shows."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from pillars.kinds import inventory_kinds
from reviewapp.findings.models import FactPlace

CHANGES = ("came", "went")
ALL = "all"


@dataclass(frozen=True, slots=True)
class InventoryFilter:
    """Unknown values are ignored, so that any address works.

    `tag` is `key` or `key=value`. `place`: empty for what is in scope, `all` for everything.
    `change`: what came or went since the scan before.
    """

    text: str = ""
    service: str = ""
    kind: str = ""
    region: str = ""
    account: str = ""
    tag: str = ""
    place: str = ""
    ownerless: str = ""
    failing: str = ""
    change: str = ""

    @property
    def is_empty(self) -> bool:
        return self == InventoryFilter()

    @property
    def tag_key(self) -> str:
        return self.tag.partition("=")[0]

    def without(self, *names: str) -> "InventoryFilter":
        return replace(self, **dict.fromkeys(names, ""))

    def query(self, **changed: str) -> str:
        """The address's query for this filter with some values changed: `service=ec2&kind=`."""
        wanted = replace(self, **changed)
        pairs = [(PARAMETERS[f.name], getattr(wanted, f.name)) for f in fields(wanted)]
        return urlencode([(name, value) for name, value in pairs if value])


PARAMETERS = {**{f.name: f.name for f in fields(InventoryFilter)}, "text": "q"}


def filter_from(query: Mapping[str, str]) -> InventoryFilter:
    """The filter that an address asks for."""
    sent = {name: _text(query.get(asked, "")) for name, asked in PARAMETERS.items()}
    kind = sent["kind"] if sent["kind"] in inventory_kinds() else ""
    return replace(
        InventoryFilter(**sent),
        kind=kind,
        place=_one_of(sent["place"], (FactPlace.UNCERTAIN, FactPlace.OUTSIDE, ALL)),
        ownerless=_one_of(sent["ownerless"], ("yes",)),
        failing=_one_of(sent["failing"], ("yes",)),
        change=_one_of(sent["change"], CHANGES),
    )


def _one_of(value: str, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else ""


def _text(value: str) -> str:
    # PostgreSQL takes no NUL in a text.
    return value.replace("\x00", "").strip()[:300]

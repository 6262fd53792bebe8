"""Security Hub: the findings of controls, in the format in which a file would hold them."""

from collections.abc import Iterator

from pillars.facts import Snapshot

from ..formats import security_hub
from ..formats.shape import LeftOut, Refused
from ..model import Imported, Tool
from .source import Source

FINDINGS = "securityhub.finding"


def convert(snapshot: Snapshot) -> Iterator[Imported]:
    for found in snapshot.of(FINDINGS):
        try:
            yield from security_hub.finding(found.data)
        except (LeftOut, Refused):
            # Says nothing of how a control stands; the list was asked for those that do.
            continue


SOURCE = Source(Tool.SECURITY_HUB, (FINDINGS,), convert)

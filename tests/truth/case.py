"""Accounts with a known answer: how each is built, and what a scan must say of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .account import REGION, Account

MET, NOT_MET, SUPPORTED, UNKNOWN = "met", "not_met", "supported", "unknown"

Build = Callable[[Account], None]


@dataclass(frozen=True)
class Case:
    """One account and the suggestions that are right for it.

    `build` makes it with boto3 clients; what it calls `guilty` must be among the failing findings
    of that choice, what it calls `innocent` must not. `expect` gives the suggestion by choice.
    """

    name: str
    build: Sequence[Build]
    expect: Mapping[str, str]
    regions: Sequence[str] = (REGION,)
    profile: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


def every(verdict: str, *choices: str) -> dict[str, str]:
    """The same suggestion for several choices."""
    return dict.fromkeys(choices, verdict)

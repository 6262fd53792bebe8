"""The checks by their id, and the remedy of one in words for one resource."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pillars.checking import Check
from pillars.checks import all_checks

from .models import Finding


@dataclass(frozen=True, slots=True)
class Way:
    """One means of making a resource pass: `console`, `cli` or `terraform`, with its words."""

    means: str
    label: str
    text: str


LABELS = {
    "console": "Console",
    "cli": "AWS CLI",
    "cloudformation": "CloudFormation",
    "terraform": "Terraform",
}


@cache
def checks_by_id() -> Mapping[str, Check]:
    return {check.id: check for check in all_checks()}


def check_title(check_id: str) -> str:
    """The title of a check; its id where this release does not have it any more."""
    check = checks_by_id().get(check_id)
    return check.title if check else check_id


def remedies(check: Check, finding: Finding | None = None) -> list[Way]:
    """What would make a resource pass, by means; with its name and id where one is given."""
    words = {
        "{name}": finding.resource_name if finding else "NAME",
        "{id}": finding.resource if finding else "ID",
        "{region}": finding.region if finding else "REGION",
        "{account}": finding.account if finding else "ACCOUNT",
    }
    texts = ((means, getattr(check.remedy, means)) for means in LABELS)
    return [Way(means, LABELS[means], _filled(text, words)) for means, text in texts if text]


def _filled(text: str, words: Mapping[str, str]) -> str:
    # Not str.format: the texts are code and full of braces of their own.
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text

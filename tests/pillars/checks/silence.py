"""What a check says nothing of: resources that are none of its business, or prove nothing."""

from pillars.checking import Check
from pillars.facts import Resource

from .factories import reading, run_check, snapshot


def says_nothing(check: Check, *resources: Resource, **profile) -> None:
    """Neither pass nor failure nor doubt, with all read that the check needs."""
    found = snapshot(*resources, readings=[reading(kind) for kind in check.needs], **profile)
    outcome = run_check(check, found)
    assert outcome.results == ()

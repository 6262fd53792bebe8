"""What reports say of the scope."""

from pillars.scope import Scope
from reviewapp.findings.scoped import scope_words
from reviewapp.reports.pdf.coverage import coverage_of

RUN = {
    "started": "2026-11-21T10:00:00+00:00",
    "ended": "2026-11-21T10:05:00+00:00",
    "calls": 1,
    "facts": 1,
    "coverage": {"read": 1, "not_used": 0, "denied": 0, "failed": 0, "unread": []},
}


def test_a_scope_in_one_sentence():
    scope = Scope(tags="app=shop", groups=("a", "b"), regions=("eu-west-1",))
    assert scope_words(scope.as_document()) == (
        "In scope: tags app=shop or resource group a, b in regions eu-west-1."
    )
    only = Scope(accounts=("111122223333",))
    assert scope_words(only.as_document()) == "In scope: everything in accounts 111122223333."


def test_a_report_tells_what_was_left_out_and_when():
    counts = {"inside": 3, "outside": 9, "unknown": 2, "at": "2026-11-21T10:04:00+00:00"}
    told = coverage_of({**RUN, "scope": {**Scope(tags="app").as_document(), **counts}})
    assert told is not None
    assert told.scope == (
        "In scope: tags app. Of 14 resources 3 are in scope, 9 outside, of 2 it is not known. "
        "Findings outside were not made. Applied 21 November 2026, 10:04 UTC."
    )


def test_milestones_of_before_there_were_scopes_say_nothing():
    told = coverage_of(RUN)
    assert told is not None
    assert not told.scope

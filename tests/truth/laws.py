"""What must hold of every account with a known truth. Each module of cases takes all of these."""

import re

import pytest

from .case import NOT_MET, Case
from .judging import Judge
from .lacking import worse_without

pytestmark = pytest.mark.django_db


def test_the_suggestion_is_the_truth(case: Case, choice: str, judge: Judge, request) -> None:
    said = judge.scan(case)
    got = said.suggestion(choice)
    request.node.user_properties.append(("truth", (choice, case.expect[choice], got)))
    assert got == case.expect[choice], said.because(choice)


def test_the_guilty_are_named_with_a_reason(case: Case, judge: Judge) -> None:
    said = judge.scan(case)
    for choice, arn in judge.account(case).blamed:
        reasons = [f["reason"] for f in said.findings(choice, "fail") if f["resource"] == arn]
        assert reasons, f"{choice} does not blame {arn}"
        assert all(re.match(r"[A-Z0-9a-z].*\.$", reason) for reason in reasons), reasons


def test_the_innocent_pass(case: Case, judge: Judge) -> None:
    said = judge.scan(case)
    for choice, arn in judge.account(case).cleared:
        assert arn in [f["resource"] for f in said.findings(choice, "pass")], f"{choice}: {arn}"
        assert arn not in [f["resource"] for f in said.findings(choice, "fail")], f"{choice}: {arn}"


def test_a_refutation_shows_what_fails(case: Case, judge: Judge) -> None:
    said = judge.scan(case)
    for choice, told in said.choices.items():
        if told["suggestion"] == NOT_MET:
            assert said.findings(choice, "fail"), choice
            assert told["because"], choice


def test_everything_was_read(case: Case, judge: Judge) -> None:
    """An account that is built to be readable leaves no gap through which a truth could slip."""
    said = judge.scan(case)
    unread = [p for p in said.report["coverage"] if p["state"] in ("denied", "failed")]
    if unread and not judge.account(case).book.troubles:
        pytest.fail(str(unread))


def test_no_denied_service_brings_an_answer(case: Case, judge: Judge) -> None:
    """Each service denied in turn: proofs and refutations may vanish, and none may come."""
    assert worse_without(judge.scan(case).snapshot) == []

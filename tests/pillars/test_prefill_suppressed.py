"""Suppressed failures: they refute nothing, count as no pass, and never let anything be proved."""

import pytest

from pillars.checking import Outcome, Severity, Verdict, check
from pillars.prefill import Suggested, suggest

KEY = "SEC08-BP02"


def a_check(name="encrypted", **speaks):
    declare = check(
        id=name,
        title=f"Things are {name}",
        pillar="security",
        severity=Severity.HIGH,
        needs=["ec2.volume"],
        passes="It is.",
        **speaks,
    )
    return declare(lambda _: ())


def outcome(*, passed=0, failed=0, unknown=0, suppressed=0, **speaks):
    counts = {Verdict.PASS: passed, Verdict.FAIL: failed, Verdict.UNKNOWN: unknown}
    firsts = {verdict: f"First {verdict.value}." for verdict, number in counts.items() if number}
    return Outcome(a_check(**speaks), counts, firsts, suppressed)


def said(**counts):
    return suggest([KEY], [outcome(refutes=[KEY], proves=[KEY], **counts)])


def test_one_failure_refutes_and_suppressed_it_does_not():
    assert said(passed=2, failed=1).verdict is Suggested.NOT_MET
    assert said(passed=2, suppressed=1).verdict is not Suggested.NOT_MET


def test_complete_passes_prove_and_never_beside_a_suppressed_failure():
    assert said(passed=2).verdict is Suggested.MET
    found = said(passed=2, suppressed=1)
    assert found.verdict is Suggested.SUPPORTED
    assert "One finding against it is suppressed." in found.because


def test_suppressed_alone_is_unknown_and_said_so():
    found = said(suppressed=3)
    assert found.verdict is Suggested.UNKNOWN
    assert found.because.startswith("3 findings against it are suppressed.")


@pytest.mark.parametrize("speaks", ["refutes", "proves", "supports"])
def test_what_is_unread_stays_unknown_beside_it(speaks):
    found = suggest([KEY], [outcome(passed=1, unknown=1, suppressed=1, **{speaks: [KEY]})])
    assert found.verdict is Suggested.UNKNOWN
    assert "First unknown." in found.because


def test_another_failure_still_refutes():
    found = said(failed=2, suppressed=1, passed=3)
    assert found.verdict is Suggested.NOT_MET
    assert found.because == "2 findings refute it. First: First fail."


def test_one_check_with_suppressed_keeps_all_from_proving():
    full = outcome(passed=1, proves=[KEY])
    aside = outcome(passed=1, suppressed=1, proves=[KEY], name="others")
    assert suggest([KEY], [full]).verdict is Suggested.MET
    assert suggest([KEY], [full, aside]).verdict is Suggested.SUPPORTED


def test_counts_keep_it_apart():
    found = said(passed=2, failed=1, suppressed=4)
    assert [found.count(v) for v in Verdict] == [2, 1, 0]
    assert found.suppressed == 4

"""The truth suite: every check on accounts whose answer is known, right each time.

Prints precision and recall of the suggestions after the tests, as `python -m bench truth` does.
"""

from collections import Counter

import pytest

from pillars.checking import Outcome, Verdict
from pillars.checks import all_checks
from pillars.facts import Resource
from pillars.prefill import suggest

from .factories import resource
from .known import OF_EMPTINESS, SHARED, Known, known
from .measuring import (
    KINDS,
    MET,
    NOT_MET,
    VERDICTS,
    Case,
    Said,
    cases,
    judge,
    share,
    table,
    word_of,
)
from .shapes import unlike

Judged = list[tuple[Case, Outcome, list[Said]]]
CHECKS = {check.id: check for check in all_checks()}
# Their passing is that a thing exists, or that none does which nobody can read: what is bad is an
# account without it, so that there is nothing to record.
BAD_IS_ABSENCE = {
    *("cloudwatch-dashboard-exists", "devices-shared", "dynamodb-encrypted"),
    *("events-rule-of-application", "events-rule-responds", "fis-experiment-completed"),
    *("iam-ci-service-federated", "incident-response-plan", "lambda-source-polled"),
    *("network-firewall-inspects", "packages-centrally-kept", "region-matched-with-renewables"),
    *("service-objective-defined", "servicecatalog-designs-offered", "sqs-queue-in-use"),
    "ssm-document-runbook",
}
GOOD_IS_ABSENCE = {"iam-federated-sign-in-mfa"}


@pytest.fixture(scope="module")
def registry() -> list[Known]:
    return known()


@pytest.fixture(scope="module")
def judged(registry) -> Judged:
    return [(case, *judge(case)) for each in registry for case in cases(each)]


def test_every_check_has_a_good_and_a_bad_account(registry):
    assert {each.check.id for each in registry} == set(CHECKS)
    for each in registry:
        absent = {*BAD_IS_ABSENCE, *OF_EMPTINESS}
        assert each.good or each.check.id in GOOD_IS_ABSENCE, each.check.id
        assert each.bad or each.check.id in absent, each.check.id


def test_every_check_is_judged_on_every_kind_of_account(judged):
    kinds: dict[str, set[str]] = {name: set() for name in CHECKS}
    for case, _, _ in judged:
        kinds[case.known.check.id].add(case.kind)
    wanted = {*KINDS} - {"one aspect denied"}  # not every check looks at an aspect
    assert {name: wanted - found for name, found in kinds.items() if wanted - found} == {}


def test_exceptions_name_checks_that_there_are():
    assert {*OF_EMPTINESS, *SHARED, *BAD_IS_ABSENCE, *GOOD_IS_ABSENCE} <= set(CHECKS)


@pytest.mark.parametrize("kind", ["good", "bad", "empty"])
def test_checks_say_what_is_true(judged, kind):
    wrong = {
        case.known.check.id: (word_of(outcome), case.says)
        for case, outcome, _ in judged
        if case.kind == kind and word_of(outcome) != case.says
    }
    assert wrong == {}


def test_denied_is_unknown_and_never_a_pass(judged):
    for case, outcome, _ in judged:
        if case.kind == "denied":
            assert word_of(outcome) == "unknown", case.known.check.id
        if case.incomplete:
            assert not outcome.complete, (case.known.check.id, case.kind)
            assert not outcome.passed, (case.known.check.id, case.kind)


def test_with_a_kind_or_an_aspect_denied_nothing_fails_that_did_not(judged):
    fine = ("one kind denied", "one aspect denied")
    failing = [
        (case.known.check.id, case.kind)
        for case, outcome, _ in judged
        if case.kind in fine and case.says != "fail" and outcome.count(Verdict.FAIL)
    ]
    assert failing == []


def test_suggestions_are_right_every_time(judged, request):
    said = [each for _, _, found in judged for each in found]
    for line in table(said):
        request.node.user_properties.append(("known", line))
    assert [each for each in said if not each.right] == []
    assert {verdict: share(said, verdict)[:2] for verdict in VERDICTS} == dict.fromkeys(
        VERDICTS, (1.0, 1.0)
    )
    due = {verdict: share(said, verdict)[2] for verdict in VERDICTS}
    assert due[MET] >= 80
    assert due[NOT_MET] >= 400
    assert Counter(each.kind for each in said).keys() == set(KINDS)


def test_several_proofs_prove_only_together(judged):
    """With every proving check right the choice is met; with one of them denied or wrong, never."""
    found: dict[tuple[str, str], Outcome] = {}
    for case, outcome, _ in judged:
        found.setdefault((case.known.check.id, case.kind), outcome)
    proofs: dict[str, list[str]] = {}
    for check in CHECKS.values():
        for key in check.proves:
            proofs.setdefault(key, []).append(check.id)
    assert sum(len(ids) > 1 for ids in proofs.values()) >= 10
    for key, ids in proofs.items():
        good = {name: found[name, "good"] for name in ids}
        assert suggest([key], good.values()).verdict.value == MET, key
        for name in ids if len(ids) > 1 else ():
            for kind in ("denied", "bad"):
                one = found[name, kind]
                verdict = suggest([key], {**good, name: one}.values()).verdict.value
                # What is nothing to the check leaves the proof to the others.
                assert (verdict == MET) is one.silent, (key, name, kind)


def test_wrong_suggestions_are_counted():
    def said(got: str, *allowed: str) -> Said:
        return Said("check", "good", "key", frozenset(allowed), got)

    found = [said(MET, MET), said(MET, NOT_MET), said(NOT_MET, MET), said(NOT_MET, NOT_MET)]
    assert share(found, MET) == (0.5, 0.5, 2)
    assert share([], MET) == (1.0, 1.0, 0)
    assert list(table(found))[-1] == "2 of 4 right, over 1 checks"


def test_facts_look_as_boto3_gives_them(registry):
    facts: dict[str, Resource] = {}
    for each in registry:
        for found in (*each.good, *each.bad, *each.around):
            facts[repr(found)] = found
    wrong = {f"{f.kind} {f.name}": list(unlike(f)) for f in facts.values() if any(unlike(f))}
    assert wrong == {}
    assert list(unlike(resource("ec2.volume", "v", {"Encryptd": True}))) == [
        "Encryptd is no member"
    ]
    assert list(unlike(resource("ec2.volume", "v", {"Encrypted": "yes"})))

"""What holds for every check of operations, performance, cost and sustainability."""

import re

import pytest

from pillars.checking import Check, Verdict, run_check
from pillars.checks import cost, operations, performance, sustainability

from .factories import denied, resource, snapshot
from .kinds import KINDS

CHECKS = (*operations.CHECKS, *performance.CHECKS, *cost.CHECKS, *sustainability.CHECKS)
PILLARS = {
    "operationalExcellence": operations.CHECKS,
    "performance": performance.CHECKS,
    "costOptimization": cost.CHECKS,
    "sustainability": sustainability.CHECKS,
}
PRACTICE = re.compile(r"(OPS|SEC|REL|PERF|COST|SUS)\d\d-BP\d\d|foundations/(ops|perf|cost|sus)_\w+")
# Here the existence of a thing is what passes, whatever its values.
BY_EXISTENCE = {
    "cloudwatch-dashboard-exists",
    "cloudwatch-alarms-exist",
    "sqs-queue-in-use",
    "region-matched-with-renewables",
}
MINE = {
    *("ops_iac", "ops_cicd", "ops_structured_logging", "ops_custom_metrics", "ops_alarms_sns"),
    *("ops_runbooks", "ops_dr_tested", "perf_right_sized", "perf_monitoring", "perf_caching"),
    *("perf_cdn", "perf_read_replicas", "perf_async", "cost_commitments", "cost_spot"),
    *("cost_s3_lifecycle", "cost_unused_deleted", "cost_allocation_tags", "cost_budgets"),
    *("cost_rightsizing_monthly", "sus_graviton", "sus_lambda_event_driven"),
    *("sus_auto_scaling_demand", "sus_green_regions", "sus_intelligent_tiering"),
}

each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)


def test_every_choice_but_the_carbon_footprint_has_a_check():
    keys = {
        key.removeprefix("foundations/")
        for check in CHECKS
        for key in (*check.refutes, *check.proves, *check.supports)
        if key.startswith("foundations/")
    }
    assert keys == MINE


@pytest.mark.parametrize("pillar", PILLARS)
def test_checks_belong_to_the_pillar_that_lists_them(pillar):
    assert {check.pillar for check in PILLARS[pillar]} == {pillar}


def test_ids_are_unique():
    assert len({check.id for check in CHECKS}) == len(CHECKS)


@each_check
def test_is_completely_declared(check: Check):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", check.id)
    assert set(check.needs) <= KINDS
    assert check.needs
    assert check.title
    assert check.passes.endswith(".")
    assert all((check.remedy.console, check.remedy.cli, check.remedy.terraform))
    assert check.url.startswith("https://")
    practices = (*check.refutes, *check.proves, *check.supports)
    assert practices
    assert all(PRACTICE.fullmatch(practice) for practice in practices)


@each_check
def test_names_only_tokens_that_are_filled_in(check: Check):
    text = check.remedy.console + check.remedy.cli + check.remedy.terraform
    tokens = set(re.findall(r"\{([a-z_]+)\}", text))
    assert tokens <= {"name", "id", "region", "account"}


@each_check
def test_resources_without_values_never_pass(check: Check):
    bare = [resource(kind, "bare") for kind in sorted(KINDS)]
    outcome = run_check(check, snapshot(*bare))
    if check.id not in BY_EXISTENCE:
        assert outcome.count(Verdict.PASS) == 0


@each_check
def test_an_empty_account_never_passes(check: Check):
    outcome = run_check(check, snapshot(reads=KINDS))
    assert outcome.count(Verdict.PASS) == 0


@each_check
def test_what_was_denied_is_unknown(check: Check):
    found = snapshot(readings=[denied(kind) for kind in KINDS])
    outcome = run_check(check, found)
    assert not outcome.complete
    assert {result.verdict for result in outcome.results} == {Verdict.UNKNOWN}


@each_check
def test_a_single_denied_kind_leaves_the_check_incomplete(check: Check):
    for kind in check.needs:
        found = snapshot(reads=KINDS - {kind}, readings=[denied(kind)])
        outcome = run_check(check, found)
        assert outcome.count(Verdict.UNKNOWN) >= 1
        assert not outcome.passed


@each_check
def test_nothing_read_says_nothing(check: Check):
    assert run_check(check, snapshot()).results == ()


@each_check
def test_reasons_are_sentences(check: Check):
    bare = [resource(kind, "bare") for kind in sorted(KINDS)]
    outcome = run_check(check, snapshot(*bare))
    assert all(re.match(r"[A-Za-z0-9]", result.reason) for result in outcome.results)
    assert all(result.account == "111122223333" for result in outcome.results)

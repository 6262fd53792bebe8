"""What holds for every check of every pillar."""

import re

import pytest

from pillars.checking import Check, Verdict, run_check
from pillars.checks import (
    all_checks,
    cost,
    operations,
    performance,
    reliability,
    security,
    sustainability,
)
from pillars.remedies import MARKS
from tests.many import for_each

from .factories import denied, resource, snapshot
from .kinds import ASPECTS, KINDS

CHECKS = all_checks()
PILLARS = {
    "operationalExcellence": operations.CHECKS,
    "security": security.CHECKS,
    "reliability": reliability.CHECKS,
    "performance": performance.CHECKS,
    "costOptimization": cost.CHECKS,
    "sustainability": sustainability.CHECKS,
}
PRACTICE = re.compile(
    r"(OPS|SEC|REL|PERF|COST|SUS)\d\d-BP\d\d|foundations/(ops|sec|rel|perf|cost|sus)_\w+"
)
# Here the existence of a thing is what passes, whatever its values.
BY_EXISTENCE = {
    "cloudwatch-dashboard-exists",
    "cloudwatch-alarms-exist",
    "sqs-queue-in-use",
    "region-matched-with-renewables",
    "secrets-kept",
    "securityhub-enabled",
    "iam-central-identity",
    "dynamodb-encrypted",
    "efs-regional",
    "regional-services",
}
CHOICES = {
    *("ops_iac", "ops_cicd", "ops_structured_logging", "ops_custom_metrics", "ops_alarms_sns"),
    *("ops_runbooks", "ops_dr_tested", "perf_right_sized", "perf_monitoring", "perf_caching"),
    *("perf_cdn", "perf_read_replicas", "perf_async", "cost_commitments", "cost_spot"),
    *("cost_s3_lifecycle", "cost_unused_deleted", "cost_allocation_tags", "cost_budgets"),
    *("cost_rightsizing_monthly", "sus_graviton", "sus_lambda_event_driven"),
    *("sec_iam_roles", "sec_mfa_privileged", "sec_secrets_manager", "sec_cloudtrail_all_regions"),
    *("sec_vpc_flow_logs", "sec_guardduty", "sec_encryption_at_rest", "sec_tls_in_transit"),
    *("sec_security_groups_least_privilege", "rel_multi_az", "rel_rds_multi_az"),
    *("rel_auto_scaling", "rel_lb_health_checks", "rel_route53_health_checks"),
    *("rel_automated_backups", "rel_cross_region_backups", "rel_chaos_tested"),
    *("sus_auto_scaling_demand", "sus_green_regions", "sus_intelligent_tiering"),
}

each_check = for_each("check", CHECKS, lambda check: check.id)


def test_every_choice_but_the_carbon_footprint_has_a_check():
    keys = {
        key.removeprefix("foundations/")
        for check in CHECKS
        for key in (*check.refutes, *check.proves, *check.supports)
        if key.startswith("foundations/")
    }
    assert keys == CHOICES


@pytest.mark.parametrize("pillar", PILLARS)
def test_checks_belong_to_the_pillar_that_lists_them(pillar):
    assert {check.pillar for check in PILLARS[pillar]} == {pillar}


def test_every_check_is_listed_once_and_in_order():
    ids = [check.id for check in CHECKS]
    assert ids == sorted(set(ids))
    assert len(ids) == sum(len(checks) for checks in PILLARS.values())


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
    remedy = check.remedy
    text = remedy.console + remedy.cli + remedy.cloudformation + remedy.terraform
    tokens = set(re.findall(r"\{([a-z_]+)\}", text))
    assert tokens <= set(MARKS)


@each_check
def test_resources_without_values_never_pass(check: Check):
    bare = [resource(kind, "bare") for kind in sorted(KINDS)]
    outcome = run_check(check, snapshot(*bare))
    if check.id not in BY_EXISTENCE:
        assert outcome.count(Verdict.PASS) == 0


@each_check
def test_aspects_that_were_not_read_never_pass(check: Check):
    unread = dict.fromkeys(ASPECTS, "AccessDenied")
    bare = [resource(kind, "bare", unread=unread) for kind in sorted(KINDS)]
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

"""The account as a real scan reads it: large, messy, and right where its truth is known."""

import re
from collections import Counter

import pytest
from django.core.management import call_command

from reviewapp.collection.domain import policy
from reviewapp.demo.account import REGIONS
from reviewapp.demo.scanning import await_account

from .accounts import account_process, tagged

# The story needs a database, which is only made where a test says that it does.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]

READING = re.compile(r"(BatchGet|Describe|Get|List|Lookup|Search|Select|View)[A-Z]")
# Makes AWS write the report that GetCredentialReport reads; changes nothing in the account.
REPORT = "iam:GenerateCredentialReport"
# Needs no permission; every run asks whom it speaks for.
ALWAYS_ALLOWED = "sts:GetCallerIdentity"

DENIED = {("global", "ce"), ("global", "organizations")}

# Choices whose answer follows from how the account is built.
KNOWN = {
    "met": {"ops_custom_metrics", "rel_lb_health_checks", "rel_route53_health_checks"}
    | {"cost_budgets"},
    "not_met": {
        "ops_alarms_sns",
        "sec_iam_roles",
        "sec_mfa_privileged",
        "sec_secrets_manager",
        "sec_cloudtrail_all_regions",
        "sec_vpc_flow_logs",
        "sec_guardduty",
        "sec_encryption_at_rest",
        "sec_tls_in_transit",
        "sec_security_groups_least_privilege",
        "rel_multi_az",
        "rel_rds_multi_az",
        "rel_auto_scaling",
        "rel_automated_backups",
        "perf_right_sized",
        "cost_s3_lifecycle",
        "cost_unused_deleted",
        "cost_allocation_tags",
        "sus_graviton",
        "sus_auto_scaling_demand",
    },
    "supported": {
        "ops_iac",
        "ops_cicd",
        "ops_runbooks",
        "perf_caching",
        "perf_cdn",
        "perf_read_replicas",
        "perf_async",
        "cost_commitments",
        "sus_lambda_event_driven",
        "sus_intelligent_tiering",
    },
    "unknown": {"ops_dr_tested", "rel_chaos_tested", "sus_carbon_monitored"},
}

FINDINGS = {
    ("rds-multi-az", "fail", "catalogue"),
    ("ec2-imdsv2", "pass", "search-1"),
    ("ec2-imdsv2", "fail", "bastion"),
    ("sg-admin-ports-closed", "fail", "bastion"),
    ("sg-data-ports-closed", "pass", "shop-data"),
    ("ebs-volume-attached", "fail", "erp-data-before-upgrade"),
    ("asg-multi-az", "pass", "shop-web"),
    ("asg-multi-az", "fail", "shop-workers"),
    ("codebuild-plaintext-secrets", "fail", "erp-bridge-build"),
    ("vpc-flow-logs", "pass", "larkspur-prod"),
    ("vpc-flow-logs", "fail", "larkspur-us"),
    ("s3-policy-not-public", "fail", "larkspur-old-uploads"),
    ("dynamodb-backups", "pass", "carts"),
    ("dynamodb-backups", "fail", "sessions"),
    ("quota-headroom", "fail", "ec2: Running On-Demand Standard instances"),
    ("quotas-equal", "fail", "lambda: Concurrent executions"),
    ("steps-time-out", "fail", "refunds"),
    ("synthetics-canary-runs", "pass", "checkout"),
    ("synthetics-canary-runs", "fail", "erp-sign-in"),
    ("iam-vendors-external-id", "pass", "monitoring-integration"),
    ("health-events-routed", "pass", "aws-health"),
    ("bill-exported-by-hour", "fail", "larkspur-bill"),
    ("desktops-rest", "fail", "ws-9x2m4t8cd"),
    ("notebooks-stop", "fail", "demand-forecast"),
    ("fsx-multi-az", "fail", "office-share"),
    ("fsx-backups", "pass", "office-share"),
    ("mq-not-public", "fail", "erp-events"),
    ("elasticache-in-use", "fail", "us-cache"),
    ("elasticache-in-use", "pass", "catalogue-cache"),
    ("fsx-in-use", "pass", "office-share"),
    ("elasticache-bounded", "fail", "shop-search"),
    ("elasticache-groups-multi-az", "pass", "shop-search"),
    ("firehose-encrypted", "pass", "clickstream"),
}


def test_it_is_as_large_as_a_real_one(story):
    assert len(story.first.resources()) >= 200
    assert len(story.first.services()) >= 20
    places = Counter(region for _, region, _ in story.first.facts)
    assert set(places) == {*REGIONS, "global"}
    assert min(places.values()) >= 40


def test_only_what_is_meant_to_be_denied_is_not_read(story):
    assert (story.first.state, story.first.failure) == ("partial", "")
    unread = {place for place, state in story.first.parts.items() if state == "denied"}
    assert unread == DENIED
    assert set(story.first.parts.values()) == {"read", "not_used", "denied"}


def test_the_suggestions_hold_every_verdict(story):
    said = Counter(story.first.verdicts.values())
    assert set(said) == {"met", "not_met", "supported", "unknown"}
    assert sum(said.values()) == 43


@pytest.mark.parametrize("verdict", KNOWN)
def test_known_truths_come_out(story, verdict):
    wrong = {name: story.first.verdicts[name] for name in KNOWN[verdict]}
    assert {name for name, said in wrong.items() if said != verdict} == set()


def test_known_findings_come_out(story):
    assert FINDINGS - story.first.findings == set()


def test_nothing_is_unknown_for_want_of_a_field(story):
    """What moto leaves out and AWS gives is completed; what is unknown is so on AWS too."""
    unknown = {check for check, verdict, _ in story.first.findings if verdict == "unknown"}
    assert unknown == {
        "commitments-cover-most",
        "cost-allocation-tag-active",
        "cost-anomaly-reported",
        "cost-explorer-rightsizing-clear",
        "ec2-in-groups",
        "iam-vendors-external-id",
        "nat-multi-az",
        "organization-has-sandbox",
        "organization-limits-purchases",
        "organization-limits-spending",
        "organization-rules-attached",
        "organization-separates-accounts",
        "spending-in-chosen-regions",
        "tls-unread-endpoints",
    }


def test_a_change_between_two_scans_shows(story):
    assert story.first.verdicts["sec_guardduty"] == "not_met"
    assert story.changed.verdicts["sec_guardduty"] == "met"
    assert ("vpc-flow-logs", "fail", "larkspur-prod") in story.changed.findings
    assert ("sg-data-ports-closed", "fail", "shop-data") in story.changed.findings
    moved = {n for n, said in story.first.verdicts.items() if story.changed.verdicts[n] != said}
    assert moved == {"sec_guardduty"}


def test_changing_again_changes_nothing(story, account, capsys):
    call_command("demo", "change", endpoint=account.endpoint)
    assert capsys.readouterr().out == "Everything was changed before.\n"


def test_it_says_no_more_than_that_it_is_there(story, account):
    listening, *rest = account.said()
    assert re.fullmatch(r"The simulated account listens at http://127\.0\.0\.1:\d+", listening)
    assert rest == ["The simulated account is filled."]


def test_every_start_gives_the_same_ids(tags_at_first, tmp_path):
    with account_process(tmp_path / "log") as second:
        await_account(second.endpoint)
        assert tagged(second.endpoint) == tags_at_first
    assert len(tags_at_first) > 100


def test_awss_own_tools_say_what_stands_in_the_account(story):
    """Each tool that answers in a scan has a report, and none of what it says is a gap."""
    assert story.reports == {
        "access_analyzer": (2, 0),
        "config": (2, 1),
        "compute_optimizer": (5, 10),
        "guardduty": (0, 1),
        "inspector": (4, 1),
        "security_hub": (3, 1),
        "trusted_advisor": (3, 1),
    }


def test_whole_scans_call_nothing_that_they_do_not_declare_and_only_read(story):
    declared, heard = set(policy.actions()), story.heard
    assert set(heard.made) - declared == {ALWAYS_ALLOWED}
    writing = {each for each in heard.operations if not READING.match(each.split(":")[1])}
    assert writing == {REPORT}
    # Nothing went past the recorder: each call that was counted was heard.
    assert sum(heard.made.values()) - heard.made[ALWAYS_ALLOWED] >= story.counted * 0.9
    assert len(heard.made) > 0.7 * len(declared), "too little was called to say anything"
    assert all("pillars-review" in agent for agent in heard.agents)

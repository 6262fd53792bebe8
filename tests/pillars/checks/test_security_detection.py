"""Trails, threats, flow logs: judged by place, and absent only where they were looked for."""

import pytest

from pillars.checking import Verdict, run_check
from pillars.checks.security import CHECKS
from pillars.checks.security.detection import (
    config_recording,
    guardduty_enabled,
    securityhub_enabled,
)
from pillars.checks.security.flow_logs import vpc_flow_logs
from pillars.checks.security.trails import all_regions, validated
from pillars.prefill import Suggested

from .estate import flow_log, interface, named, subnet, trail, vpc
from .factories import (
    ACCOUNT,
    REGION,
    denied,
    reading,
    reasons,
    resource,
    run,
    snapshot,
    suggestion,
    verdicts,
)

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
ELSEWHERE = "eu-west-1"
TRAIL = "cloudtrail.trail"
READS_ONLY = {"EventSelectors": [{"IncludeManagementEvents": True, "ReadWriteType": "ReadOnly"}]}
DATA_ONLY = {"EventSelectors": [{"IncludeManagementEvents": False, "ReadWriteType": "All"}]}
EVERYTHING = {"EventSelectors": [{"IncludeManagementEvents": True, "ReadWriteType": "All"}]}


def advanced(**equals):
    fields = [{"Field": field, "Equals": values} for field, values in equals.items()]
    return {"AdvancedEventSelectors": [{"FieldSelectors": fields}]}


def says(key, found):
    relevant = [check for check in CHECKS if check.speaks_for(f"foundations/{key}")]
    return suggestion(f"foundations/{key}", relevant, found).verdict


def two_regions(*resources, kind=TRAIL):
    places = [reading(kind), reading(kind, region=ELSEWHERE)]
    return snapshot(*resources, readings=places)


class TestTrail:
    @pytest.mark.parametrize(
        "selectors",
        [
            EVERYTHING,
            {"EventSelectors": [], "AdvancedEventSelectors": []},
            advanced(eventCategory=["Management"]),
        ],
    )
    def test_records(self, selectors):
        outcome = run(all_regions, trail(EventSelectors=selectors))
        assert verdicts(outcome) == {"all": PASS}

    @pytest.mark.parametrize(
        "data",
        [
            {"Status": {"IsLogging": False}},
            {"IsMultiRegionTrail": False},
            {"EventSelectors": READS_ONLY},
            {"EventSelectors": DATA_ONLY},
            {"EventSelectors": advanced(eventCategory=["Data"])},
            {"EventSelectors": advanced(eventCategory=["Management"], readOnly=["true"])},
        ],
    )
    def test_does_not_record(self, data):
        outcome = run(all_regions, trail(**data))
        assert [r.verdict for r in outcome.results] == [FAIL]

    def test_one_good_trail_is_enough(self):
        outcome = run(all_regions, trail("off", Status={"IsLogging": False}), trail("on"))
        assert verdicts(outcome) == {"on": PASS}

    def test_covers_every_region_that_was_read(self):
        outcome = run_check(all_regions, two_regions(trail()))
        assert [(r.verdict, r.region) for r in outcome.results] == [
            (PASS, ELSEWHERE),
            (PASS, REGION),
        ]

    def test_of_one_region_fails_there_and_elsewhere(self):
        outcome = run_check(all_regions, two_regions(trail("local", IsMultiRegionTrail=False)))
        assert sorted(reasons(outcome)) == [
            "No CloudTrail trail records eu-west-1.",
            "Trail local, seen in us-east-1, records no other region.",
        ]

    def test_none_at_all(self):
        outcome = run(all_regions)
        assert reasons(outcome) == ["No CloudTrail trail records us-east-1."]
        assert outcome.failed

    def test_unread_status_is_unknown(self):
        outcome = run(all_regions, trail(unread={"Status": "AccessDenied"}))
        assert [r.verdict for r in outcome.results] == [UNKNOWN]

    def test_another_account_needs_its_own(self):
        other = [reading(TRAIL), reading(TRAIL, account="999999999999")]
        outcome = run_check(all_regions, snapshot(trail(), readings=other))
        assert {r.account: r.verdict for r in outcome.results} == {
            ACCOUNT: PASS,
            "999999999999": FAIL,
        }

    def test_seen_in_two_regions_is_judged_once(self):
        outcome = run_check(validated, two_regions(trail(), trail(region=ELSEWHERE)))
        assert verdicts(outcome) == {"all": PASS}
        assert len(outcome.results) == 1

    def test_choice(self):
        choice = "sec_cloudtrail_all_regions"
        assert says(choice, two_regions(trail())) is Suggested.MET
        assert says(choice, snapshot(reads=[TRAIL])) is Suggested.NOT_MET
        assert says(choice, snapshot(readings=[denied(TRAIL)])) is Suggested.UNKNOWN
        unsigned = trail(LogFileValidationEnabled=False)
        assert says(choice, two_regions(unsigned)) is Suggested.SUPPORTED
        half = snapshot(trail(), readings=[denied(TRAIL, region=ELSEWHERE)])
        assert says(choice, half) is not Suggested.MET


class TestGuardDuty:
    KIND = "guardduty.detector"

    def detector(self, status="ENABLED", region=REGION):
        return resource(self.KIND, "detector", {"Status": status}, region=region)

    def test_enabled_where_it_was_read(self):
        outcome = run(guardduty_enabled, self.detector())
        assert reasons(outcome) == ["GuardDuty is enabled in us-east-1: detector."]

    @pytest.mark.parametrize("status", ["DISABLED", "SUSPENDED"])
    def test_disabled(self, status):
        assert run(guardduty_enabled, self.detector(status)).failed

    def test_missing_status_is_unknown(self):
        outcome = run(guardduty_enabled, resource(self.KIND, "detector"))
        assert [r.verdict for r in outcome.results] == [UNKNOWN]

    def test_choice(self):
        found = self.detector()
        both = snapshot(found, self.detector(region=ELSEWHERE))
        assert says("sec_guardduty", both) is Suggested.MET
        assert says("sec_guardduty", two_regions(found, kind=self.KIND)) is Suggested.NOT_MET
        gap = snapshot(found, readings=[denied(self.KIND, region=ELSEWHERE)])
        assert says("sec_guardduty", gap) is Suggested.UNKNOWN

    def test_hub_and_recorder(self):
        assert run(securityhub_enabled, named("securityhub.hub", "hub")).passed
        assert run(securityhub_enabled).failed
        assert run(
            config_recording, named("config.recorder", "r", Status={"recording": True})
        ).passed
        assert run(
            config_recording, named("config.recorder", "r", Status={"recording": False})
        ).failed
        unread = resource("config.recorder", "r", unread={"Status": "AccessDenied"})
        assert [r.verdict for r in run(config_recording, unread).results] == [UNKNOWN]


class TestFlowLogs:
    def test_on_the_vpc(self):
        outcome = run(vpc_flow_logs, vpc(), flow_log())
        assert reasons(outcome) == ["Flow log fl-vpc-1 records all traffic of VPC vpc-1."]

    def test_on_every_subnet(self):
        found = (vpc(), subnet("subnet-a"), subnet("subnet-b"))
        logs = (flow_log("subnet-a"), flow_log("subnet-b"))
        assert run(vpc_flow_logs, *found, *logs).passed
        assert reasons(run(vpc_flow_logs, *found, logs[0])) == [
            "VPC vpc-1 has subnets without a flow log: subnet-b."
        ]

    @pytest.mark.parametrize(
        "log",
        [
            flow_log("vpc-2"),
            flow_log(FlowLogStatus="DELETED"),
            flow_log(DeliverLogsStatus="FAILED"),
            flow_log(TrafficType="REJECT"),
        ],
    )
    def test_none_that_works(self, log):
        assert reasons(run(vpc_flow_logs, vpc(), log)) == [
            "VPC vpc-1 has no active flow log of all its traffic."
        ]

    def test_default_vpc_counts_only_when_used(self):
        default = vpc(IsDefault=True)
        assert run(vpc_flow_logs, default).results == ()
        assert run(vpc_flow_logs, default, interface()).failed

    @pytest.mark.parametrize("kind", ["ec2.flow_log", "ec2.network_interface"])
    def test_with_a_part_denied_nothing_fails(self, kind):
        reads = set(vpc_flow_logs.needs) - {kind}
        outcome = run_check(vpc_flow_logs, snapshot(vpc(), reads=reads, readings=[denied(kind)]))
        assert [r.verdict for r in outcome.results] == [UNKNOWN]

    def test_choice(self):
        reads = vpc_flow_logs.needs
        choice = "sec_vpc_flow_logs"
        other = vpc("vpc-2")
        assert says(choice, snapshot(vpc(), flow_log(), reads=reads)) is Suggested.MET
        assert says(choice, snapshot(vpc(), other, flow_log(), reads=reads)) is Suggested.NOT_MET
        assert says(choice, snapshot(reads=reads)) is Suggested.UNKNOWN

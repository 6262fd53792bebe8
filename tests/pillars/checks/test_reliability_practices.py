"""Quotas, links, bounded calls, overload, objectives: known truth and what stays unsaid."""

import pytest

from pillars.checking import Verdict
from pillars.checks.reliability import interactions, links, objectives, overload, quotas
from pillars.facts import GLOBAL

from . import truth
from .estate import distribution, named, table, vpc
from .factories import (
    ACCOUNT,
    denied,
    reading,
    reasons,
    resource,
    run,
    run_check,
    snapshot,
    verdicts,
)
from .silence import says_nothing
from .truth import Truth

FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:reader"
STREAM = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/clicks"
CALLBACK = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
OTHER = "eu-west-1"


def quota(code, value, used, *, adjustable=True, region="us-east-1", **data):
    told = {"QuotaCode": code, "Value": value, "Adjustable": adjustable, "Usage": used}
    return resource("servicequotas.quota", f"quota {code}", told | data, region=region)


def alarm(name, *, actions=("arn:aws:sns:us-east-1:1:ops",), **data):
    sound = {"ActionsEnabled": True, "AlarmActions": list(actions)}
    return named("cloudwatch.alarm", name, **(sound | data))


def share_of_quota(name, **data):
    metrics = [{"Id": "share", "Expression": "usage / SERVICE_QUOTA(usage) * 100"}]
    return alarm(name, Metrics=metrics, **data)


def summary(name, **data):
    return resource("iam.account_summary", name, data, region=GLOBAL)


def vpn(name, *states):
    return named("ec2.vpn_connection", name, VgwTelemetry=[{"Status": each} for each in states])


def line(name, state="available", location="EqDC2"):
    return named("directconnect.connection", name, connectionState=state, location=location)


def peering(name, one, other):
    ends = {"RequesterVpcInfo": {"VpcId": one}, "AccepterVpcInfo": {"VpcId": other}}
    return named("ec2.vpc_peering", name, **ends)


def attachment(name, of, state="available", kind="vpc"):
    return named(
        "ec2.transit_gateway_attachment",
        name,
        ResourceId=of,
        ResourceType=kind,
        State=state,
        TransitGatewayId="tgw-1",
    )


def network(name, *ranges, default=False):
    found = [{"CidrBlock": each} for each in ranges]
    return vpc(name, CidrBlock=ranges[0], CidrBlockAssociationSet=found, IsDefault=default)


def machine(name, *steps):
    told = [{"Name": f"step{n}", **step} for n, step in enumerate(steps)]
    return named("stepfunctions.state_machine", name, Machine={"Steps": told})


def mapping(name, attempts, age, source=STREAM, state="Enabled"):
    return named(
        "lambda.event_source_mapping",
        name,
        EventSourceArn=source,
        FunctionArn=FUNCTION,
        State=state,
        MaximumRetryAttempts=attempts,
        MaximumRecordAgeInSeconds=age,
    )


def queue(name, fifo):
    return named("sqs.queue", name, Attributes={"FifoQueue": fifo} if fifo else {})


def keys(name, status="ENABLED"):
    return table(name, TimeToLive={"TimeToLiveStatus": status, "AttributeName": "expiration"})


def acl(name, *rules, behind=("arn:balancer",)):
    return named("wafv2.web_acl", name, Rules=list(rules), Resources=list(behind))


def limit(action="Block"):
    return {"Name": "limit", "Action": action, "RateLimit": 2000}


def group(name, *, behind=("arn:balancer",), **attributes):
    return named("elbv2.target_group", name, Attributes=attributes, LoadBalancerArns=list(behind))


def error_page(code, page="/busy.html"):
    return {"Quantity": 1, "Items": [{"ErrorCode": code, "ResponsePagePath": page}]}


def enabled(name, **config):
    made = distribution(name, **config)
    return resource(made.kind, name, dict(made.data) | {"Enabled": True}, arn=made.id)


def objective(name, **policy):
    return named("resiliencehub.policy", name, policy=policy)


def server(name, state="CONTINUOUS", launched="SUCCEEDED"):
    return named("drs.source_server", name, dataReplicationState=state, lastLaunchResult=launched)


def document(name, kind="Automation"):
    return named("ssm.document", name, DocumentType=kind)


STICKY = {"stickiness.enabled": "true"}
FREE = {"stickiness.enabled": "false"}
CAREFUL = {"MaxAttempts": 3, "BackoffRate": 2.0}

TRUTHS = (
    Truth(
        quotas.headroom,
        (quota("L-1", 100.0, 79.0), quota("L-2", 64.0, 1.0)),
        (quota("L-3", 100.0, 80.0), quota("L-4", 5.0, 5.0)),
    ),
    Truth(
        quotas.fixed_respected,
        (quota("L-1", 100.0, 10.0, adjustable=False),),
        (quota("L-2", 100.0, 95.0, adjustable=False),),
    ),
    Truth(
        quotas.iam_headroom,
        (summary("roomy", Users=10, UsersQuota=5000, Roles=700, RolesQuota=1000),),
        (summary("full", Users=10, UsersQuota=5000, Roles=900, RolesQuota=1000),),
    ),
    Truth(
        quotas.quota_alarm,
        (
            share_of_quota("share"),
            alarm("advisor", Namespace="AWS/TrustedAdvisor"),
            alarm("usage", Metrics=[{"MetricStat": {"Metric": {"Namespace": "AWS/Usage"}}}]),
        ),
        (share_of_quota("mute", actions=()), share_of_quota("off", ActionsEnabled=False)),
    ),
    Truth(
        quotas.quota_raised,
        (named("servicequotas.request", "vCPUs", Status="APPROVED", DesiredValue=256.0),),
        (),
    ),
    Truth(
        quotas.managed_automatically,
        (
            named(
                "servicequotas.management",
                "management",
                OptInStatus="ENABLED",
                OptInType="NotifyAndAdjust",
            ),
        ),
        (),
    ),
    Truth(
        links.tunnels_up,
        (vpn("vpn-1", "UP", "UP"),),
        (vpn("vpn-2", "UP", "DOWN"), vpn("vpn-3", "DOWN", "DOWN"), vpn("vpn-4", "UP")),
    ),
    Truth(links.meet_in_hub, (attachment("tgw-attach-1", "vpc-1"),), ()),
    Truth(
        interactions.steps_time_out,
        (
            machine("patient", {"Resource": CALLBACK, "TimeoutSeconds": 900}),
            machine("alive", {"Resource": CALLBACK, "HeartbeatSeconds": 60}),
        ),
        (
            machine("endless", {"Resource": CALLBACK}),
            machine("job", {"Resource": "arn:aws:states:::ecs:runTask.sync"}),
            machine("worker", {"Resource": "arn:aws:states:us-east-1:1:activity:x"}),
        ),
    ),
    Truth(
        interactions.steps_retry,
        (machine("careful", {"Retry": [CAREFUL]}), machine("default", {"Retry": [{}]})),
        (
            machine("often", {"Retry": [{"MaxAttempts": 50, "BackoffRate": 2}]}),
            machine("at once", {"Retry": [CAREFUL, {"MaxAttempts": 3, "BackoffRate": 1}]}),
        ),
    ),
    Truth(
        interactions.stream_retries,
        (mapping("few", 3, -1), mapping("aged", -1, 3600)),
        (mapping("endless", -1, -1),),
    ),
    Truth(
        interactions.duplicates_dropped,
        (queue("orders.fifo", "true"), keys("idempotency"), keys("shop-IdempotencyKeys")),
        (keys("idempotency-old", "DISABLED"),),
    ),
    Truth(
        overload.limits_rate,
        (acl("shop", limit()),),
        (acl("open"), acl("counting", limit("Count")), acl("managed", {"Name": "common"})),
    ),
    Truth(
        overload.distribution_degrades,
        (
            enabled("a.example.com", OriginGroups={"Quantity": 1, "Items": [{"Id": "g"}]}),
            enabled("b.example.com", CustomErrorResponses=error_page(503)),
        ),
        (),
    ),
    Truth(
        overload.flags_ready,
        (
            named(
                "appconfig.profile", "flags", Type="AWS.AppConfig.FeatureFlags", ApplicationName="a"
            ),
        ),
        (),
    ),
    Truth(overload.without_stickiness, (group("web", **FREE),), (group("old", **STICKY),)),
    Truth(
        objectives.objectives_set,
        (objective("gold", AZ={"rtoInSecs": 3600, "rpoInSecs": 300}),),
        (),
    ),
    Truth(
        objectives.app_meets_policy,
        (named("resiliencehub.app", "shop", complianceStatus="PolicyMet"),),
        (named("resiliencehub.app", "erp", complianceStatus="PolicyBreached"),),
    ),
    Truth(
        objectives.recovery_automated,
        (
            server("s-1"),
            document("shop-fail-over"),
            machine("restore_database"),
        ),
        (server("s-2", "STALLED"), server("s-3", launched="NOT_STARTED")),
    ),
    Truth(
        objectives.load_tests,
        (
            named("codebuild.project", "shop_load_test"),
            named("codebuild.project", "k6-nightly"),
            named(
                "cloudformation.stack",
                "dlt",
                StackStatus="UPDATE_COMPLETE",
                Description="(SO0062) - Distributed Load Testing on AWS",
            ),
        ),
        (),
    ),
)

SILENT = (
    (quotas.headroom, quota("L-1", 100.0, None)),
    (quotas.headroom, quota("L-1", 100.0, 0.0)),
    (quotas.headroom, quota("L-1", 100.0, 99.0, adjustable=False)),
    (quotas.fixed_respected, quota("L-1", 100.0, 99.0)),
    (quotas.iam_headroom, summary("bare")),
    (quotas.quota_alarm, alarm("cpu", Namespace="AWS/EC2")),
    (quotas.quotas_equal, quota("L-1", 5.0, None)),
    (quotas.quota_raised, named("servicequotas.request", "x", Status="DENIED", DesiredValue=9)),
    (
        quotas.managed_automatically,
        named("servicequotas.management", "m", OptInStatus="ENABLED", OptInType="NotifyOnly"),
    ),
    (
        quotas.managed_automatically,
        named("servicequotas.management", "m", OptInStatus="DISABLED"),
    ),
    (links.meet_in_hub, attachment("tgw-attach-1", "vpc-1", state="pendingAcceptance")),
    (links.meet_in_hub, attachment("tgw-attach-1", "vpn-1", kind="vpn")),
    (links.ranges_distinct, network("vpc-1", "10.0.0.0/16")),
    (interactions.steps_time_out, machine("plain", {"Resource": "arn:aws:states:::lambda:invoke"})),
    (interactions.steps_retry, machine("plain", {"Resource": "arn:x"})),
    (interactions.stream_retries, mapping("queue", None, None, source="arn:aws:sqs:us-east-1:1:q")),
    (interactions.stream_retries, mapping("off", -1, -1, state="Disabled")),
    (interactions.duplicates_dropped, queue("orders", "")),
    (interactions.duplicates_dropped, keys("orders")),
    (overload.limits_rate, acl("nowhere", behind=())),
    (overload.distribution_degrades, enabled("c.example.com")),
    (overload.distribution_degrades, enabled("d", CustomErrorResponses=error_page(404))),
    (overload.flags_ready, named("appconfig.profile", "plain", Type="AWS.Freeform")),
    (overload.without_stickiness, group("free")),
    (overload.without_stickiness, group("unused", behind=(), **STICKY)),
    (objectives.objectives_set, objective("empty", AZ={})),
    (
        objectives.app_meets_policy,
        named("resiliencehub.app", "new", complianceStatus="NotAssessed"),
    ),
    (objectives.recovery_automated, document("restart-service")),
    (objectives.recovery_automated, document("fail-over", "Command")),
    (objectives.recovery_automated, machine("draft-orders")),
    (objectives.load_tests, named("codebuild.project", "payload-tester")),
)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


@pytest.mark.parametrize(("check", "one"), SILENT, ids=lambda each: getattr(each, "id", ""))
def test_silence(check, one):
    says_nothing(check, one)


class TestQuotasThatAreCounted:
    VPCS = quota("L-F678F1CE", 5.0, None)

    def test_what_the_account_has_counts(self):
        networks = [network(f"vpc-{n}", f"10.{n}.0.0/16") for n in range(4)]
        outcome = run(quotas.headroom, self.VPCS, *networks)
        assert verdicts(outcome) == {self.VPCS.name: Verdict.FAIL}
        assert reasons(outcome) == ["quota L-F678F1CE: 4 of 5 in use at the highest, 80 %."]

    def test_what_was_not_read_is_not_counted_as_none(self):
        found = snapshot(self.VPCS, readings=[denied("ec2.vpc")])
        outcome = run_check(quotas.headroom, found)
        assert verdicts(outcome) == {self.VPCS.name: Verdict.UNKNOWN}

    def test_an_unread_metric_is_unknown(self):
        unread = quota("L-1", 5.0, None)
        data = {key: value for key, value in unread.data.items() if key != "Usage"}
        denied_use = resource(
            "servicequotas.quota", "metric", data, unread={"Usage": "AccessDenied"}
        )
        assert verdicts(run(quotas.headroom, denied_use)) == {"metric": Verdict.UNKNOWN}


class TestEqualQuotas:
    def test_the_lower_one_fails_and_says_where_it_is_higher(self):
        raised, low = quota("L-1", 3000.0, None), quota("L-1", 1000.0, None, region=OTHER)
        outcome = run(quotas.quotas_equal, raised, low)
        assert [(r.region, r.verdict) for r in outcome.results] == [(OTHER, Verdict.FAIL)]
        assert reasons(outcome) == [
            f"quota L-1 is 1000 in {OTHER}, and 3000 in us-east-1 of account {ACCOUNT}."
        ]

    def test_equal_ones_pass_once(self):
        alike = [quota("L-1", 5.0, None), quota("L-1", 5.0, None, region=OTHER)]
        outcome = run(quotas.quotas_equal, *alike)
        assert outcome.passed
        assert reasons(outcome) == ["quota L-1 is 5 in 2 places."]

    def test_quotas_of_the_whole_account_are_not_compared(self):
        alike = [quota("L-1", n, None, GlobalQuota=True, region=r) for n, r in ((1, "a"), (2, "b"))]
        says_nothing(quotas.quotas_equal, *alike)

    def test_a_denied_region_is_unknown(self):
        found = snapshot(
            quota("L-1", 5.0, None),
            readings=[denied("servicequotas.quota", region=OTHER)],
        )
        assert not run_check(quotas.quotas_equal, found).complete


class TestLines:
    def test_a_second_location_a_vpn_or_alone(self):
        check = links.line_has_second
        two = run(check, line("a"), line("b", location="EqLD5"))
        assert verdicts(two) == {"a": Verdict.PASS, "b": Verdict.PASS}
        assert verdicts(run(check, line("a"), vpn("vpn-1", "UP", "UP"))) == {"a": Verdict.PASS}
        assert verdicts(run(check, line("a"))) == {"a": Verdict.FAIL}

    def test_two_at_one_location_share_its_fate(self):
        outcome = run(links.line_has_second, line("a"), line("b"))
        assert set(verdicts(outcome).values()) == {Verdict.FAIL}

    def test_down_and_not_yet_there(self):
        outcome = run(links.line_has_second, line("a", "down"), line("b", "ordering", "EqLD5"))
        assert verdicts(outcome) == {"a": Verdict.FAIL}

    def test_without_the_vpns_nothing_is_said_of_a_line(self):
        found = snapshot(line("a"), readings=[denied("ec2.vpn_connection")])
        outcome = run_check(links.line_has_second, found)
        assert not outcome.failed
        assert not outcome.complete


class TestPeerings:
    def web(self, *pairs):
        found = [peering(f"pcx-{n}", *pair) for n, pair in enumerate(pairs)]
        return run(links.meet_in_hub, *found)

    def test_a_web_fails_once(self):
        outcome = self.web("ab", "bc", "cd", "da")
        assert [each.verdict for each in outcome.results] == [Verdict.FAIL]
        assert reasons(outcome) == ["4 peerings join 4 networks with each other."]

    @pytest.mark.parametrize(
        "pairs", [("ab", "bc", "ca"), ("ab", "ac", "ad", "ae"), ("ab", "ba", "ab", "ba")]
    )
    def test_a_few_or_a_star_or_the_same_twice_say_nothing(self, pairs):
        assert self.web(*pairs).results == ()


class TestRanges:
    ONE, TWO = network("vpc-1", "10.0.0.0/16"), network("vpc-2", "10.0.128.0/20")
    FAR = network("vpc-3", "10.9.0.0/16")

    def test_distinct_ranges_pass(self):
        outcome = run(links.ranges_distinct, self.ONE, self.FAR)
        assert set(verdicts(outcome).values()) == {Verdict.PASS}

    def test_an_overlap_of_joined_networks_fails(self):
        joined = [attachment("a", "vpc-1"), peering("p", "vpc-2", "vpc-3")]
        outcome = run(links.ranges_distinct, self.ONE, self.TWO, self.FAR, *joined)
        assert verdicts(outcome) == {
            "vpc-1": Verdict.FAIL,
            "vpc-2": Verdict.FAIL,
            "vpc-3": Verdict.PASS,
        }

    def test_an_overlap_of_lone_networks_is_for_people(self):
        outcome = run(links.ranges_distinct, self.ONE, self.TWO)
        assert set(verdicts(outcome).values()) == {Verdict.UNKNOWN}

    def test_a_second_range_counts_too(self):
        wide = network("vpc-4", "10.40.0.0/16", "10.0.0.0/24")
        outcome = run(links.ranges_distinct, self.ONE, wide)
        assert set(verdicts(outcome).values()) == {Verdict.UNKNOWN}

    def test_default_networks_all_look_alike(self):
        defaults = [network(f"vpc-{n}", "172.31.0.0/16", default=True) for n in range(2)]
        says_nothing(links.ranges_distinct, *defaults)

    def test_peerings_that_were_denied_leave_it_open(self):
        kinds = [k for k in links.ranges_distinct.needs if k != "ec2.vpc_peering"]
        found = snapshot(
            self.ONE,
            self.TWO,
            readings=[*map(reading, kinds), denied("ec2.vpc_peering")],
        )
        outcome = run_check(links.ranges_distinct, found)
        assert not outcome.failed
        assert not outcome.complete

"""Notices, gates, rules, incidents, users, blueprints: known truth and what stays unsaid."""

import pytest

from pillars.checking import Verdict
from pillars.checks.operations import blueprints, gates, incidents, notices, rules, users
from pillars.facts import GLOBAL

from . import truth
from .estate import named
from .factories import ACCOUNT, ago, denied, reasons, resource, run, run_check, snapshot, verdicts
from .silence import says_nothing
from .truth import Truth

TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:owners"
HEALTH = '{"source":["aws.health"]}'


def rule(name, pattern=HEALTH, state="ENABLED", targets=(TOPIC,)):
    found = [{"Id": str(n), "Arn": arn} for n, arn in enumerate(targets)]
    return named("events.rule", name, EventPattern=pattern, State=state, Targets=found)


def record(name, *hosts, kind="CNAME", **data):
    values = [{"Value": host} for host in hosts]
    zone = {"ZoneName": "example.com.", "Private": False}
    return named(
        "route53.record_set", name, Name=name, Type=kind, ResourceRecords=values, **zone, **data
    )


def action(name, category, provider="CodeBuild", **configuration):
    kind = {"category": category, "provider": provider}
    return {"name": name, "actionTypeId": kind, "configuration": configuration}


def pipeline(name, *actions, executions=()):
    stages = [{"name": "all", "actions": list(actions)}]
    runs = [{"status": s, "startTime": ago(days=d)} for s, d in executions]
    return named("codepipeline.pipeline", name, Pipeline={"stages": stages}, Executions=runs)


SOURCE = action("source", "Source", "CodeStarSourceConnection")
DEPLOY = action("deploy", "Deploy", "CloudFormation")
ASK = action("go-live", "Approval", "Manual")


def policy(name, targets=("ou-1",), **data):
    found = [{"TargetId": each} for each in targets]
    return named("organizations.policy", name, Targets=found, Content={}, **data)


def standard(name, status="READY"):
    arn = f"arn:aws:securityhub:eu-west-1::standards/{name}/v/1.0.0"
    return named("securityhub.standard", name, StandardsArn=arn, StandardsStatus=status)


def canary(name, state):
    return named("synthetics.canary", name, Status={"State": state})


def detector(name, state):
    return named("cloudwatch.anomaly_detector", name, StateValue=state)


def support(*, business):
    name = "with" if business else "without"
    return resource("support.plan", name, {"Business": business}, region=GLOBAL)


URGENT = {"production": True, "rto_minutes": 60}

TRUTHS = (
    Truth(notices.health_routed, (rule("owners"),), (rule("nowhere", targets=()),)),
    Truth(notices.status_page, (record("status.example.com.", "acme.statuspage.io"),), ()),
    Truth(
        gates.pipeline_scans,
        (
            pipeline("web", SOURCE, action("static_analysis", "Build"), DEPLOY),
            pipeline("native", SOURCE, action("check", "Invoke", "InspectorScan")),
            pipeline("named", action("quality", "Build", ProjectName="web-semgrep")),
        ),
        (),
    ),
    Truth(gates.pipeline_asks, (pipeline("web", SOURCE, ASK, DEPLOY),), ()),
    Truth(
        gates.pipeline_often,
        (pipeline("often", executions=[("Succeeded", d) for d in (1, 5, 9, 20)]),),
        (
            pipeline("seldom", executions=[("Succeeded", 1), ("Succeeded", 45)]),
            pipeline("broken", executions=[("Failed", d) for d in range(8)]),
        ),
    ),
    Truth(rules.rules_attached, (policy("regions"),), (policy("draft", targets=()),)),
    Truth(
        rules.obligations_checked,
        (
            standard("pci-dss"),
            named("config.conformance_pack", "HIPAA", ConformancePackName="HIPAA"),
        ),
        (),
    ),
    Truth(
        incidents.response_plan,
        (resource("ssmincidents.response_plan", "down", {"name": "down"}),),
        (),
    ),
    Truth(
        incidents.escalation_plan,
        (
            named("ssmcontacts.contact", "shop", Type="ESCALATION"),
            named("ssmcontacts.contact", "rota", Type="ONCALL_SCHEDULE"),
        ),
        (),
    ),
    Truth(
        incidents.support_fits,
        (support(business=True),),
        (support(business=False),),
        profile=URGENT,
    ),
    Truth(
        incidents.questions_kept,
        (named("logs.query_definition", "errors", logGroupNames=["/shop"]),),
        (),
    ),
    Truth(users.canary_runs, (canary("buy", "RUNNING"),), (canary("old", "STOPPED"),)),
    Truth(
        users.monitor_active,
        (named("rum.app_monitor", "shop", State="ACTIVE"),),
        (named("rum.app_monitor", "new", State="CREATED"),),
    ),
    Truth(
        users.objective_defined, (named("applicationsignals.objective", "fast", Name="fast"),), ()
    ),
    Truth(
        users.anomalies_watched,
        (detector("orders", "TRAINED"),),
        (detector("rare", "TRAINED_INSUFFICIENT_DATA"),),
    ),
    Truth(
        blueprints.designs_offered,
        (
            named("servicecatalog.portfolio", "ours", DisplayName="ours", Origin="own"),
            named("servicecatalog.portfolio", "theirs", DisplayName="theirs", Origin="shared"),
        ),
        (),
    ),
    Truth(
        blueprints.sandbox_exists,
        (named("organizations.account", "shop-sandbox", Name="shop-sandbox", Status="ACTIVE"),),
        (),
    ),
    Truth(
        blueprints.review_recent,
        (named("wellarchitected.workload", "Shop", UpdatedAt=ago(days=80)),),
        (named("wellarchitected.workload", "Old", UpdatedAt=ago(days=400)),),
    ),
)

SILENT = (
    (notices.health_routed, rule("other", pattern='{"source":["aws.ec2"]}')),
    (notices.health_routed, rule("off", state="DISABLED")),
    (notices.status_page, record("status.example.com.", "web.example.com")),
    (notices.status_page, record("www.example.com.", "acme.statuspage.io")),
    (notices.status_page, record("status.example.com.", "192.0.2.1", kind="A")),
    (gates.pipeline_scans, pipeline("plain", SOURCE, action("compile", "Build"), DEPLOY)),
    (gates.pipeline_scans, pipeline("spelling", action("client", "Build"))),
    (gates.pipeline_asks, pipeline("after", SOURCE, DEPLOY, ASK)),
    (gates.pipeline_asks, pipeline("never", SOURCE, DEPLOY)),
    (gates.pipeline_often, pipeline("resting", executions=[("Succeeded", 90)])),
    (gates.pipeline_often, pipeline("new")),
    (rules.obligations_checked, standard("aws-foundational-security-best-practices")),
    (rules.obligations_checked, standard("pci-dss", "FAILED")),
    (incidents.escalation_plan, named("ssmcontacts.contact", "mira", Type="PERSONAL")),
    (incidents.questions_kept, named("logs.query_definition", "loose", logGroupNames=[])),
    (users.anomalies_watched, detector("young", "PENDING_TRAINING")),
    (
        blueprints.sandbox_exists,
        named("organizations.account", "lab", Name="sandbox", Status="SUSPENDED"),
    ),
    (
        blueprints.sandbox_exists,
        named("organizations.account", "label", Name="labels", Status="SUSPENDED"),
    ),
)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


@pytest.mark.parametrize(("check", "one"), SILENT, ids=lambda each: getattr(each, "id", ""))
def test_silence(check, one):
    says_nothing(check, one)


class TestSupport:
    @pytest.mark.parametrize(
        ("profile", "verdict"),
        [
            ({"production": True, "rto_minutes": 1439}, Verdict.FAIL),
            ({"production": True, "criticality": "HIGH"}, Verdict.FAIL),
            ({"production": True, "rto_minutes": 1440}, Verdict.UNKNOWN),
            ({"production": True}, Verdict.UNKNOWN),
            ({"production": False, "rto_minutes": 5}, Verdict.UNKNOWN),
        ],
    )
    def test_it_is_wrong_only_where_help_is_urgent(self, profile, verdict):
        outcome = run(incidents.support_fits, support(business=False), **profile)
        assert set(verdicts(outcome).values()) == {verdict}


class TestOperationsContact:
    def contact(self, kind):
        return resource(
            "account.alternate_contact", kind, {"AlternateContactType": kind}, region=GLOBAL
        )

    def test_there_or_not(self):
        check = notices.operations_contact
        there = run(check, self.contact("OPERATIONS"), self.contact("BILLING"))
        assert set(verdicts(there).values()) == {Verdict.PASS}
        missing = run(check, self.contact("BILLING"))
        assert set(verdicts(missing).values()) == {Verdict.FAIL}
        assert reasons(missing) == ["The account has no alternate contact for operations."]

    def test_denied_is_unknown(self):
        found = snapshot(readings=[denied("account.alternate_contact")])
        outcome = run_check(notices.operations_contact, found)
        assert {each.verdict for each in outcome.results} == {Verdict.UNKNOWN}

"""Known truth for traces of habits: ranks of alarms, owners of procedures, proposals, shares."""

import pytest

from pillars.checking import Verdict
from pillars.checks.operations import alarm_ranks, gates, ownership
from pillars.checks.reliability import overload
from pillars.checks.security import detection

from . import truth
from .estate import named
from .factories import ACCOUNT, REGION, ago, reasons, resource, run
from .silence import says_nothing
from .things import alarm
from .truth import Truth

PAGER, MAIL = (f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}" for name in ("pager", "mail"))
ITEM = f"arn:aws:ssm:{REGION}:{ACCOUNT}:opsitem"
PROPOSALS = "PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED"


def to(name, *places, tags=None, unread=None):
    found = alarm(name, AlarmActions=list(places))
    return resource(found.kind, name, dict(found.data), arn=found.id, tags=tags, unread=unread)


def procedure(name, kind="Automation", **tags):
    return resource("ssm.document", name, {"DocumentType": kind}, tags=tags)


def project(name, *patterns):
    groups = [[{"type": "EVENT", "pattern": pattern}] for pattern in patterns]
    webhook = {"filterGroups": groups} if groups else None
    return named("codebuild.project", name, webhook=webhook)


def pipeline(name, *requests):
    triggers = [{"gitConfiguration": {"pullRequest": [each]}} for each in requests]
    return named("codepipeline.pipeline", name, Pipeline={"triggers": triggers})


def detector(name="d", feature="RUNTIME_MONITORING", status="ENABLED", age=900, updated=20):
    features = [{"Name": feature, "Status": status, "UpdatedAt": ago(days=updated)}]
    return named("guardduty.detector", name, CreatedAt=ago(days=age), Features=features)


def reading(name, most=20, state="Enabled"):
    data = {"State": state, "EventSourceArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders"}
    data["ScalingConfig"] = {"MaximumConcurrency": most} if most else None
    return named("lambda.event_source_mapping", name, **data)


TRUTHS = (
    Truth(
        ownership.runbooks_name_owner,
        (procedure("a", Owner="shop"), procedure("b", "Command", team="shop")),
        (),
    ),
    Truth(
        gates.requests_built,
        (
            project("a", "PUSH", PROPOSALS),
            pipeline("b", {"branches": {"includes": ["main"]}}),
            pipeline("c", {"events": ["OPEN", "UPDATED"]}),
        ),
        (),
    ),
    Truth(detection.features_adopted, (detector("a"), detector("b", updated=364)), ()),
    Truth(overload.queues_share, (reading("a"), reading("b", 2)), ()),
)


@pytest.mark.parametrize(
    "holds", [truth.holds_for_good, truth.holds_for_denied], ids=lambda holds: holds.__name__
)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


SILENT = (
    (ownership.runbooks_name_owner, (procedure("a"),)),
    (ownership.runbooks_name_owner, (procedure("a", "Session", owner="shop"),)),
    (gates.requests_built, (project("a", "PUSH"), project("b"))),
    (gates.requests_built, (pipeline("a"), pipeline("b", {"events": ["CLOSED"]}))),
    (detection.features_adopted, (detector(updated=400),)),
    (detection.features_adopted, (detector(age=60, updated=45),)),
    (detection.features_adopted, (detector(status="DISABLED"),)),
    (detection.features_adopted, (detector(feature="FLOW_LOGS"),)),
    (overload.queues_share, (reading("a", None), reading("b", state="Disabled"))),
    (alarm_ranks.alarms_ranked, (to("orders-p1", PAGER), to("orders-p3", PAGER, MAIL))),
    (alarm_ranks.alarms_ranked, (to("orders", PAGER), to("disk", MAIL))),
    (alarm_ranks.alarms_ranked, (to("orders-p1", PAGER), to("disk-p3"))),
    (alarm_ranks.alarms_ranked, (to("orders-p1", PAGER), to("stop1-map3", MAIL))),
)


@pytest.mark.parametrize(("check", "found"), SILENT)
def test_silence(check, found):
    says_nothing(check, *found)


class TestRanks:
    RANKED = (
        (to("orders-p1", PAGER), to("disk-p3", MAIL)),
        (to("a", PAGER, tags={"Severity": "High"}), to("b", MAIL, tags={"severity": "low"})),
        (to("a", f"{ITEM}:1#CATEGORY=Availability"), to("b", f"{ITEM}:4")),
        (to("api_critical", PAGER), to("api_warning", MAIL), to("a", MAIL)),
    )

    @pytest.mark.parametrize("found", RANKED)
    def test_ranks_that_reach_different_places(self, found):
        (result,) = run(alarm_ranks.alarms_ranked, *found).results
        assert result.verdict is Verdict.PASS

    def test_it_says_which(self):
        outcome = run(alarm_ranks.alarms_ranked, *self.RANKED[0])
        assert reasons(outcome) == ["Alarms of the ranks p1, p3 reach pager, mail."]

    def test_tags_that_were_not_read_may_hold_them(self):
        outcome = run(alarm_ranks.alarms_ranked, to("a", PAGER, unread={"Tags": "AccessDenied"}))
        assert [result.verdict for result in outcome.results] == [Verdict.UNKNOWN]

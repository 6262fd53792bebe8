"""Rules, exports, estimates, places, choices with a price: known truth and what stays unsaid."""

import pytest

from pillars.checking import Verdict
from pillars.checks.cost import choices, exports, places, rules
from pillars.facts import GLOBAL

from . import truth
from .estate import named, policy_of
from .factories import ACCOUNT, denied, reasons, resource, run, run_check, snapshot, verdicts
from .silence import says_nothing
from .truth import Truth

PAYER = "999988887777"
LINES = "COST_AND_USAGE_REPORT"
FULL = {"TIME_GRANULARITY": "HOURLY", "INCLUDE_RESOURCES": "TRUE"}
SPLIT = {**FULL, "INCLUDE_SPLIT_COST_ALLOCATION_DATA": "TRUE"}


def scp(name, *statements, targets=("r-1",), kind="SERVICE_CONTROL_POLICY"):
    return named(
        "organizations.policy",
        name,
        Type=kind,
        Targets=[{"TargetId": each} for each in targets],
        Content=policy_of(*statements),
    )


def deny(action="*", effect="Deny", **condition):
    found = {"Effect": effect, "Action": action, "Resource": "*"}
    return found | ({"Condition": {"StringNotEquals": condition}} if condition else {})


def region_only(effect="Deny"):
    return deny(effect=effect, **{"aws:RequestedRegion": ["eu-west-1"]})


def report(name, unit="HOURLY", schema=("RESOURCES",), status="SUCCESS"):
    return named(
        "cur.report",
        name,
        TimeUnit=unit,
        AdditionalSchemaElements=list(schema),
        ReportStatus={"lastStatus": status},
    )


def export(name, settings=None, status="HEALTHY", query=f"SELECT x FROM {LINES}"):
    tables = {LINES: settings} if settings is not None else {}
    return named(
        "dataexports.export",
        name,
        Export={"DataQuery": {"QueryStatement": query, "TableConfigurations": tables}},
        ExportStatus={"StatusCode": status},
    )


def estimate(name, status="VALID"):
    return named("pricingcalculator.estimate", name, status=status)


def spent(**regions):
    amounts = {name.replace("_", "-"): amount for name, amount in regions.items()}
    return resource("ce.region_cost", "cost", {"Regions": amounts, "Unit": "USD"}, region=GLOBAL)


def plan(name):
    return resource("savingsplans.savings_plan", name, {"state": "active"}, region=GLOBAL)


def organization(payer):
    data = {"MasterAccountId": payer}
    return resource("organizations.organization", "o-1", data, region=GLOBAL)


def machine(name, platform, state="running"):
    return named("ec2.instance", name, PlatformDetails=platform, State={"Name": state})


def database(name, engine):
    return named("rds.instance", name, Engine=engine)


def service(name, cluster, count=1):
    arn = f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/{cluster}"
    return named("ecs.service", name, clusterArn=arn, desiredCount=count)


def group(name, *kinds, scheduled=0):
    return named(
        "autoscaling.group",
        name,
        Policies=[{"PolicyType": kind} for kind in kinds],
        ScheduledActions=[{}] * scheduled,
    )


def tagged(name, **tags):
    return resource("s3.bucket", name, {}, tags=tags)


TRUTHS = (
    Truth(
        rules.limits_spending,
        (
            scp("regions", region_only()),
            scp("sizes", deny("ec2:RunInstances", **{"ec2:InstanceType": "t4g.*"})),
        ),
        (),
    ),
    Truth(
        rules.limits_purchases,
        (
            scp("plans", deny("savingsplans:Create*")),
            scp("reserved", deny(["ec2:PurchaseReservedInstancesOffering"])),
        ),
        (),
    ),
    Truth(
        exports.bill_exported,
        (report("full"), export("full", FULL)),
        (
            report("daily", unit="DAILY"),
            report("coarse", schema=()),
            report("lost", status="ERROR_NO_BUCKET"),
            export("plain"),
            export("daily", {**FULL, "TIME_GRANULARITY": "DAILY"}),
            export("coarse", {**FULL, "INCLUDE_RESOURCES": "FALSE"}),
            export("lost", FULL, status="UNHEALTHY"),
        ),
    ),
    Truth(
        exports.cost_split,
        (report("split", schema=["SPLIT_COST_ALLOCATION_DATA"]), export("split", SPLIT)),
        (),
    ),
    Truth(exports.cost_estimated, (estimate("one"), estimate("year", "READY")), ()),
    Truth(
        choices.licences_spared,
        (machine("web", "Linux/UNIX"), database("orders", "postgres")),
        (
            machine("erp", "Windows"),
            machine("app", "Red Hat Enterprise Linux"),
            database("old", "oracle-ee"),
            database("crm", "sqlserver-se"),
        ),
    ),
    Truth(
        choices.demand_known,
        (group("evening", scheduled=2), group("forecast", "PredictiveScaling")),
        (),
    ),
    Truth(
        choices.name_project,
        (tagged("a", Project="shop"), tagged("b", **{"app-name": "shop"})),
        (tagged("c", Owner="mira"), tagged("d")),
    ),
)

SILENT = (
    (rules.limits_spending, scp("loose", region_only(), targets=())),
    (rules.limits_spending, scp("allows", region_only(effect="Allow"))),
    (rules.limits_spending, scp("tags", region_only(), kind="TAG_POLICY")),
    (rules.limits_spending, scp("other", deny("s3:*"))),
    (rules.limits_purchases, scp("all", region_only())),
    (rules.limits_purchases, scp("other", deny("s3:*"))),
    (exports.bill_exported, export("carbon", query="SELECT x FROM CARBON_EMISSIONS")),
    (exports.cost_split, report("whole")),
    (exports.cost_split, export("whole", FULL)),
    (exports.cost_estimated, estimate("broken", "INVALID")),
    (choices.licences_spared, machine("gone", "Windows", state="stopped")),
    (choices.demand_known, group("steady", "TargetTrackingScaling")),
    (choices.clusters_shared, service("api", "main")),
)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


@pytest.mark.parametrize(("check", "one"), SILENT, ids=lambda each: getattr(each, "id", ""))
def test_silence(check, one):
    says_nothing(check, one)


class TestLevelsOfUse:
    def test_three_estimates_and_no_fewer(self):
        three = [estimate(name) for name in ("small", "expected", "tenfold")]
        outcome = run(exports.estimated_at_levels, *three)
        assert reasons(outcome) == ["The pricing calculator keeps 3 estimates."]
        says_nothing(exports.estimated_at_levels, *three[:2], estimate("broken", "INVALID"))


class TestPlacesOfSpending:
    CHOSEN = {"regions": ("eu-west-1",)}

    def test_all_in_the_chosen_region(self):
        outcome = run(places.in_chosen_regions, spent(eu_west_1=99.5, us_east_1=0.4), **self.CHOSEN)
        assert outcome.passed

    def test_a_stray_fails_with_its_amount(self):
        cost = spent(eu_west_1=90, us_east_1=10, NoRegion=50)
        outcome = run(places.in_chosen_regions, cost, **self.CHOSEN)
        assert reasons(outcome) == ["Money is also spent in us-east-1 (10 USD)."]
        assert outcome.failed

    def test_without_a_choice_those_of_the_scan_count(self):
        found = snapshot(spent(us_east_1=5), reads=["ec2.vpc"])
        assert run_check(places.in_chosen_regions, found).passed

    def test_nothing_spent_says_nothing(self):
        says_nothing(places.in_chosen_regions, spent(NoRegion=5), **self.CHOSEN)

    def test_denied_is_unknown(self):
        found = snapshot(readings=[denied("ce.region_cost", region=GLOBAL)], **self.CHOSEN)
        assert {r.verdict for r in run_check(places.in_chosen_regions, found).results} == {
            Verdict.UNKNOWN
        }


class TestWhoBuys:
    @pytest.mark.parametrize(("payer", "verdict"), [(ACCOUNT, Verdict.PASS), (PAYER, Verdict.FAIL)])
    def test_the_payer_or_a_member(self, payer, verdict):
        outcome = run(places.bought_by_payer, plan("p"), organization(payer))
        assert verdicts(outcome) == {"p": verdict}

    def test_not_known_who_pays(self):
        found = snapshot(plan("p"), readings=[denied("organizations.organization")])
        outcome = run_check(places.bought_by_payer, found)
        assert set(verdicts(outcome).values()) == {Verdict.UNKNOWN}


class TestClusters:
    def test_two_services_on_one_cluster(self):
        outcome = run(
            choices.clusters_shared,
            service("api", "main"),
            service("jobs", "main"),
            service("lone", "other"),
        )
        assert reasons(outcome) == ["Cluster main is shared by 2 services."]

    def test_services_that_are_off_share_nothing(self):
        says_nothing(choices.clusters_shared, service("api", "main"), service("old", "main", 0))

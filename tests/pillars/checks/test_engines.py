"""Known truth for streams, accelerators, searches, brokers, warehouses, gateways and keys."""

import pytest

from pillars.checking import Verdict
from pillars.checks.cost import advice
from pillars.checks.operations import apis, patches
from pillars.checks.performance import fitting
from pillars.checks.reliability import engines, throttling
from pillars.checks.security import (
    engines_open,
    keys,
    network_guards,
    rest_engines,
    transit_engines,
)
from pillars.checks.sustainability import lens_of_storage
from pillars.facts import GLOBAL

from . import truth
from .estate import named, policy_of
from .factories import ACCOUNT, REGION, ago, denied, reasons, resource, run, snapshot, verdicts
from .factories import run_check as judge
from .silence import says_nothing
from .truth import Truth

EVERYBODY = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "es:*"}
NARROWED = EVERYBODY | {"Condition": {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}}


def stream(name, encryption):
    return named("kinesis.stream", name, EncryptionType=encryption)


def dax(name, sse="ENABLED", tls="TLS", zones=("a", "b")):
    nodes = [{"AvailabilityZone": f"{REGION}{zone}"} for zone in zones]
    return named(
        "dax.cluster",
        name,
        SSEDescription={"Status": sse},
        ClusterEndpointEncryptionType=tls,
        Nodes=nodes,
    )


def memory(name, **data):
    sound = {
        "TLSEnabled": True,
        "AvailabilityMode": "multiaz",
        "SnapshotRetentionLimit": 7,
        "ACLName": "shop",
    }
    return named("memorydb.cluster", name, **(sound | data))


def kafka(name, client="TLS", inside=True, subnets=("a", "b"), **ways):
    provisioned = {
        "EncryptionInfo": {"EncryptionInTransit": {"ClientBroker": client, "InCluster": inside}},
        "BrokerNodeGroupInfo": {"ClientSubnets": list(subnets)},
        "ClientAuthentication": ways,
    }
    return named("kafka.cluster", name, ClusterType="PROVISIONED", Provisioned=provisioned)


SERVERLESS = named("kafka.cluster", "serverless", ClusterType="SERVERLESS", Serverless={})
BY_IAM = {"Sasl": {"Iam": {"Enabled": True}}}


def domain(name, *, rest=True, https=True, tls="1-2", nodes=True, zones=True, **data):
    sound = {
        "ARN": f"arn:aws:es:{REGION}:{ACCOUNT}:domain/{name}",
        "EncryptionAtRestOptions": {"Enabled": rest},
        "DomainEndpointOptions": {
            "EnforceHTTPS": https,
            "TLSSecurityPolicy": f"Policy-Min-TLS-{tls}-2019-07",
        },
        "NodeToNodeEncryptionOptions": {"Enabled": nodes},
        "ClusterConfig": {"ZoneAwarenessEnabled": zones},
        "VPCOptions": {"VPCId": "vpc-1"},
    }
    return named("opensearch.domain", name, **(sound | data))


def public(name, statement, *, fine=False):
    return domain(
        name,
        VPCOptions=None,
        AccessPolicies=policy_of(statement),
        AdvancedSecurityOptions={"Enabled": fine},
    )


def mq(name, mode="CLUSTER_MULTI_AZ"):
    return named("mq.broker", name, DeploymentMode=mode)


def warehouse(name, **data):
    sound = {
        "Encrypted": True,
        "PubliclyAccessible": False,
        "RequireSSL": "true",
        "AutomatedSnapshotRetentionPeriod": 7,
    }
    return named("redshift.cluster", name, **(sound | data))


def stage(name, kind="apigateway.stage", **data):
    sound = {
        "StageName": name,
        "AccessLog": True,
        "Tracing": True,
        "RateLimit": 50.0,
        "WebAcl": "arn:acl",
    }
    return named(kind, name, **(sound | data))


def http(name, **data):
    return stage(name, "apigatewayv2.stage", **data)


def machine(name, level):
    return named("stepfunctions.state_machine", name, Machine={"logLevel": level})


def patched(name, days=3, **counts):
    return named("ssm.patch_state", name, OperationEndTime=ago(days=days), **counts)


def key(name, *statements):
    return named("kms.key", name, Policy=policy_of(*statements))


OWN = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*"}
ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "kms:*"}
VIA = {"Condition": {"StringEquals": {"kms:CallerAccount": ACCOUNT}}}


def sized(noun, name, said, key="finding"):
    return named(f"computeoptimizer.{noun}_recommendation", name, **{key: said})


def vpc(name):
    return named("ec2.vpc", name, VpcId=name)


def filtered(vpc_id, status="COMPLETE"):
    kind = "route53resolver.firewall_association"
    return named(kind, f"block-{vpc_id}", VpcId=vpc_id, Status=status)


TRUTHS = (
    Truth(rest_engines.kinesis, (stream("a", "KMS"),), (stream("b", "NONE"),)),
    Truth(rest_engines.dax, (dax("a"),), (dax("b", sse="DISABLED"),)),
    Truth(rest_engines.opensearch, (domain("a"),), (domain("b", rest=False),)),
    Truth(rest_engines.redshift, (warehouse("a"),), (warehouse("b", Encrypted=False),)),
    Truth(transit_engines.dax, (dax("a"),), (dax("b", tls="NONE"),)),
    Truth(transit_engines.memorydb, (memory("a"),), (memory("b", TLSEnabled=False),)),
    Truth(
        transit_engines.msk,
        (kafka("a"), SERVERLESS),
        (kafka("b", "TLS_PLAINTEXT"), kafka("c", "PLAINTEXT"), kafka("d", inside=False)),
    ),
    Truth(
        transit_engines.opensearch,
        (domain("a"),),
        (domain("b", https=False), domain("c", tls="1-0"), domain("d", nodes=False)),
    ),
    Truth(transit_engines.redshift, (warehouse("a"),), (warehouse("b", RequireSSL="false"),)),
    Truth(
        transit_engines.api_domains,
        (named("apigateway.domain_name", "a", securityPolicy="TLS_1_2"),),
        (named("apigateway.domain_name", "b", securityPolicy="TLS_1_0"),),
    ),
    Truth(engines_open.opensearch, (domain("a"),), (public("b", EVERYBODY),)),
    Truth(engines_open.redshift, (warehouse("a"),), (warehouse("b", PubliclyAccessible=True),)),
    Truth(
        engines_open.clients_identified,
        (kafka("a", **BY_IAM), SERVERLESS, memory("b")),
        (
            kafka("c"),
            kafka("d", **BY_IAM, Unauthenticated={"Enabled": True}),
            memory("e", ACLName="open-access"),
        ),
    ),
    Truth(
        keys.policies_closed, (key("a", OWN), key("b", ANYBODY | VIA)), (key("c", OWN, ANYBODY),)
    ),
    Truth(
        keys.kept,
        (named("kms.key", "a", KeyState="Enabled"), named("kms.key", "b", KeyState="Disabled")),
        (
            named("kms.key", "c", KeyState="PendingDeletion", DeletionDate="2026-03-01T00:00:00Z"),
            named("kms.key", "d", KeyState="PendingReplicaDeletion"),
        ),
    ),
    Truth(
        keys.authority_works,
        (named("acmpca.authority", "a", Status="ACTIVE"),),
        (
            named("acmpca.authority", "b", Status="EXPIRED"),
            named("acmpca.authority", "c", Status="PENDING_CERTIFICATE"),
        ),
    ),
    Truth(
        network_guards.firewalls,
        (named("networkfirewall.firewall", "a", FirewallPolicyArn="arn:p", VpcId="vpc-1"),),
        (),
    ),
    Truth(
        network_guards.dns_firewalls,
        (vpc("vpc-1"),),
        (vpc("vpc-2"), vpc("vpc-3")),
        around=(filtered("vpc-1"), filtered("vpc-3", "UPDATING")),
    ),
    Truth(network_guards.before_apis, (stage("a"),), (stage("b", WebAcl=None),)),
    Truth(
        apis.stages_logged,
        (stage("a"), http("b")),
        (stage("c", AccessLog=False), http("d", AccessLog=False)),
    ),
    Truth(apis.stages_traced, (stage("a"),), (stage("b", Tracing=False),)),
    Truth(
        apis.steps_logged,
        (machine("a", "ERROR"), machine("b", "ALL"), machine("c", "FATAL")),
        (machine("d", "OFF"), machine("e", None)),
    ),
    Truth(
        patches.patches_installed,
        (patched("a", MissingCount=0, FailedCount=0), patched("b", days=30)),
        (
            patched("c", MissingCount=2),
            patched("d", FailedCount=1),
            patched("e", InstalledPendingRebootCount=1),
            patched("f", days=31),
        ),
    ),
    Truth(
        throttling.stages_throttled,
        (stage("a"), http("b", RateLimit=0)),
        (stage("c", RateLimit=None), stage("d", RateLimit=-1.0), http("e", RateLimit=10000.0)),
    ),
    Truth(
        engines.engines_multi_az,
        (domain("a"), memory("b"), dax("c"), kafka("d"), SERVERLESS, mq("n")),
        (
            domain("e", zones=False),
            memory("f", AvailabilityMode="singleaz"),
            dax("g", zones=("a",)),
            kafka("h", subnets=("a",)),
            mq("o", "SINGLE_INSTANCE"),
        ),
    ),
    Truth(
        engines.warehouse_backups,
        (warehouse("a"),),
        (warehouse("b", AutomatedSnapshotRetentionPeriod=0),),
    ),
    Truth(engines.memory_backups, (memory("a"),), (memory("b", SnapshotRetentionLimit=0),)),
    Truth(
        fitting.groups_optimized,
        (
            sized("asg", "a", "Optimized"),
            sized("ecs", "b", "Optimized"),
            sized("rds", "c", "Optimized", "instanceFinding"),
        ),
        (
            sized("asg", "d", "NotOptimized"),
            sized("ecs", "e", "Underprovisioned"),
            sized("rds", "f", "Overprovisioned", "instanceFinding"),
        ),
    ),
    Truth(
        advice.hub_enrolled,
        (resource("costoptimizationhub.enrollment", "a", {"Active": True}, region=GLOBAL),),
        (resource("costoptimizationhub.enrollment", "b", {"Active": False}, region=GLOBAL),),
    ),
)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


SILENT = (
    (keys.authority_works, (named("acmpca.authority", "a", Status="DELETED"),)),
    (network_guards.dns_firewalls, (vpc("vpc-1"),)),
    (fitting.groups_optimized, (sized("asg", "a", "Unavailable"),)),
    (advice.databases_reserved, ()),
    (advice.nothing_idle, (named("computeoptimizer.enrollment", "a", status="Inactive"),)),
    (
        lens_of_storage.own_lens,
        (named("s3control.storage_lens", "a", Id="default-account-dashboard", IsEnabled=True),),
    ),
    (lens_of_storage.own_lens, (named("s3control.storage_lens", "b", Id="b", IsEnabled=False),)),
)


@pytest.mark.parametrize(("check", "resources"), SILENT, ids=lambda each: getattr(each, "id", ""))
def test_silence(check, resources):
    says_nothing(check, *resources)


class TestSearches:
    @pytest.mark.parametrize(
        "found",
        [public("a", NARROWED), public("b", EVERYBODY, fine=True)],
        ids=["narrowed", "fine-grained"],
    )
    def test_a_public_endpoint_behind_something_is_for_a_person(self, found):
        assert verdicts(run(engines_open.opensearch, found)) == {found.name: Verdict.UNKNOWN}


class TestZones:
    def test_one_zone_is_meant_before_production(self):
        outcome = run(engines.engines_multi_az, domain("a", zones=False), production=False)
        assert verdicts(outcome) == {"a": Verdict.UNKNOWN}

    def test_nodes_without_zones_are_unknown(self):
        outcome = run(engines.engines_multi_az, dax("a", zones=()))
        assert verdicts(outcome) == {"a": Verdict.UNKNOWN}


class TestParameters:
    def test_a_group_that_does_not_say_is_unknown(self):
        outcome = run(transit_engines.redshift, warehouse("a", RequireSSL=None))
        assert verdicts(outcome) == {"a": Verdict.UNKNOWN}


class TestIdle:
    ENROLLED = named("computeoptimizer.enrollment", "a", status="Active")

    def test_nothing_listed_passes_where_the_account_takes_part(self):
        outcome = run(advice.nothing_idle, self.ENROLLED)
        assert outcome.passed
        assert reasons(outcome) == [
            f"Compute Optimizer finds nothing idle in {REGION} of account {ACCOUNT}."
        ]

    def test_what_is_listed_fails_with_what_it_costs(self):
        saving = {"estimatedMonthlySavings": {"value": 32.4, "currency": "USD"}}
        idle = named(
            "computeoptimizer.idle_recommendation",
            "nat-1",
            finding="Unused",
            savingsOpportunity=saving,
        )
        outcome = run(advice.nothing_idle, idle, self.ENROLLED)
        assert verdicts(outcome) == {"nat-1": Verdict.FAIL}
        assert reasons(outcome)[0].endswith("It costs about 32 USD a month.")

    def test_a_denied_list_is_no_pass(self):
        found = snapshot(self.ENROLLED, readings=[denied("computeoptimizer.idle_recommendation")])
        assert not judge(advice.nothing_idle, found).passed


class TestReservations:
    def test_they_are_counted_over_regions(self):
        here = named("rds.reserved_instance", "a", DBInstanceCount=2)
        there = resource("rds.reserved_instance", "b", {"DBInstanceCount": 1}, region="eu-west-1")
        outcome = run(advice.databases_reserved, here, there)
        assert outcome.passed
        assert reasons(outcome) == [f"3 database instances of account {ACCOUNT} are reserved."]


class TestStorageLens:
    def test_one_of_ones_own(self):
        lens = named("s3control.storage_lens", "ours", Id="ours", IsEnabled=True)
        assert run(lens_of_storage.own_lens, lens).passed

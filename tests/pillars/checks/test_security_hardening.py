"""Known truth of public addresses, privileges of containers, odd requests and deletion."""

import pytest

from pillars.checking import Verdict
from pillars.checks.security import deletion, hardening

from . import truth
from .estate import balancer, cluster, database, instance, named, service, table
from .factories import run, verdicts
from .truth import Truth


def requests(name, *, headers="true", desync="defensive"):
    attributes = {hardening.HEADERS: headers, hardening.DESYNC: desync}
    return balancer(name, Attributes=attributes)


def tasks(name, address):
    network = {"subnets": ["subnet-a"], "assignPublicIp": address}
    return service(name, networkConfiguration={"awsvpcConfiguration": network})


def task(name, *, privileged=False, **modes):
    containers = [{"name": "app", "privileged": privileged}]
    return named("ecs.task_definition", name, containerDefinitions=containers, **modes)


TRUTHS = [
    Truth(
        hardening.instances_private,
        good=(instance("i-1"),),
        bad=(instance("i-2", PublicIpAddress="203.0.113.7"),),
    ),
    Truth(
        hardening.services_private,
        good=(tasks("api", "DISABLED"), service("old", "subnet-a")),
        bad=(tasks("open", "ENABLED"),),
    ),
    Truth(
        hardening.containers_confined,
        good=(task("api"), task("own", pidMode="task")),
        bad=(task("root", privileged=True), task("seeing", pidMode="host", ipcMode="host")),
    ),
    Truth(
        hardening.odd_requests,
        good=(requests("shop"), requests("strict", desync="strictest")),
        bad=(requests("lax", headers="false"), requests("watching", desync="monitor")),
    ),
    Truth(
        deletion.stores_kept,
        good=(
            database("orders", DeletionProtection=True),
            cluster("sales", DeletionProtection=True),
            table("carts", DeletionProtectionEnabled=True),
        ),
        bad=(
            database("loose", DeletionProtection=False),
            cluster("lost", DeletionProtection=False),
            table("bare", DeletionProtectionEnabled=False),
        ),
        profile={"production": True},
    ),
]


@pytest.mark.parametrize("case", TRUTHS, ids=lambda case: case.id)
@pytest.mark.parametrize("holds", [truth.holds_for_good, truth.holds_for_bad, truth.holds_for_both])
def test_truth(case: Truth, holds):
    holds(case)


def test_what_is_not_asked_says_nothing():
    routing = instance("nat", PublicIpAddress="203.0.113.7", SourceDestCheck=False)
    assert verdicts(run(hardening.instances_private, routing)) == {}
    bridged = service("old", networkConfiguration=None)
    assert verdicts(run(hardening.services_private, bridged)) == {}
    assert verdicts(run(hardening.odd_requests, balancer("net", Type="network"))) == {}
    assert (
        verdicts(run(deletion.stores_kept, database(DeletionProtection=False), production=False))
        == {}
    )
    member = database("member", DBClusterIdentifier="sales", DeletionProtection=False)
    assert verdicts(run(deletion.stores_kept, member, production=True)) == {}


def test_attributes_that_aws_does_not_name_are_unknown():
    assert verdicts(run(hardening.odd_requests, balancer())) == {"shop": Verdict.UNKNOWN}

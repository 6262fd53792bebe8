"""Nothing is paid that nobody uses."""

import pytest

from pillars.checking import Verdict
from pillars.checks import cost
from pillars.checks.cost.unused_compute import instance_not_forgotten
from pillars.checks.cost.unused_network import (
    address_associated,
    balancer_has_targets,
    nat_routed,
)
from pillars.checks.cost.unused_storage import snapshot_recent, volume_attached
from pillars.prefill import Suggested

from .factories import ago, reasons, resource, run, snapshot, suggestion, verdicts
from .things import BALANCER, balancer, instance, volume

NEEDED = (
    *("ec2.volume", "ec2.snapshot", "ec2.image", "ec2.address", "ec2.nat_gateway"),
    *("ec2.route_table", "ec2.instance", "elbv2.load_balancer", "elbv2.target_group"),
    *("elbv2.listener", "elbv2.classic_balancer"),
)


def disk_copy(name, days, tags=None):
    data = {"SnapshotId": name, "StartTime": ago(days=days)}
    return resource("ec2.snapshot", name, data, tags=tags)


def image(*snapshots):
    mappings = [{"Ebs": {"SnapshotId": name}} for name in snapshots]
    return resource("ec2.image", "golden", {"BlockDeviceMappings": mappings})


def address(name="ip", **data):
    return resource("ec2.address", name, {"PublicIp": "203.0.113.7", **data})


def target_group(*targets, unread=None):
    data = {"LoadBalancerArns": [BALANCER]}
    if not unread:
        data["Health"] = [{"Target": {"Id": target}} for target in targets]
    return resource("elbv2.target_group", "web", data, unread=unread)


def listener(action):
    data = {"LoadBalancerArn": BALANCER, "DefaultActions": [{"Type": action}]}
    return resource("elbv2.listener", "web HTTP:80", data)


def nat(name="nat-1", state="available"):
    return resource("ec2.nat_gateway", name, {"NatGatewayId": name, "State": state})


def route_table(*nats):
    return resource("ec2.route_table", "rtb", {"Routes": [{"NatGatewayId": n} for n in nats]})


def stopped(name, days=None, **data):
    when = f" ({ago(days=days)[:19].replace('T', ' ')} GMT)" if days is not None else ""
    reason = f"User initiated{when}"
    disks = [{"Ebs": {"VolumeId": "vol-1"}}]
    base = {"State": {"Name": "stopped"}, "StateTransitionReason": reason}
    return instance(name, **{**base, "BlockDeviceMappings": disks, **data})


def test_volumes():
    outcome = run(
        volume_attached,
        volume("used"),
        volume("left", State="available"),
        volume("going", State="deleting"),
        volume("silent", State=None),
    )
    assert verdicts(outcome) == {
        "used": Verdict.PASS,
        "left": Verdict.FAIL,
        "silent": Verdict.UNKNOWN,
    }
    assert "Volume left (100 GiB, gp3) is attached to nothing." in reasons(outcome)


def test_snapshots():
    outcome = run(
        snapshot_recent,
        disk_copy("young", 90),
        disk_copy("old", 91),
        disk_copy("imaged", 400),
        disk_copy("planned", 400, {"aws:backup:source-resource": "x"}),
        disk_copy("cycled", 400, {"aws:dlm:lifecycle-policy-id": "policy-1"}),
        image("imaged"),
    )
    assert verdicts(outcome) == {
        "young": Verdict.PASS,
        "old": Verdict.FAIL,
        "imaged": Verdict.PASS,
        "planned": Verdict.PASS,
        "cycled": Verdict.PASS,
    }
    assert (
        reasons(outcome)[1] == "Snapshot old is 91 days old and belongs to no image or backup plan."
    )


def test_old_snapshots_are_unknown_where_images_were_not_read():
    found = snapshot(disk_copy("old", 91), disk_copy("young", 3), without=["ec2.image"])
    results = {r.name: r.verdict for r in snapshot_recent.function(found)}
    assert results == {"old": Verdict.UNKNOWN, "young": Verdict.PASS}


def test_addresses():
    outcome = run(
        address_associated,
        address("used", AssociationId="eipassoc-1"),
        address("nat", NetworkInterfaceId="eni-1"),
        address("idle"),
    )
    assert verdicts(outcome) == {
        "used": Verdict.PASS,
        "nat": Verdict.PASS,
        "idle": Verdict.FAIL,
    }


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ((target_group("i-1"),), Verdict.PASS),
        ((target_group(),), Verdict.FAIL),
        ((), Verdict.FAIL),
        ((listener("redirect"),), Verdict.PASS),
        ((listener("forward"),), Verdict.FAIL),
        ((target_group(unread={"Health": "denied"}),), Verdict.UNKNOWN),
    ],
    ids=["target", "no target", "nothing", "redirect", "forward", "unread"],
)
def test_load_balancers(parts, verdict):
    assert verdicts(run(balancer_has_targets, balancer(), *parts)) == {"web": verdict}


def test_load_balancers_say_nothing_where_target_groups_were_not_read():
    found = snapshot(balancer(), reads=["elbv2.listener"], without=["elbv2.target_group"])
    assert list(balancer_has_targets.function(found)) == []


def test_nat_gateways():
    outcome = run(nat_routed, nat("used"), nat("idle"), nat("gone", "deleted"), route_table("used"))
    assert verdicts(outcome) == {"used": Verdict.PASS, "idle": Verdict.FAIL}


def test_nat_gateways_say_nothing_where_routes_were_not_read():
    assert list(nat_routed.function(snapshot(nat(), without=["ec2.route_table"]))) == []


def test_stopped_instances():
    outcome = run(
        instance_not_forgotten,
        instance("running"),
        stopped("recent", 30),
        stopped("forgotten", 31),
        stopped("bare", 400, BlockDeviceMappings=[]),
        stopped("timeless"),
        instance("gone", State={"Name": "terminated"}),
    )
    assert verdicts(outcome) == {
        "running": Verdict.PASS,
        "recent": Verdict.PASS,
        "forgotten": Verdict.FAIL,
        "bare": Verdict.PASS,
        "timeless": Verdict.UNKNOWN,
    }
    assert "Instance forgotten was stopped 31 days ago and holds 1 volume." in reasons(outcome)


class TestSuggestion:
    def suggest(self, *resources, without=()):
        found = snapshot(*resources, reads=set(NEEDED) - set(without), without=without)
        return suggestion("foundations/cost_unused_deleted", cost.CHECKS, found).verdict

    def clean(self):
        return (
            *(volume(), disk_copy("young", 3), address(AssociationId="a"), instance()),
            *(balancer(), target_group("i-1"), nat(), route_table("nat-1")),
        )

    def test_a_clean_account_proves(self):
        assert self.suggest(*self.clean()) is Suggested.MET

    @pytest.mark.parametrize(
        "waste",
        [
            volume("left", State="available"),
            disk_copy("old", 200),
            address("idle"),
            nat("idle"),
            stopped("forgotten", 60),
            balancer("idle", "arn:idle"),
        ],
        ids=lambda waste: waste.kind,
    )
    def test_each_kind_of_waste_refutes(self, waste):
        assert self.suggest(*self.clean(), waste) is Suggested.NOT_MET

    @pytest.mark.parametrize("kind", NEEDED)
    def test_one_denied_kind_leaves_it_unproved(self, kind):
        resources = [r for r in self.clean() if r.kind != kind]
        assert self.suggest(*resources, without=[kind]) is Suggested.SUPPORTED

    def test_an_empty_account_is_unknown(self):
        assert self.suggest() is Suggested.UNKNOWN

"""Scaling that came to its end or cannot settle, and groups of one target."""

import pytest

from pillars.checking import Verdict, run_check
from pillars.checks.reliability.scaling_room import asg_has_room, scaling_settles, targets_two

from .factories import denied, reading, resource, run, snapshot, verdicts

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def group(**data):
    sound = {"MinSize": 2, "MaxSize": 6, "DesiredCapacity": 3, "Policies": []}
    return resource("autoscaling.group", "web", sound | data)


def hours(**by_size):
    values = {"GroupInServiceInstances": {"Minimum": {k[1:]: v for k, v in by_size.items()}}}
    data = {"Namespace": "AWS/AutoScaling", "Name": "web", "Values": values}
    return resource("cloudwatch.usage", "usage", data)


def policy(kind, **data):
    return {"PolicyName": "p", "PolicyType": kind, **data}


def targets(count, **data):
    health = [{"Target": {"Id": str(n)}} for n in range(count)]
    sound = {"TargetType": "instance", "LoadBalancerArns": ["arn"], "Health": health}
    return resource("elbv2.target_group", "tg", sound | data)


TRACKING, STEPS, SIMPLE = "TargetTrackingScaling", "StepScaling", "SimpleScaling"
CASES = [
    (asg_has_room, group(), (hours(n2=300, n6=30),), FAIL),
    (asg_has_room, group(), (hours(n2=330, n6=6),), PASS),
    (asg_has_room, group(DesiredCapacity=6), (), UNKNOWN),
    (scaling_settles, group(Policies=[policy(TRACKING)], DefaultCooldown=0), (), FAIL),
    (scaling_settles, group(Policies=[policy(TRACKING)], DefaultCooldown=300), (), PASS),
    (
        scaling_settles,
        group(Policies=[policy(TRACKING)], DefaultInstanceWarmup=0, DefaultCooldown=300),
        (),
        FAIL,
    ),
    (scaling_settles, group(Policies=[policy(STEPS, EstimatedInstanceWarmup=60)]), (), PASS),
    (scaling_settles, group(Policies=[policy(TRACKING)], DefaultInstanceWarmup=90), (), PASS),
    (scaling_settles, group(Policies=[policy(SIMPLE, Cooldown=0)]), (), FAIL),
    (scaling_settles, group(Policies=[policy(SIMPLE)], DefaultCooldown=300), (), PASS),
    (targets_two, targets(1), (), FAIL),
    (targets_two, targets(2), (), PASS),
]


@pytest.mark.parametrize(("check", "subject", "around", "verdict"), CASES)
def test_verdicts(check, subject, around, verdict):
    assert verdicts(run(check, subject, *around)) == {subject.name: verdict}


SILENT = [
    (asg_has_room, group()),
    (asg_has_room, group(MaxSize=2)),
    (scaling_settles, group()),
    (scaling_settles, group(Policies=[policy("PredictiveScaling")])),
    (targets_two, targets(0)),
    (targets_two, targets(1, TargetType="lambda")),
    (targets_two, targets(1, LoadBalancerArns=[])),
]


@pytest.mark.parametrize(("check", "subject"), SILENT)
def test_says_nothing_of(check, subject):
    assert run(check, subject).results == ()


def test_one_target_is_left_to_people_before_production():
    assert verdicts(run(targets_two, targets(1), production=False)) == {"tg": UNKNOWN}


def test_without_measurements_nobody_knows_how_long_a_group_was_full():
    readings = [denied("cloudwatch.usage"), reading("autoscaling.group")]
    outcome = run_check(asg_has_room, snapshot(group(), readings=readings))
    assert outcome.count(FAIL) == outcome.count(PASS) == 0
    assert outcome.count(UNKNOWN)

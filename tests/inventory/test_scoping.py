"""A run judged under a scope: what is outside makes no findings, what is unknown is a gap."""

import pytest
from django.utils import timezone

from pillars.scope import Scope
from reviewapp.findings.domain import evaluate
from reviewapp.findings.domain.rescoping import queue_rescoping, scope_state
from reviewapp.findings.models import AppliedScope, PlacedFact, Rescoping
from reviewapp.jobs.models import JobState
from reviewapp.reviews.rescoping import rescope
from reviewapp.workloads.domain.scope import StaleScope, change_scope, scope_of
from tests.factories import ACCOUNT, REGION
from tests.inventory.facts import Made, instance, run_with, volume

pytestmark = pytest.mark.django_db

CHECK = "ebs-volumes-encrypted"
BUCKET = Made("s3.bucket", "arn:aws:s3:::logs", {}, {"app": "blog"})


def judged(workload, scope, *made, unread=()):
    change_scope(
        workload=workload, read_version=scope_of(workload).version, scope=scope, owner_keys=[]
    )
    run = run_with(workload, *made, unread=unread)
    evaluate(run)
    return run


def volumes_of(run):
    found = run.findings.filter(check_id=CHECK).order_by("resource")
    return [(each.resource.rpartition("/")[2], each.verdict) for each in found]


def disk(identity, on="", *, encrypted=False, **tags):
    made = volume(identity, *([on] if on else []), **tags)
    return Made(made.kind, made.arn, {**made.data, "Encrypted": encrypted}, made.tags)


def test_without_a_scope_everything_counts(workload):
    run = run_with(workload, disk("vol-1"), disk("vol-2"))
    evaluate(run)
    assert volumes_of(run) == [("vol-1", "fail"), ("vol-2", "fail")]
    applied = run.applied_scope
    assert (applied.version, applied.inside, applied.outside) == (0, 2, 0)
    assert not PlacedFact.objects.filter(run=run).exists()


def test_findings_are_made_of_what_is_in_scope_alone(workload):
    run = judged(
        workload,
        Scope(tags="app=shop"),
        instance("i-1", app="shop"),
        instance("i-2", app="blog"),
        disk("vol-1", "i-1"),
        disk("vol-2", "i-2"),
        disk("vol-3", app="shop"),
    )
    assert volumes_of(run) == [("vol-1", "fail"), ("vol-3", "fail")]
    applied = run.applied_scope
    assert (applied.inside, applied.outside, applied.uncertain) == (3, 2, 0)
    assert applied.document["tags"] == "app=shop"


def test_an_unread_group_makes_the_check_unknown_and_no_volume_pass(workload):
    run = judged(
        workload,
        Scope(groups=("shop",)),
        disk("vol-1", encrypted=True),
        unread=("resourcegroups.group",),
    )
    found = run.findings.filter(check_id=CHECK)
    assert [each.verdict for each in found] == ["unknown"]
    assert "it is not known whether they belong to the workload" in found[0].reason
    assert run.applied_scope.gaps[0]["kind"] == "ec2.volume"


def test_members_that_the_scan_did_not_ask_for_are_not_known(workload):
    run = judged(workload, Scope(groups=("shop",)), disk("vol-1"))
    assert [verdict for _, verdict in volumes_of(run)] == ["unknown"]


def test_members_that_the_scan_found_are_in_scope(workload):
    group = Made(
        "resourcegroups.group",
        f"arn:aws:resource-groups:{REGION}:{ACCOUNT}:members/shop",
        {"Asked": "shop", "Members": [{"Arn": disk("vol-1").arn}]},
    )
    run = judged(workload, Scope(groups=("shop",)), disk("vol-1"), disk("vol-2"), group)
    assert volumes_of(run) == [("vol-1", "fail")]


def test_a_stack_that_is_nowhere_includes_nothing(workload):
    run = judged(workload, Scope(stacks=("shop",)), disk("vol-1"))
    assert volumes_of(run) == []
    assert run.applied_scope.uncertain == 0


def test_a_region_outside_the_scope_leaves_no_gap(workload):
    run = judged(workload, Scope(regions=("eu-west-3",)), disk("vol-1"), unread=("ec2.volume",))
    assert volumes_of(run) == []


def test_a_changed_scope_judges_the_last_scan_again(workload):
    run = judged(workload, Scope(), disk("vol-1", app="shop"), disk("vol-2"))
    change_scope(workload=workload, read_version=1, scope=Scope(tags="app"), owner_keys=[])
    assert scope_state(workload, run).stale
    job = Rescoping.objects.get(workload=workload)
    ended = rescope(str(job.pk))
    assert ended is not None
    assert Rescoping.objects.get().state == JobState.COMPLETE
    assert volumes_of(run) == [("vol-1", "fail")]
    assert not scope_state(workload, run).stale
    assert queue_rescoping(workload) is None


def test_a_scope_saved_while_one_is_judged_waits_for_nothing(workload):
    """The one under way looks again before it ends."""
    run = judged(workload, Scope(), disk("vol-1", app="shop"), disk("vol-2"))
    change_scope(workload=workload, read_version=1, scope=Scope(tags="app"), owner_keys=[])
    change_scope(workload=workload, read_version=2, scope=Scope(tags="not app"), owner_keys=[])
    job = Rescoping.objects.get(workload=workload)
    rescope(str(job.pk))
    assert volumes_of(run) == [("vol-2", "fail")]
    assert AppliedScope.objects.get(run=run).version == 3


def test_a_stale_save_writes_nothing(workload):
    change_scope(workload=workload, read_version=0, scope=Scope(tags="a"), owner_keys=[])
    with pytest.raises(StaleScope) as stale:
        change_scope(workload=workload, read_version=0, scope=Scope(tags="b"), owner_keys=[])
    assert stale.value.current.scope == Scope(tags="a")
    assert scope_of(workload).version == 1


def test_the_tagging_service_fills_in_tags(workload):
    from reviewapp.collection.domain.completing import complete_tags

    canary = f"arn:aws:synthetics:{REGION}:{ACCOUNT}:canary:a"
    run = run_with(
        workload,
        Made("synthetics.canary", canary),
        Made("tagging.resource", canary, {"ResourceARN": canary}, {"app": "shop"}),
        disk("vol-1", team="a"),
    )
    assert complete_tags(run) == 1
    assert run.facts.get(kind="synthetics.canary").tags == {"app": "shop"}
    assert timezone.now() > run.started_at

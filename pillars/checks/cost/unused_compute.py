"""Machines that nobody needs any more."""

import re
from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .. import _money
from .._values import label
from ..common import counted, days_since, dig, judged
from .unused_storage import ASSETS, DECOMMISSION, UNUSED

FORGOTTEN_DAYS = 30
# "User initiated (2026-01-31 09:12:45 GMT)"
_WHEN = re.compile(r"\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")


@check(
    id="ec2-instance-not-forgotten",
    title="No instance stays stopped for long",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=["ec2.instance"],
    passes=f"The instance runs, or was stopped at most {FORGOTTEN_DAYS} days ago, or holds no "
    "volume: a stopped instance is paid for by its volumes.",
    refutes=[UNUSED, DECOMMISSION, ASSETS],
    proves=[UNUSED],
    remedy=Remedy(
        console="EC2 → Instances → {name}: create an image where it may be needed again, then "
        "Terminate instance.",
        cli=(
            "# keep what may be needed, and wait until the image is there\n"
            "aws ec2 create-image --region {region} --instance-id {last} --name "
            "before-termination-{last}\n"
            "aws ec2 terminate-instances --region {region} --instance-ids {last}"
        ),
        terraform="# Remove the aws_instance resource of {name} and apply.",
        cost="Saves about 0.08 USD per GB and month of its volumes",
    ),
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html",
)
def instance_not_forgotten(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("ec2.instance"), lambda i: _not_forgotten(snapshot, i))


def _not_forgotten(snapshot: Snapshot, instance: Resource) -> Result | None:
    state = dig(instance.get("State"), "Name")
    if state is None:
        return unknown(instance, f"The state of instance {label(instance)} cannot be read.")
    if state == "stopped":
        return _stopped(snapshot, instance)
    if state in ("running", "pending"):
        return passed(instance, f"Instance {label(instance)} is {state}.")
    return None


def _stopped(snapshot: Snapshot, instance: Resource) -> Result:
    volumes = len(instance.get("BlockDeviceMappings", ()))
    if not volumes:
        return passed(instance, f"Instance {label(instance)} is stopped and holds no volume.")
    when = _WHEN.search(str(instance.get("StateTransitionReason", "")))
    days = days_since(snapshot, when.group(1)) if when else None
    if days is None:
        reason = f"Instance {label(instance)} is stopped; since when cannot be read."
        return unknown(instance, reason)
    holding = counted(volumes, "volume")
    reason = f"Instance {label(instance)} was stopped {days} days ago and holds {holding}."
    if days > FORGOTTEN_DAYS:
        return failed(instance, reason, _money.volumes(_held(snapshot, instance)))
    return passed(instance, reason)


def _held(snapshot: Snapshot, instance: Resource) -> list[Resource]:
    """The volumes of an instance; none where not all of them were read."""
    mappings = instance.get("BlockDeviceMappings", ())
    wanted = {str(dig(mapping, "Ebs", "VolumeId")) for mapping in mappings}
    here = snapshot.of("ec2.volume", account=instance.account, region=instance.region)
    found = [volume for volume in here if volume.data.get("VolumeId") in wanted]
    return found if len(found) == len(wanted) else []

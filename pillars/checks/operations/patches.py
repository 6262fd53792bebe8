"""Patches: what the last look at each managed machine found missing."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from ..common import counted, days_since, judged, number, required

RECENT_DAYS = 30
MISSING = ("MissingCount", "FailedCount", "InstalledPendingRebootCount")


@check(
    id="ssm-patches-installed",
    title="Machines have the patches that their baseline asks for",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=["ssm.patch_state"],
    passes=f"Within {RECENT_DAYS} days Patch Manager looked at the machine and found nothing "
    "missing, failed or waiting for a restart. A patch of yesterday may be missing with good "
    "reason, so that a failure alone refutes nothing.",
    supports=["OPS05-BP05", "SEC06-BP01", "SUS06-BP03"],
    remedy=Remedy(
        console="Systems Manager → Patch Manager → Patch now: scan and install on {name}; then "
        "make a patch policy with a schedule.",
        cli="aws ssm send-command --document-name AWS-RunPatchBaseline --parameters "
        "Operation=Install --targets Key=InstanceIds,Values={name} --region {region}",
        cloudformation=(
            "Patching:\n  Type: AWS::SSM::Association\n  Properties:\n"
            "    Name: AWS-RunPatchBaseline\n    ScheduleExpression: cron(0 3 ? * SUN *)\n"
            "    Parameters:\n      Operation: [Install]"
        ),
        terraform='resource "aws_ssm_association" "patching" {\n'
        '  name                = "AWS-RunPatchBaseline"\n'
        '  schedule_expression = "cron(0 3 ? * SUN *)"\n}',
        cost="Free for EC2 instances",
    ),
    url="https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager.html",
)
def patches_installed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ssm.patch_state"), lambda state: _patched(state, snapshot))


def _patched(state: Resource, snapshot: Snapshot) -> Result:
    age = days_since(snapshot, required(state, "OperationEndTime"))
    if age is None:
        return unknown(state, f"When the patches of {state.name} were looked at is not known.")
    if age > RECENT_DAYS:
        return failed(state, f"The patches of {state.name} were last looked at {age} days ago.")
    lacking = sum(int(number(state.get(name)) or 0) for name in MISSING)
    if lacking:
        return failed(state, f"{counted(lacking, 'patch', 'patches')} of {state.name} are missing.")
    return passed(state, f"{state.name} has every patch that its baseline asks for.")


CHECKS: tuple[Check, ...] = (patches_installed,)

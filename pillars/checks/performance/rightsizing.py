"""Right size: what Compute Optimizer, Cost Explorer and the processors' own load say."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pillars.checking import Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .. import _money
from .._values import label, tail
from ..common import counted, dig, judged, number, required, running
from ..hardware import SMALLEST, size

CHOICE = "foundations/perf_right_sized"
ENROLLMENT = "computeoptimizer.enrollment"
INSTANCES = "computeoptimizer.ec2_recommendation"
FUNCTIONS = "computeoptimizer.lambda_recommendation"
VOLUMES = "computeoptimizer.volume_recommendation"
OPTIMIZER_URL = "https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-recommendations.html"
# Four days, as Trusted Advisor asks of its low-utilisation check.
ENOUGH_HOURS = 96
IDLE_AVERAGE = 5
IDLE_HIGHEST = 20
BUSY_AVERAGE = 80
HALF = Decimal("0.5")
NEXT_SIZE = "the next smaller size costs half"
RESIZE = Remedy(
    console="EC2 → Instances → {name} → Instance state → Stop, then Actions → Instance settings → "
    "Change instance type.",
    cli=(
        "# of the same processor architecture; it stops for some minutes\n"
        "aws ec2 stop-instances --region {region} --instance-ids {last}\n"
        "aws ec2 wait instance-stopped --region {region} --instance-ids {last}\n"
        "aws ec2 modify-instance-attribute --region {region} --instance-id {last} "
        "--instance-type Value=TYPE\n"
        "aws ec2 start-instances --region {region} --instance-ids {last}"
    ),
    cloudformation=(
        "Server:\n"
        "  Type: AWS::EC2::Instance\n"
        "  Properties:\n"
        "    InstanceType: !Ref FittingType  # {last}, {name}"
    ),
    terraform=('resource "aws_instance" "this" {\n  # {last}, {name}\n  instance_type = "TYPE"\n}'),
    cost="One size down saves about half of the instance's cost",
)


@check(
    id="compute-optimizer-instance-optimized",
    title="Compute Optimizer finds the instances well sized",
    pillar="performance",
    severity=Severity.MEDIUM,
    needs=["ec2.instance", ENROLLMENT, INSTANCES],
    passes="Where the account takes part in Compute Optimizer, every running instance has the "
    "finding Optimized. An instance without a finding yet is unknown.",
    refutes=[CHOICE, "PERF02-BP04"],
    proves=[CHOICE],
    supports=["COST06-BP02", "SUS05-BP01", "PERF02-BP01"],
    remedy=RESIZE,
    url=OPTIMIZER_URL,
)
def instance_optimized(snapshot: Snapshot) -> Iterator[Result]:
    findings = {r.id: r for r in snapshot.of(INSTANCES)}
    active = {
        (e.account, e.region) for e in snapshot.of(ENROLLMENT) if e.data.get("status") == "Active"
    }
    instances = running(snapshot.of("ec2.instance"))
    seen = [i for i in instances if i.id in findings or (i.account, i.region) in active]
    yield from judged(seen, lambda instance: _finding_of(instance, findings.get(instance.id)))


def _finding_of(instance: Resource, found: Resource | None) -> Result:
    if found is None:
        return unknown(instance, f"Compute Optimizer has no finding on {label(instance)} yet.")
    finding = _plain(required(found, "finding"))
    current = found.get("currentInstanceType", "its type")
    reason = f"Compute Optimizer finds {label(instance)} ({current}) {finding}"
    if finding == "optimized":
        return passed(instance, f"{reason}.")
    better = dig(next(iter(found.get("recommendationOptions", ())), {}), "instanceType")
    reason = f"{reason}; it proposes {better}." if better else f"{reason}."
    return failed(instance, reason, _money.by_optimizer(found.get("recommendationOptions")))


def _plain(finding: object) -> str:
    """`OVER_PROVISIONED` and `Overprovisioned` are one finding."""
    return str(finding).replace("_", "").lower()


@check(
    id="compute-optimizer-function-optimized",
    title="Compute Optimizer finds the functions well sized",
    pillar="performance",
    severity=Severity.LOW,
    needs=[FUNCTIONS],
    passes="The function's memory has the finding Optimized. Functions with too few invocations "
    "to judge yield nothing.",
    refutes=["PERF02-BP04"],
    supports=[CHOICE, "COST06-BP02", "SUS05-BP01"],
    remedy=Remedy(
        console="Compute Optimizer → Lambda functions → {name}: read the proposed memory, then set "
        "it under Lambda → Configuration → General configuration.",
        cli=(
            "aws lambda update-function-configuration --region {region} --function-name {name} "
            "--memory-size MEGABYTES"
        ),
        cloudformation=(
            "Function:\n"
            "  Type: AWS::Lambda::Function\n"
            "  Properties:\n"
            '    FunctionName: "{name}"\n'
            "    MemorySize: !Ref ProposedMegabytes"
        ),
        terraform=(
            'resource "aws_lambda_function" "this" {\n'
            "  # the rest stays as it is\n"
            '  function_name = "{name}"\n'
            "  memory_size   = var.proposed_megabytes\n"
            "}"
        ),
        cost="Saves or costs in proportion to the memory",
    ),
    url=OPTIMIZER_URL,
)
def function_optimized(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(FUNCTIONS), _function)


def _function(found: Resource) -> Result | None:
    finding = _plain(required(found, "finding"))
    if finding == "unavailable":
        return None
    memory = found.get("currentMemorySize", "unknown")
    reason = f"Compute Optimizer finds function {found.name} ({memory} MB) {finding}."
    if finding == "optimized":
        return passed(found, reason)
    options = found.get("memorySizeRecommendationOptions")
    return failed(found, reason, _money.by_optimizer(options))


@check(
    id="compute-optimizer-volume-optimized",
    title="Compute Optimizer finds the volumes well chosen",
    pillar="performance",
    severity=Severity.LOW,
    needs=[VOLUMES],
    passes="The volume's type, size and throughput have the finding Optimized.",
    supports=["PERF03-BP02", "COST06-BP02", "SUS04-BP02"],
    remedy=Remedy(
        console="Compute Optimizer → EBS volumes → {name}: compare the options, then EC2 → Volumes "
        "→ Modify volume.",
        cli="aws ec2 modify-volume --region {region} --volume-id {last} --volume-type gp3",
        cloudformation=(
            "Volume:\n  Type: AWS::EC2::Volume\n  Properties:\n"
            '    AvailabilityZone: "{region}a"\n    Size: 100\n    VolumeType: gp3'
        ),
        terraform=(
            'resource "aws_ebs_volume" "this" {\n'
            "  # the rest stays as it is\n"
            '  type = "gp3"  # {name}\n'
            "}"
        ),
        cost="gp3 costs about 20 % less than gp2",
    ),
    url=OPTIMIZER_URL,
)
def volume_optimized(snapshot: Snapshot) -> Iterator[Result]:
    stopped = _held_by_stopped(snapshot)
    yield from judged(snapshot.of(VOLUMES), lambda found: _volume(found, stopped))


def _held_by_stopped(snapshot: Snapshot) -> set[str]:
    """Volumes of instances that do not run: deleting those saves all of them, and is said there."""
    return {
        str(dig(mapping, "Ebs", "VolumeId"))
        for instance in snapshot.of("ec2.instance")
        if dig(instance.data.get("State"), "Name") == "stopped"
        for mapping in instance.data.get("BlockDeviceMappings") or ()
    }


def _volume(found: Resource, stopped: set[str]) -> Result:
    finding = _plain(required(found, "finding"))
    kind = dig(found.get("currentConfiguration"), "volumeType") or "unknown type"
    reason = f"Compute Optimizer finds volume {found.name} ({kind}) {finding}."
    if finding == "optimized":
        return passed(found, reason)
    options = found.get("volumeRecommendationOptions")
    elsewhere = tail(found.id) in stopped
    return failed(found, reason, None if elsewhere else _money.by_optimizer(options))


@check(
    id="cost-explorer-rightsizing-clear",
    title="Cost Explorer proposes no smaller instances",
    pillar="performance",
    severity=Severity.MEDIUM,
    needs=["ce.rightsizing", "ec2.instance"],
    passes="Cost Explorer's rightsizing lists no instance to shrink or to stop, in an account that "
    "runs instances. It lists none either where it was never switched on.",
    refutes=[CHOICE, "PERF02-BP04"],
    supports=["foundations/cost_rightsizing_monthly", "COST06-BP02", "SUS05-BP01"],
    silent=[CHOICE],
    remedy=Remedy(
        console="Billing and Cost Management → Cost Optimization Hub or Cost Explorer → "
        "Rightsizing recommendations: work through the list.",
        cli=(
            "# which instances, and what AWS proposes for each\n"
            "aws ce get-rightsizing-recommendation --service AmazonEC2 --query "
            "'RightsizingRecommendations[].[CurrentInstance.ResourceId,RightsizingType]'"
        ),
        cloudformation=(
            "Server:\n"
            "  Type: AWS::EC2::Instance\n"
            "  Properties:\n"
            "    InstanceType: !Ref ProposedType"
        ),
        terraform=(
            'resource "aws_instance" "this" {\n'
            "  # the rest stays as it is\n"
            '  instance_type = "TYPE"\n'
            "}"
        ),
        cost="Saves what the recommendation names",
    ),
    url="https://docs.aws.amazon.com/cost-management/latest/userguide/ce-rightsizing.html",
)
def rightsizing_clear(snapshot: Snapshot) -> Iterator[Result]:
    busy = {i.account for i in running(snapshot.of("ec2.instance"))}
    yield from judged(
        snapshot.of("ce.rightsizing"), lambda found: _clear(found, found.account in busy)
    )


def _clear(found: Resource, busy: bool) -> Result | None:
    summary = required(found, "Summary")
    count = number(summary.get("TotalRecommendationCount"))
    if count is None:
        return unknown(found, "Cost Explorer gives no number of recommendations.")
    if count == 0:
        return passed(found, "Cost Explorer proposes to change no instance.") if busy else None
    saving = number(summary.get("EstimatedTotalMonthlySavingsAmount"))
    currency = summary.get("SavingsCurrencyCode", "USD")
    worth = f", worth {saving:.0f} {currency} a month" if saving else ""
    return failed(found, f"Cost Explorer has {counted(int(count), 'recommendation')}{worth}.")


@check(
    id="ec2-instance-cpu-fits",
    title="Processors are neither idle nor saturated",
    pillar="performance",
    severity=Severity.MEDIUM,
    needs=["cloudwatch.instance_cpu", "ec2.instance"],
    passes="Over the last two weeks the processor's average lies between 5 % and 80 %, or its "
    "maximum reached 20 %. Judged from four days of measurements on; nano and micro sizes count "
    "as small enough. Memory does not show here, so a pass is only a hint.",
    refutes=[CHOICE, "PERF02-BP04"],
    supports=["COST06-BP02", "SUS05-BP01", "SUS03-BP02", "PERF02-BP03"],
    remedy=RESIZE,
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html",
)
def cpu_fits(snapshot: Snapshot) -> Iterator[Result]:
    machines = {str(i.data.get("InstanceId")): i for i in snapshot.of("ec2.instance")}
    found = snapshot.of("cloudwatch.instance_cpu")
    yield from judged(found, lambda cpu: judge_cpu(cpu, machines))


def judge_cpu(cpu: Resource, machines: Mapping[str, Resource]) -> Result:
    """Average and maximum are percents over `Hours` hours that were measured."""
    hours = int(number(cpu.get("Hours")) or 0)
    average, highest = number(cpu.get("Average")), number(cpu.get("Maximum"))
    if average is None or highest is None or hours < ENOUGH_HOURS:
        return unknown(cpu, f"{label(cpu)} has only {counted(hours, 'hour')} of measurements.")
    machine = machines.get(str(cpu.get("InstanceId")))
    instance_type = str(machine.data.get("InstanceType", "")) if machine else ""
    reason = (
        f"{label(cpu)}, a {instance_type or 'machine'}, used {average:.1f} % of its processors "
        f"on average and {highest:.1f} % at most over {hours} hours."
    )
    idle = average < IDLE_AVERAGE and highest < IDLE_HIGHEST and size(instance_type) not in SMALLEST
    if idle and machine is None:
        return unknown(cpu, f"{reason} Whether it could be smaller is not known: no size was read.")
    if idle:
        half = _money.machine(machine, part=HALF, words=NEXT_SIZE) if machine else None
        return failed(cpu, reason, half)
    return failed(cpu, reason) if average > BUSY_AVERAGE else passed(cpu, reason)

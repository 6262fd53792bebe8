"""Keeping up: runtimes, Kubernetes versions and instance generations that AWS left behind."""

from collections.abc import Iterator
from datetime import date

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import label
from ..common import config_rule, judged, required, running
from ..hardware import PREVIOUS, family

# The day from which AWS no longer patches a runtime. From "Lambda runtimes" in AWS's developer
# guide, as of February 2026; a runtime that is not listed had no date in the past or near future.
RUNTIME_ENDS = {
    "dotnetcore1.0": date(2019, 6, 27),
    "dotnetcore2.0": date(2019, 5, 30),
    "dotnetcore2.1": date(2022, 1, 5),
    "dotnetcore3.1": date(2023, 4, 3),
    "dotnet6": date(2024, 12, 20),
    "dotnet8": date(2026, 11, 10),
    "go1.x": date(2024, 1, 8),
    "dotnet10": date(2028, 11, 14),
    "java8": date(2024, 1, 8),
    "java8.al2": date(2027, 6, 30),
    "java11": date(2027, 6, 30),
    "java17": date(2027, 6, 30),
    "nodejs": date(2016, 10, 31),
    "nodejs4.3": date(2020, 3, 5),
    "nodejs4.3-edge": date(2020, 3, 5),
    "nodejs6.10": date(2019, 8, 12),
    "nodejs8.10": date(2020, 3, 6),
    "nodejs10.x": date(2021, 7, 30),
    "nodejs12.x": date(2023, 3, 31),
    "nodejs14.x": date(2023, 12, 4),
    "nodejs16.x": date(2024, 6, 12),
    "nodejs18.x": date(2025, 9, 1),
    "nodejs20.x": date(2026, 4, 30),
    "nodejs22.x": date(2027, 4, 30),
    "nodejs24.x": date(2028, 4, 30),
    "provided": date(2024, 1, 8),
    "provided.al2": date(2026, 7, 31),
    "python2.7": date(2021, 7, 15),
    "python3.6": date(2022, 7, 18),
    "python3.7": date(2023, 12, 4),
    "python3.8": date(2024, 10, 14),
    "python3.9": date(2025, 12, 15),
    "python3.10": date(2026, 10, 31),
    "python3.11": date(2027, 6, 30),
    "python3.12": date(2028, 10, 31),
    "ruby2.5": date(2021, 7, 30),
    "ruby2.7": date(2023, 12, 7),
    "ruby3.2": date(2026, 3, 31),
    "ruby3.3": date(2027, 3, 31),
    "ruby3.4": date(2028, 3, 31),
}


@check(
    id="lambda-runtime-maintained",
    title="Functions run on maintained runtimes",
    pillar="performance",
    severity=Severity.MEDIUM,
    needs=["lambda.function"],
    passes="AWS still patches the function's runtime. Container images bring their own runtime and "
    "yield nothing.",
    refutes=["PERF05-BP06", "SUS06-BP03", "SEC06-BP01"],
    supports=["OPS05-BP05", "COST10-BP02"],
    remedy=Remedy(
        console="Lambda → Functions → {name} → Code → Runtime settings → Edit: choose a maintained "
        "version, after testing the code on it.",
        cli=(
            "aws lambda update-function-configuration --region {region} --function-name {id} "
            "--runtime RUNTIME"
        ),
        cloudformation=(
            "Function:\n"
            "  Type: AWS::Lambda::Function\n"
            "  Properties:\n"
            '    FunctionName: "{name}"\n'
            "    Runtime: !Ref MaintainedRuntime"
        ),
        terraform=(
            'resource "aws_lambda_function" "this" {\n'
            "  # the rest stays as it is\n"
            '  function_name = "{name}"\n'
            '  runtime       = "RUNTIME"\n'
            "}"
        ),
        cost="Free but for the test of the code",
    ),
    url="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    references=[config_rule("lambda-function-settings-check")],
)
def runtime_maintained(snapshot: Snapshot) -> Iterator[Result]:
    today = snapshot.at.date()
    yield from judged(snapshot.of("lambda.function"), lambda found: _runtime(found, today))


def _runtime(function: Resource, today: date) -> Result | None:
    if function.get("PackageType") == "Image":
        return None
    runtime = str(required(function, "Runtime"))
    end = RUNTIME_ENDS.get(runtime)
    if end is not None and end <= today:
        reason = f"Function {function.name} runs on {runtime}, which AWS left behind on {end}."
        return failed(function, reason)
    return passed(function, f"Function {function.name} runs on {runtime}.")


# The day on which standard support of a Kubernetes version ends in EKS: then a cluster costs six
# times as much, and a year later AWS raises it by itself. From "Kubernetes release calendar" in
# AWS's guide to EKS, as of April 2026; the versions before 1.24 are gone.
CLUSTER_ENDS = {
    "1.24": date(2024, 1, 31),
    "1.25": date(2024, 5, 1),
    "1.26": date(2024, 6, 11),
    "1.27": date(2024, 7, 24),
    "1.28": date(2024, 11, 26),
    "1.29": date(2025, 3, 23),
    "1.30": date(2025, 7, 23),
    "1.31": date(2025, 11, 26),
    "1.32": date(2026, 3, 23),
    "1.33": date(2026, 7, 29),
    "1.34": date(2026, 12, 2),
    "1.35": date(2027, 3, 27),
}


@check(
    id="eks-version-supported",
    title="Clusters run a Kubernetes version in standard support",
    pillar="performance",
    severity=Severity.MEDIUM,
    needs=["eks.cluster"],
    passes="The standard support of the cluster's Kubernetes version has not ended. Of a version "
    "that came later than the list of ends, nobody knows that it has.",
    refutes=["PERF05-BP06", "SUS06-BP03"],
    supports=["SEC06-BP01", "OPS05-BP05", "COST10-BP02"],
    remedy=Remedy(
        console="EKS → Clusters → {name} → Upgrade version, one minor version at a time; first "
        "read Upgrade insights and raise add-ons and nodes with it.",
        cli=(
            "# one minor version at a time; there is no way back\n"
            "aws eks list-insights --region {region} --cluster-name {last}\n"
            "aws eks update-cluster-version --region {region} --name {last} "
            "--kubernetes-version VERSION"
        ),
        cloudformation=(
            "Cluster:\n  Type: AWS::EKS::Cluster\n  Properties:\n"
            "    RoleArn: !GetAtt ClusterRole.Arn\n    Version: !Ref SupportedVersion\n"
            '    Name: "{last}"\n    ResourcesVpcConfig:\n      SubnetIds: !Ref Subnets'
        ),
        terraform=(
            'resource "aws_eks_cluster" "this" {\n'
            "  # the rest stays as it is\n"
            '  name    = "{last}"\n'
            '  version = "VERSION"\n'
            "}"
        ),
        cost="Less: 0.10 USD an hour and cluster instead of 0.60",
    ),
    url="https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
    references=[config_rule("eks-cluster-supported-version")],
)
def cluster_supported(snapshot: Snapshot) -> Iterator[Result]:
    today = snapshot.at.date()
    yield from judged(snapshot.of("eks.cluster"), lambda found: _cluster(found, today))


def _cluster(cluster: Resource, today: date) -> Result | None:
    if cluster.get("status") in ("DELETING", "FAILED"):
        return None
    version = str(required(cluster, "version"))
    reason = f"Cluster {cluster.name} runs Kubernetes {version}"
    end = CLUSTER_ENDS.get(version)
    if _before(version, min(CLUSTER_ENDS)):
        return failed(cluster, f"{reason}, which AWS supports no more.")
    if end is not None and end <= today:
        return failed(cluster, f"{reason}, whose standard support ended on {end}.")
    return passed(cluster, f"{reason}.")


def _before(version: str, other: str) -> bool:
    def parts(text: str) -> list[int]:
        return [int(part) for part in text.split(".") if part.isdigit()]

    return parts(version) < parts(other)


@check(
    id="ec2-instance-current-generation",
    title="Instances are of a current generation",
    pillar="performance",
    severity=Severity.LOW,
    needs=["ec2.instance"],
    passes="The instance's family is not one that AWS lists as previous generation.",
    refutes=["SUS05-BP02"],
    supports=["PERF02-BP02", "PERF05-BP06", "COST10-BP02"],
    remedy=Remedy(
        console="EC2 → Instances → {name}: stop it, then Actions → Instance settings → Change "
        "instance type to the newest generation of the family.",
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
        terraform=(
            'resource "aws_instance" "this" {\n  # {last}, {name}\n  instance_type = "TYPE"\n}'
        ),
        cost="Mostly less for the same size: 5 to 20 %",
    ),
    url="https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html",
)
def current_generation(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(running(snapshot.of("ec2.instance")), _generation)


def _generation(instance: Resource) -> Result:
    kind = str(required(instance, "InstanceType"))
    reason = f"Instance {label(instance)} is of the type {kind}"
    if family(kind) in PREVIOUS:
        return failed(instance, f"{reason}, a previous generation.")
    return passed(instance, f"{reason}.")

"""Building and testing: machines that come with the job, and devices that many share."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._servers import group_members, is_managed
from .._values import label
from ..common import dig, judged, required, running

PROJECTS = "codebuild.project"
INSTANCES = "ec2.instance"
FARMS = "devicefarm.project"
_BUILDERS = ("jenkins", "runner", "buildkite", "teamcity", "bamboo", "build-agent", "ci-agent")


@check(
    id="builds-on-demand",
    title="Build machines come with the job and go with it",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=[PROJECTS, INSTANCES, "autoscaling.group"],
    passes="The CodeBuild project runs on machines that live as long as the build. A machine named "
    "for builds that runs by itself, outside of any group, fails.",
    supports=["SUS06-BP04"],
    remedy=Remedy(
        console="CodeBuild → Create project → Runner: let {name}'s jobs run there, then stop it.",
        cli="aws codebuild create-webhook --region {region} --project-name runner "
        '--filter-groups \'[[{"type":"EVENT","pattern":"WORKFLOW_JOB_QUEUED"}]]\'',
        cloudformation=(
            "Runner:\n  Type: AWS::CodeBuild::Project\n  Properties:\n    Name: runner\n"
            "    ServiceRole: !GetAtt BuildRole.Arn\n    Artifacts: {Type: NO_ARTIFACTS}\n"
            '    Source: {Type: GITHUB, Location: "https://github.com/ORG/REPOSITORY"}\n'
            "    Environment:\n      Type: ARM_CONTAINER\n"
            "      ComputeType: BUILD_GENERAL1_SMALL\n"
            "      Image: aws/codebuild/amazonlinux2-aarch64-standard:3.0\n    Triggers:\n"
            "      Webhook: true\n      FilterGroups:\n"
            "        - - {Type: EVENT, Pattern: WORKFLOW_JOB_QUEUED}"
        ),
        terraform=(
            'resource "aws_codebuild_project" "runner" {\n'
            '  name         = "runner"\n'
            "  service_role = aws_iam_role.build.arn\n"
            "  artifacts {\n"
            '    type = "NO_ARTIFACTS"\n'
            "  }\n"
            "  source {\n"
            '    type     = "GITHUB"\n'
            '    location = "https://github.com/ORG/REPOSITORY"\n'
            "  }\n"
            "  environment {\n"
            '    type         = "ARM_CONTAINER"\n'
            '    compute_type = "BUILD_GENERAL1_SMALL"\n'
            '    image        = "aws/codebuild/amazonlinux2-aarch64-standard:3.0"\n'
            "  }\n"
            "}"
        ),
        cost="About 0.005 USD per build minute on the smallest machine",
    ),
    url="https://docs.aws.amazon.com/codebuild/latest/userguide/action-runner.html",
)
def builds_on_demand(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PROJECTS), _project)
    yield from judged(
        running(snapshot.of(INSTANCES)), lambda instance: _builder(snapshot, instance)
    )


def _project(project: Resource) -> Result | None:
    environment = required(project, "environment")
    if dig(environment, "fleet", "fleetArn") or not dig(environment, "computeType"):
        return None
    return passed(project, f"Machines of project {project.name} live as long as the build.")


def _builder(snapshot: Snapshot, instance: Resource) -> Result | None:
    name = instance.tags.get("Name", "").lower()
    members = group_members(snapshot, instance.account, instance.region)
    if not any(word in name for word in _BUILDERS) or is_managed(instance, members):
        return None
    return failed(instance, f"{label(instance)} waits for builds day and night.")


@check(
    id="devices-shared",
    title="Tests run on a shared device farm",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=[FARMS],
    passes="Device Farm has a project. Other farms do not show, and a workload without an "
    "interface on devices needs none, so absence yields nothing.",
    supports=["SUS06-BP05"],
    remedy=Remedy(
        console="Device Farm → Create project (region us-west-2).",
        cli="aws devicefarm create-project --region us-west-2 --name app",
        terraform='resource "aws_devicefarm_project" "app" {\n  name = "app"\n}',
        cost="0.17 USD per device minute after the first 1,000",
    ),
    url="https://docs.aws.amazon.com/devicefarm/latest/developerguide/welcome.html",
)
def devices_shared(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(FARMS), _farm)


def _farm(project: Resource) -> Result:
    return passed(project, f"Project {required(project, 'name')} tests on shared devices.")

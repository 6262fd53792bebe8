"""Objectives of recovery and load: set, automated, and tried."""

import re
from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import dig, judged, number, required

POLICIES = "resiliencehub.policy"
APPS = "resiliencehub.app"
SERVERS = "drs.source_server"
DOCUMENTS = "ssm.document"
MACHINES = "stepfunctions.state_machine"
PROJECTS = "codebuild.project"
STACKS = "cloudformation.stack"
# The number under which AWS publishes its solution for distributed load tests.
LOAD_TEST_SOLUTION = "SO0062"
DISRUPTIONS = ("AZ", "Hardware", "Software", "Region")
_RECOVERS = re.compile(r"fail-?over|fail-?back|disaster|recover|restore|(?<![a-z])dr(?![a-z])")
_LOADS = re.compile(
    r"(?<![a-z])((load|stress|performance)-?tests?|(k6|gatling|jmeter|locust)(?![a-z]))"
)


def plain_name(resource: Resource) -> str:
    return resource.name.replace("_", "-").replace(" ", "-").lower()


@check(
    id="recovery-objectives-set",
    title="Recovery objectives are written down",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[POLICIES],
    passes="A policy of Resilience Hub gives recovery time and recovery point for what may fail. "
    "That the business set them, people know; objectives kept elsewhere do not show.",
    supports=["REL13-BP01"],
    remedy=Remedy(
        console="Resilience Hub → Policies → Create resiliency policy: the times that the business "
        "named.",
        cli="aws resiliencehub create-resiliency-policy --region {region} --policy-name workload "
        "--tier Critical --policy file://objectives.json",
        cloudformation=(
            "Objectives:\n  Type: AWS::ResilienceHub::ResiliencyPolicy\n  Properties:\n"
            "    PolicyName: workload\n    Tier: Critical\n    Policy:\n"
            "      Software: {RtoInSecs: 3600, RpoInSecs: 300}\n"
            "      Hardware: {RtoInSecs: 3600, RpoInSecs: 300}\n"
            "      AZ: {RtoInSecs: 3600, RpoInSecs: 300}"
        ),
        terraform='resource "aws_resiliencehub_resiliency_policy" "workload" {\n'
        '  name = "workload"\n  tier = "Critical"\n}',
        cost="Free; 15 USD per month for each application that is assessed",
    ),
    url="https://docs.aws.amazon.com/resilience-hub/latest/userguide/resiliency-policies.html",
)
def objectives_set(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(POLICIES), _objectives)


def _objectives(policy: Resource) -> Result | None:
    found = required(policy, "policy")
    given = [name for name in DISRUPTIONS if _minutes(found, name, "rtoInSecs") is not None]
    if not given:
        return None
    rto, rpo = (_minutes(found, given[0], key) for key in ("rtoInSecs", "rpoInSecs"))
    reason = f"Policy {policy.name} asks for recovery in {rto} minutes, losing {rpo or 0} at most."
    return passed(policy, reason)


def _minutes(policy: object, disruption: str, key: str) -> int | None:
    seconds = number(dig(policy, disruption, key))
    return None if seconds is None else round(seconds / 60)


@check(
    id="resilience-app-meets-policy",
    title="Applications meet their recovery objectives",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=[APPS],
    passes="Resilience Hub estimates that the application meets its policy. One that was never "
    "assessed yields nothing.",
    refutes=["REL11-BP07"],
    supports=["REL11-BP07", "REL13-BP02"],
    remedy=Remedy(
        console="Resilience Hub → Applications → {name} → Assessments → Resiliency "
        "recommendations.",
        cli="aws resiliencehub list-app-assessments --region {region} --app-arn {id}",
        cloudformation=(
            'App:\n  Type: AWS::ResilienceHub::App\n  Properties:\n    Name: "{name}"\n'
            "    AppAssessmentSchedule: Daily\n    AppTemplateBody: TEMPLATE\n"
            "    ResourceMappings: []"
        ),
        terraform='resource "awscc_resiliencehub_app" "this" {\n  name = "{name}"\n'
        '  app_assessment_schedule = "Daily"\n}',
        cost="15 USD per application and month, and what the recommendations cost",
    ),
    url="https://docs.aws.amazon.com/resilience-hub/latest/userguide/review-assessment.html",
)
def app_meets_policy(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(APPS), _meets)


def _meets(app: Resource) -> Result | None:
    status = required(app, "complianceStatus")
    if status == "PolicyMet":
        return passed(app, f"Resilience Hub estimates that {app.name} meets its objectives.")
    if status == "PolicyBreached":
        return failed(app, f"Resilience Hub estimates that {app.name} misses its objectives.")
    return None


@check(
    id="recovery-automated",
    title="Recovery runs by automation",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[SERVERS, DOCUMENTS, MACHINES],
    passes="Elastic Disaster Recovery replicates the server all the time and a launch succeeded, "
    "or an automation or state machine is named for failing over or restoring. Others do not "
    "show. A server whose replication stopped fails.",
    supports=["REL13-BP05"],
    remedy=Remedy(
        console="Elastic Disaster Recovery → Source servers → {name} → Initiate drill; Systems "
        "Manager → Documents → Create document → Automation: fail-over.",
        cli="aws drs start-recovery --region {region} --is-drill "
        "--source-servers sourceServerID={name}",
        cloudformation=(
            "FailOver:\n  Type: AWS::SSM::Document\n  Properties:\n    Name: fail-over\n"
            '    DocumentType: Automation\n    Content:\n      schemaVersion: "0.3"\n'
            "      mainSteps: []"
        ),
        terraform=(
            'resource "aws_ssm_document" "fail_over" {\n'
            '  name            = "fail-over"\n'
            '  document_type   = "Automation"\n'
            '  document_format = "YAML"\n'
            '  content         = file("fail-over.yaml")\n'
            "}"
        ),
        cost="About 20 USD per server and month with Elastic Disaster Recovery; automations "
        "are nearly free",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/"
    "rel_planning_for_recovery_auto_recovery.html",
)
def recovery_automated(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(SERVERS), _replicated)
    yield from judged(snapshot.of(DOCUMENTS), _automation)
    yield from judged(snapshot.of(MACHINES), _machine)


def _replicated(server: Resource) -> Result:
    state = str(required(server, "dataReplicationState"))
    if state != "CONTINUOUS":
        return failed(server, f"Replication of {server.name} is {state.lower()}.")
    if server.data.get("lastLaunchResult") != "SUCCEEDED":
        return failed(server, f"{server.name} is replicated, and was never started from its copy.")
    return passed(server, f"{server.name} is replicated, and was started from its copy.")


def _automation(document: Resource) -> Result | None:
    if required(document, "DocumentType") != "Automation":
        return None
    return _named(document)


def _machine(machine: Resource) -> Result | None:
    return _named(machine) if machine.data.get("status", "ACTIVE") == "ACTIVE" else None


def _named(resource: Resource) -> Result | None:
    if not _RECOVERS.search(plain_name(resource)):
        return None
    return passed(resource, f"Recovery can be run as {resource.name}.")


@check(
    id="load-tests-kept",
    title="Load tests are kept as code",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[PROJECTS, STACKS],
    passes="A build project is named for load tests, or AWS's solution for distributed load tests "
    "is deployed. What they showed, people know; tests from elsewhere do not show.",
    supports=["REL07-BP04", "REL12-BP03", "PERF05-BP04"],
    remedy=Remedy(
        console="CodeBuild → Create project: load-test, on a schedule against a production-like "
        "environment.",
        cli="aws codebuild start-build --region {region} --project-name load-test",
        cloudformation=(
            "LoadTest:\n  Type: AWS::CodeBuild::Project\n  Properties:\n    Name: load-test\n"
            "    ServiceRole: !GetAtt BuildRole.Arn\n    Artifacts: {Type: NO_ARTIFACTS}\n"
            "    Source: {Type: NO_SOURCE, BuildSpec: load-test.yaml}\n    Environment:\n"
            "      Type: LINUX_CONTAINER\n      ComputeType: BUILD_GENERAL1_SMALL\n"
            "      Image: aws/codebuild/standard:7.0"
        ),
        terraform=(
            'resource "aws_codebuild_project" "load_test" {\n'
            '  name         = "load-test"\n'
            "  service_role = aws_iam_role.load_test.arn\n"
            "  artifacts {\n"
            '    type = "NO_ARTIFACTS"\n'
            "  }\n"
            "  source {\n"
            '    type     = "GITHUB"\n'
            '    location = "https://github.com/ORG/REPOSITORY"\n'
            "  }\n"
            "  environment {\n"
            '    type         = "LINUX_CONTAINER"\n'
            '    compute_type = "BUILD_GENERAL1_LARGE"\n'
            '    image        = "aws/codebuild/amazonlinux2-x86_64-standard:5.0"\n'
            "  }\n"
            "}"
        ),
        cost="The minutes of the build machine, and what the load itself costs",
    ),
    url="https://docs.aws.amazon.com/solutions/latest/distributed-load-testing-on-aws/"
    "solution-overview.html",
)
def load_tests(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PROJECTS), _project)
    yield from judged(snapshot.of(STACKS), _solution)


def _project(project: Resource) -> Result | None:
    if not _LOADS.search(plain_name(project)):
        return None
    return passed(project, f"Build project {project.name} tests under load.")


def _solution(stack: Resource) -> Result | None:
    status = str(stack.data.get("StackStatus"))
    if LOAD_TEST_SOLUTION not in str(stack.data.get("Description")) or "DELETE" in status:
        return None
    return passed(stack, f"Stack {stack.name} is AWS's solution for distributed load tests.")


CHECKS: tuple[Check, ...] = (objectives_set, app_meets_policy, recovery_automated, load_tests)

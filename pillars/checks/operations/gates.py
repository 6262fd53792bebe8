"""Pipelines as gates: what they scan, who decides, and how often something passes."""

import re
from collections.abc import Iterator
from typing import Any

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import many
from ..common import aspect, counted, days_since, dig, judged, listed

PIPELINES = "codepipeline.pipeline"
PROJECTS = "codebuild.project"
PROPOSED = frozenset({"PULL_REQUEST_CREATED", "PULL_REQUEST_UPDATED", "PULL_REQUEST_REOPENED"})
PIPELINE_URL = "https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create.html"
# Tools and habits that read code for weaknesses, by the words of their actions.
_SCANS = re.compile(
    r"(?<![a-z])(lint|eslint|ruff|sonar\w*|snyk|checkov|trivy|semgrep|codeql|bandit|sast|tfsec"
    r"|cfn-?lint|cfn-?nag|cdk-?nag|inspectorscan|codeguru\w*|gosec|scan|security-?scan"
    r"|static-?analysis)(?![a-z])",
    re.IGNORECASE,
)
RHYTHM_DAYS = 30
OFTEN = 4


@check(
    id="codepipeline-scans-code",
    title="Pipelines analyse code",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[PIPELINES],
    passes="An action of the pipeline is Inspector's scan, or is named for linting or scanning. A "
    "scan inside of a build specification does not show, so absence yields nothing.",
    supports=["OPS05-BP07", "SEC11-BP02"],
    remedy=Remedy(
        console="CodePipeline → {name} → Edit: add an action of the provider InspectorScan before "
        "the first deploy stage.",
        cli="aws codepipeline get-pipeline --region {region} --name {name}",
        cloudformation=(
            "Pipeline:\n  Type: AWS::CodePipeline::Pipeline\n  Properties:\n"
            '    Name: "{name}"\n    Stages:\n      - Name: Scan\n        Actions:\n'
            "          - Name: scan\n"
            "            ActionTypeId: {Category: Invoke, Owner: AWS, Provider: InspectorScan, "
            'Version: "1"}'
        ),
        terraform=(
            'resource "aws_codepipeline" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  stage {\n"
            "    # the rest stays as it is\n"
            "    action {\n"
            '      name     = "scan"\n'
            '      category = "Invoke"\n'
            '      owner    = "AWS"\n'
            '      provider = "InspectorScan"\n'
            '      version  = "1"\n'
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Inspector takes about 0.03 USD per image that is scanned",
    ),
    url="https://docs.aws.amazon.com/codepipeline/latest/userguide/"
    "action-reference-InspectorScan.html",
)
def pipeline_scans(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PIPELINES), _scans)


def _scans(pipeline: Resource) -> Result | None:
    found = [str(a.get("name")) for a in _actions(pipeline) if _is_scan(a)]
    if not found:
        return None
    return passed(pipeline, f"Pipeline {pipeline.name} analyses code in {listed(found)}.")


def _is_scan(action: dict[str, Any]) -> bool:
    words = [action.get("name"), dig(action, "actionTypeId", "provider")]
    words.append(dig(action, "configuration", "ProjectName"))
    return any(_SCANS.search(str(word).replace("_", "-")) for word in words if word)


@check(
    id="codepipeline-asks-somebody",
    title="Somebody decides before production",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[PIPELINES],
    passes="The pipeline waits for a person's approval before it deploys. Teams that deploy by "
    "tests alone need none for every change, so absence yields nothing.",
    supports=["OPS07-BP05"],
    remedy=Remedy(
        console="CodePipeline → {name} → Edit: add a stage with a manual approval before the "
        "production stage.",
        cli="aws codepipeline get-pipeline --region {region} --name {name}",
        cloudformation=(
            "Pipeline:\n  Type: AWS::CodePipeline::Pipeline\n  Properties:\n"
            '    Name: "{name}"\n    Stages:\n      - Name: Approve\n        Actions:\n'
            "          - Name: go-live\n"
            "            ActionTypeId: {Category: Approval, Owner: AWS, Provider: Manual, "
            'Version: "1"}'
        ),
        terraform=(
            'resource "aws_codepipeline" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  stage {\n"
            "    # the rest stays as it is\n"
            "    action {\n"
            '      name     = "go-live"\n'
            '      category = "Approval"\n'
            '      owner    = "AWS"\n'
            '      provider = "Manual"\n'
            '      version  = "1"\n'
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html",
)
def pipeline_asks(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PIPELINES), _asks)


def _asks(pipeline: Resource) -> Result | None:
    kinds = [str(dig(action, "actionTypeId", "category")) for action in _actions(pipeline)]
    if "Approval" not in kinds or "Deploy" not in kinds[kinds.index("Approval") :]:
        return None
    return passed(pipeline, f"Pipeline {pipeline.name} asks a person before it deploys.")


@check(
    id="codepipeline-runs-often",
    title="Changes are delivered often",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[PIPELINES],
    passes=f"The pipeline succeeded at least {OFTEN} times in {RHYTHM_DAYS} days. A pipeline that "
    "did not run in that time yields nothing; how small a change was, people know.",
    supports=["OPS05-BP09"],
    remedy=Remedy(
        console="CodePipeline → {name} → View history: merge and deliver smaller changes.",
        cli="aws codepipeline list-pipeline-executions --region {region} --pipeline-name {name}",
        cloudformation=(
            "Pipeline:\n  Type: AWS::CodePipeline::Pipeline\n  Properties:\n"
            '    Name: "{name}"\n    PipelineType: V2\n    Triggers:\n'
            "      - ProviderType: CodeStarSourceConnection\n        GitConfiguration:\n"
            "          SourceActionName: source\n          Push:\n"
            "            - Branches: {Includes: [main]}"
        ),
        terraform=(
            'resource "aws_codepipeline" "this" {\n'
            "  # the rest stays as it is\n"
            '  name          = "{name}"\n'
            '  pipeline_type = "V2"\n'
            "  trigger {\n"
            '    provider_type = "CodeStarSourceConnection"\n'
            "    git_configuration {\n"
            '      source_action_name = "SOURCE"\n'
            "      push {\n"
            '        branches { includes = ["main"] }\n'
            "      }\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="The minutes of the pipeline's builds",
    ),
    url=PIPELINE_URL,
)
def pipeline_often(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PIPELINES), lambda pipeline: _often(snapshot, pipeline))


def _often(snapshot: Snapshot, pipeline: Resource) -> Result | None:
    recent = [e for e in many(aspect(pipeline, "Executions")) if _is_recent(snapshot, e)]
    done = sum(each.get("status") == "Succeeded" for each in recent)
    if not recent:
        return None
    times = f"{counted(done, 'time')} in {RHYTHM_DAYS} days"
    if done >= OFTEN:
        return passed(pipeline, f"Pipeline {pipeline.name} delivered {times}.")
    return failed(pipeline, f"Pipeline {pipeline.name} delivered only {times}.")


def _is_recent(snapshot: Snapshot, execution: dict[str, Any]) -> bool:
    days = days_since(snapshot, execution.get("startTime"))
    return days is not None and days < RHYTHM_DAYS


@check(
    id="pull-requests-built",
    title="Changes are built while they are still proposals",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[PIPELINES, PROJECTS],
    passes="A build project or pipeline runs for pull requests before they are merged, a trace "
    "that changes are proposed where others can read them. That somebody does, and may refuse, "
    "people know. Builds by other tools do not show, so absence yields nothing.",
    supports=["SEC11-BP04"],
    remedy=Remedy(
        console="CodeBuild → {name} → Edit → Primary source webhook events: pull request created, "
        "updated, reopened. In the repository: require the build and an approval before a merge.",
        cli="aws codebuild create-webhook --region {region} --project-name {name} --filter-groups "
        '\'[[{"type":"EVENT","pattern":"PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED"}]]\'',
        cloudformation=(
            'Project:\n  Type: AWS::CodeBuild::Project\n  Properties:\n    Name: "{name}"\n'
            "    Triggers:\n      Webhook: true\n      FilterGroups:\n        - - Type: EVENT\n"
            "            Pattern: PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED"
        ),
        terraform='resource "aws_codebuild_webhook" "proposals" {\n  project_name = "{name}"\n'
        '  filter_group {\n    filter {\n      type    = "EVENT"\n'
        '      pattern = "PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED"\n    }\n  }\n}',
        cost="The minutes of the build machine, about 0.005 USD each",
    ),
    url="https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook.html",
)
def requests_built(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PROJECTS), _builds_proposals)
    yield from judged(snapshot.of(PIPELINES), _runs_for_proposals)


def _builds_proposals(project: Resource) -> Result | None:
    groups = many(dig(project.get("webhook"), "filterGroups"))
    filters = [each for group in groups for each in group if each.get("type") == "EVENT"]
    events = [e for f in filters for e in re.split(r"[,\s]+", str(f.get("pattern")))]
    if not PROPOSED.intersection(events):
        return None
    return passed(project, f"Project {project.name} builds pull requests.")


def _runs_for_proposals(pipeline: Resource) -> Result | None:
    triggers = many(dig(aspect(pipeline, "Pipeline"), "triggers"))
    asked = [e for t in triggers for e in many(dig(t, "gitConfiguration", "pullRequest"))]
    # Without a list of events it runs for all of them.
    if not any({"OPEN", "UPDATED"} & set(e.get("events") or ("OPEN",)) for e in asked):
        return None
    return passed(pipeline, f"Pipeline {pipeline.name} runs for pull requests.")


def _actions(pipeline: Resource) -> list[dict[str, Any]]:
    found = aspect(pipeline, "Pipeline") or {}
    return [a for stage in many(found.get("stages")) for a in many(stage.get("actions"))]

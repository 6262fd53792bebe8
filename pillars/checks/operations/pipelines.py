"""Continuous integration and delivery: pipelines, builds, and CI services with access."""

from collections.abc import Iterator
from typing import Any

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import aspect, dig, judged, listed, required

PIPELINES = "codepipeline.pipeline"
VERSIONED_SOURCES = ("CodeCommit", "CodeStarSourceConnection", "GitHub", "GitLab", "Bitbucket")
# Issuers of the tokens by which CI services take a role; Kubernetes clusters have issuers too.
CI_ISSUERS = {
    "token.actions.githubusercontent.com": "GitHub Actions",
    "gitlab.com": "GitLab CI",
    "api.bitbucket.org": "Bitbucket Pipelines",
    "oidc.circleci.com": "CircleCI",
    "agent.buildkite.com": "Buildkite",
    "app.terraform.io": "HCP Terraform",
    "vstoken.dev.azure.com": "Azure Pipelines",
    "api.pulumi.com": "Pulumi Cloud",
}
PIPELINE_URL = "https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome.html"


@check(
    id="codepipeline-pipeline-delivers",
    title="Pipelines build and deploy from a source",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=[PIPELINES],
    passes="The pipeline has a source action followed by an action that builds or deploys.",
    supports=[
        "foundations/ops_cicd",
        "OPS05-BP10",
        "OPS05-BP04",
        "COST11-BP01",
        "REL08-BP01",
        "SEC11-BP06",
    ],
    remedy=Remedy(
        console="CodePipeline → Pipelines → {name} → Edit: add a build stage and a deploy stage "
        "after the source.",
        cli="aws codepipeline get-pipeline --region {region} --name {name} > pipeline.json  "
        "# add the stages, then: aws codepipeline update-pipeline --cli-input-json "
        "file://pipeline.json",
        cloudformation=(
            "Pipeline:\n  Type: AWS::CodePipeline::Pipeline\n  Properties:\n"
            '    Name: "{name}"\n    Stages:\n      - Name: Deploy\n        Actions:\n'
            "          - Name: deploy\n"
            "            ActionTypeId: {Category: Deploy, Owner: AWS, Provider: CodeDeploy, "
            'Version: "1"}'
        ),
        terraform=(
            'resource "aws_codepipeline" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  stage {\n"
            '    name = "Deploy"\n'
            "    action {\n"
            '      category = "Deploy"\n'
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="1 USD per active pipeline and month, or by the minute, and the builds",
    ),
    url=PIPELINE_URL,
)
def pipeline_delivers(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PIPELINES), _delivers)


def _delivers(pipeline: Resource) -> Result:
    categories = [str(dig(a, "actionTypeId", "category")) for a in _actions(pipeline)]
    found = sorted(set(categories))
    if "Source" in found and ("Deploy" in found or "Build" in found):
        return passed(pipeline, f"Pipeline {pipeline.name} runs {listed(found, 6)}.")
    return failed(
        pipeline,
        f"Pipeline {pipeline.name} has only these kinds of action: {listed(found, 6) or 'none'}.",
    )


@check(
    id="codepipeline-pipeline-tests",
    title="Pipelines test before they deploy",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=[PIPELINES],
    passes="The pipeline has a test action, or a build action that is named for its tests.",
    supports=["OPS05-BP02", "OPS06-BP02", "OPS06-BP04", "REL08-BP02"],
    remedy=Remedy(
        console="CodePipeline → Pipelines → {name} → Edit: add a stage with an action of category "
        "Test before the first deploy stage.",
        cli="aws codepipeline get-pipeline --region {region} --name {name}",
        cloudformation=(
            "Pipeline:\n  Type: AWS::CodePipeline::Pipeline\n  Properties:\n"
            '    Name: "{name}"\n    Stages:\n      - Name: Test\n        Actions:\n'
            "          - Name: unit-tests\n"
            "            ActionTypeId: {Category: Test, Owner: AWS, Provider: CodeBuild, "
            'Version: "1"}'
        ),
        terraform=(
            'resource "aws_codepipeline" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  stage {\n"
            '    name = "Test"\n'
            "    action {\n"
            '      name     = "unit-tests"\n'
            '      category = "Test"\n'
            '      owner    = "AWS"\n'
            '      provider = "CodeBuild"\n'
            '      version  = "1"\n'
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="The minutes of the build machine, about 0.005 USD each on the smallest",
    ),
    url=PIPELINE_URL,
)
def pipeline_tests(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PIPELINES), _tests)


def _tests(pipeline: Resource) -> Result:
    names = [str(action.get("name")) for action in _actions(pipeline) if _is_test(action)]
    if names:
        return passed(pipeline, f"Pipeline {pipeline.name} tests in {listed(names)}.")
    return failed(pipeline, f"No action of pipeline {pipeline.name} is a test.")


def _is_test(action: dict[str, Any]) -> bool:
    category = dig(action, "actionTypeId", "category")
    named = "test" in str(action.get("name")).lower()
    return category == "Test" or (category == "Build" and named)


@check(
    id="codepipeline-source-versioned",
    title="Pipelines start from version control",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[PIPELINES],
    passes="A source action of the pipeline reads a version control system.",
    supports=["OPS05-BP01"],
    remedy=Remedy(
        console="CodePipeline → Pipelines → {name} → Edit source stage: choose a connection to "
        "the version control system.",
        cli="aws codestar-connections list-connections --region {region}",
        cloudformation=(
            "Connection:\n  Type: AWS::CodeStarConnections::Connection\n  Properties:\n"
            "    ConnectionName: source\n    ProviderType: GitHub"
        ),
        terraform='resource "aws_codestarconnections_connection" "this" {\n  name          = '
        '"{name}"\n  provider_type = "GitHub"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/codepipeline/latest/userguide/connections.html",
)
def source_versioned(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PIPELINES), _versioned)


def _versioned(pipeline: Resource) -> Result | None:
    providers = [
        str(dig(action, "actionTypeId", "provider"))
        for action in _actions(pipeline)
        if dig(action, "actionTypeId", "category") == "Source"
    ]
    if any(provider in VERSIONED_SOURCES for provider in providers):
        return passed(pipeline, f"Pipeline {pipeline.name} reads {listed(providers)}.")
    if not providers or providers == ["ECR"]:
        return None
    return failed(
        pipeline,
        f"Pipeline {pipeline.name} reads {listed(providers)}, which is not version control.",
    )


@check(
    id="iam-ci-service-federated",
    title="A CI service may deploy through a role",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["iam.oidc_provider"],
    passes="The account trusts the token issuer of a CI service, so that a pipeline outside AWS "
    "can deploy here. Other identity providers yield nothing.",
    supports=["foundations/ops_cicd", "OPS05-BP10"],
    remedy=Remedy(
        console="IAM → Identity providers → Add provider: OpenID Connect, with the URL and the "
        "audience that the CI service documents; then let a role trust it.",
        cli="aws iam create-open-id-connect-provider "
        "--url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com",
        cloudformation=(
            "Issuer:\n  Type: AWS::IAM::OIDCProvider\n  Properties:\n"
            "    Url: https://token.actions.githubusercontent.com\n"
            "    ClientIdList: [sts.amazonaws.com]"
        ),
        terraform='resource "aws_iam_openid_connect_provider" "ci" {\n'
        '  url            = "https://token.actions.githubusercontent.com"\n'
        '  client_id_list = ["sts.amazonaws.com"]\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
)
def ci_federated(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("iam.oidc_provider"), _ci_issuer)


def _ci_issuer(provider: Resource) -> Result | None:
    host = str(required(provider, "Url")).removeprefix("https://").partition("/")[0]
    service = CI_ISSUERS.get(host)
    return passed(provider, f"The account trusts tokens of {service}.") if service else None


@check(
    id="codebuild-project-triggered",
    title="Builds start by themselves",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["codebuild.project"],
    passes="The project builds on a webhook of its repository or as a step of a pipeline.",
    supports=["foundations/ops_cicd", "OPS05-BP04", "OPS05-BP10"],
    remedy=Remedy(
        console="CodeBuild → Build projects → {name} → Edit → Source: rebuild every time a code "
        "change is pushed.",
        cli="aws codebuild create-webhook --region {region} --project-name {name}",
        cloudformation=(
            'Project:\n  Type: AWS::CodeBuild::Project\n  Properties:\n    Name: "{name}"\n'
            "    Triggers:\n      Webhook: true"
        ),
        terraform='resource "aws_codebuild_webhook" "this" {\n  project_name = "{name}"\n}',
        cost="Free; builds are paid by the minute",
    ),
    url="https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html",
)
def project_triggered(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("codebuild.project"), _triggered)


def _triggered(project: Resource) -> Result:
    if dig(required(project, "source"), "type") == "CODEPIPELINE":
        return passed(project, f"Project {project.name} is a step of a pipeline.")
    if project.get("webhook"):
        return passed(project, f"Project {project.name} builds on every webhook call.")
    return failed(project, f"Project {project.name} has no webhook and belongs to no pipeline.")


def _actions(pipeline: Resource) -> list[dict[str, Any]]:
    """Raises Unread where the pipeline's definition was not read."""
    definition = aspect(pipeline, "Pipeline") or {}
    return [action for stage in definition.get("stages", ()) for action in stage.get("actions", ())]

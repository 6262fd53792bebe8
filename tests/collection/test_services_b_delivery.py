"""CodePipeline, CodeBuild and CodeDeploy, read from a simulated account."""

import json

import pytest

from tests.aws import ACCOUNT, REGION, Aws
from tests.fakes import DENIED, fake_aws, tagged

from . import recorded_b as recorded
from .kinds import read_kind, read_names

ROLE = f"arn:aws:iam::{ACCOUNT}:role/delivery"
# Looks like a credential and is none.
PASSWORD = "correct-horse-battery"


@pytest.fixture
def role(aws):
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "codepipeline.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    aws.client("iam").create_role(RoleName="delivery", AssumeRolePolicyDocument=json.dumps(trust))


def action(name, category, provider, configuration):
    return {
        "name": name,
        "actionTypeId": {
            "category": category,
            "owner": "AWS",
            "provider": provider,
            "version": "1",
        },
        "configuration": configuration,
    }


@pytest.fixture
def pipeline(aws, role):
    source = {"Owner": "shop", "Repo": "api", "Branch": "main", "OAuthToken": PASSWORD}
    build = {
        "ProjectName": "api",
        "EnvironmentVariables": json.dumps([{"name": "DB", "value": PASSWORD}]),
        "ApiKey": PASSWORD,
    }
    aws.client("codepipeline").create_pipeline(
        pipeline={
            "name": "api",
            "roleArn": ROLE,
            "artifactStore": {"type": "S3", "location": "artifacts"},
            "stages": [
                {"name": "Source", "actions": [action("Fetch", "Source", "S3", source)]},
                {"name": "Build", "actions": [action("Make", "Build", "CodeBuild", build)]},
            ],
        },
    )


def test_pipelines_with_stages_and_without_values(aws, pipeline):
    (found,) = read_kind(aws, "codepipeline.pipeline")
    assert found.id == f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:api"
    fetch, make = (stage["actions"][0] for stage in found.data["Pipeline"]["stages"])
    assert fetch["configuration"] == {"Owner": "shop", "Repo": "api", "Branch": "main"}
    assert make["actionTypeId"]["provider"] == "CodeBuild"
    assert make["configuration"] == {"ProjectName": "api"}
    assert PASSWORD not in str(found)


def create_project(aws, **changes):
    project = {
        "name": "api",
        "source": {"type": "S3", "location": "bucket/path"},
        "artifacts": {"type": "NO_ARTIFACTS"},
        "environment": {
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [
                {"name": "STAGE", "value": "prod", "type": "PLAINTEXT"},
                {"name": "DB_PASSWORD", "value": PASSWORD, "type": "PLAINTEXT"},
                {"name": "API_TOKEN", "value": "/shop/token", "type": "PARAMETER_STORE"},
            ],
        },
        "serviceRole": ROLE,
        "tags": [{"key": "app", "value": "shop"}],
    }
    aws.client("codebuild").create_project(**{**project, **changes})


def test_projects_keep_the_names_of_secrets_and_no_value(aws):
    create_project(aws)
    (found,) = read_kind(aws, "codebuild.project")
    assert found.id == f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/api"
    assert (found.name, found.tags) == ("api", {"app": "shop"})
    assert found.data["SecretLikeNames"] == ["DB_PASSWORD"]
    assert found.data["environment"]["computeType"] == "BUILD_GENERAL1_SMALL"
    assert "environmentVariables" not in found.data["environment"]
    assert PASSWORD not in str(found)


def test_projects_keep_no_build_commands_and_no_password_in_an_address(aws):
    spec = f"version: 0.2\nenv:\n  variables:\n    KEY: {PASSWORD}\n"
    location = f"https://builder:{PASSWORD}@git.example.com/shop/api.git"
    source = {"type": "GITHUB_ENTERPRISE", "location": location, "buildspec": spec}
    create_project(aws, source=source)
    (found,) = read_kind(aws, "codebuild.project")
    assert found.data["source"]["location"] == "https://git.example.com/shop/api.git"
    assert PASSWORD not in str(found)


def test_projects_keep_the_path_of_a_build_specification(aws):
    create_project(aws, source={"type": "S3", "location": "b/p", "buildspec": "ci/build.yml"})
    (found,) = read_kind(aws, "codebuild.project")
    assert found.data["source"]["buildspec"] == "ci/build.yml"


def test_applications_are_described_in_one_call(aws):
    codedeploy = aws.client("codedeploy")
    for name in ("api", "web"):
        codedeploy.create_application(applicationName=name, computePlatform="Server")
    found = read_names(aws, "codedeploy.application")
    assert set(found) == {"api", "web"}
    assert found["api"].id == f"arn:aws:codedeploy:{REGION}:{ACCOUNT}:application:api"
    assert found["api"].data["computePlatform"] == "Server"


def test_deployment_groups_of_every_application(aws):
    aws.client("codedeploy").create_application(applicationName="api", computePlatform="Server")
    aws.client("codedeploy").create_application(applicationName="idle", computePlatform="Server")
    asked = []

    def describe(params):
        asked.append(params)
        return {"deploymentGroupsInfo": [recorded.DEPLOYMENT_GROUP]}

    def names(params):
        return {"deploymentGroups": ["prod"] if params["applicationName"] == "api" else []}

    arn = f"arn:aws:codedeploy:{REGION}:{ACCOUNT}:deploymentgroup:api/prod"
    answers = {
        "ListDeploymentGroups": names,
        "BatchGetDeploymentGroups": describe,
        "GetResources": tagged(arn, app="shop"),
    }
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "codedeploy.deployment_group")
    assert asked == [{"applicationName": "api", "deploymentGroupNames": ["prod"]}]
    assert (found.id, found.tags) == (arn, {"app": "shop"})
    assert found.data["autoRollbackConfiguration"]["enabled"] is True
    assert found.data["deploymentStyle"]["deploymentType"] == "BLUE_GREEN"


def test_a_pipeline_whose_stages_are_denied_is_kept(aws, pipeline):
    with fake_aws({"GetPipeline": DENIED}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "codepipeline.pipeline")
    assert found.name == "api"
    assert "Pipeline" not in found.data
    assert found.unread["Pipeline"].startswith("get_pipeline: AccessDenied")


def test_pipelines_and_applications_with_tags(aws, pipeline):
    aws.client("codedeploy").create_application(applicationName="api", computePlatform="Server")
    arns = {
        "codepipeline.pipeline": f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:api",
        "codedeploy.application": f"arn:aws:codedeploy:{REGION}:{ACCOUNT}:application:api",
    }
    for kind, arn in arns.items():
        answers = {"GetResources": tagged(arn, app="shop")}
        with fake_aws(answers, upstream=aws.endpoint) as endpoint:
            (found,) = read_kind(Aws(endpoint), kind)
        assert (found.id, found.tags) == (arn, {"app": "shop"})


def test_no_part_of_a_pipeline_keeps_a_value(aws, pipeline):
    given = [{"name": "KEY", "value": PASSWORD, "type": "PLAINTEXT"}]
    make = {**action("Make", "Compute", "Commands", {}), "environmentVariables": given}
    make["commands"] = [f"login --password {PASSWORD}"]
    check = {
        "name": "Check",
        "configuration": {"UserParameters": PASSWORD, "FunctionName": "check"},
    }
    stages = [
        {"name": "Build", "actions": [make], "beforeEntry": {"conditions": [{"rules": [check]}]}}
    ]
    answer = {
        "pipeline": {
            "name": "api",
            "roleArn": ROLE,
            "pipelineType": "V2",
            "stages": stages,
            "variables": [{"name": "token", "defaultValue": PASSWORD}],
        }
    }
    with fake_aws({"GetPipeline": answer}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "codepipeline.pipeline")
    kept = found.data["Pipeline"]
    assert kept["variables"] == [{"name": "token"}]
    (stage,) = kept["stages"]
    (rule,) = stage["beforeEntry"]["conditions"][0]["rules"]
    assert rule["configuration"] == {"FunctionName": "check"}
    assert stage["actions"][0]["actionTypeId"]["provider"] == "Commands"
    assert PASSWORD not in str(found)


def test_no_part_of_a_project_keeps_a_value(aws):
    create_project(aws)
    answer = {
        "projects": [
            {
                "name": "api",
                "arn": f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/api",
                "source": {"type": "GITHUB", "location": "https://github.com/shop/api"},
                "secondarySources": [
                    {"type": "NO_SOURCE", "buildspec": f"version: 0.2\n# {PASSWORD}\n"}
                ],
                "webhook": {"url": "https://api.github.com/hooks/1", "secret": PASSWORD},
            }
        ]
    }
    with fake_aws({"BatchGetProjects": answer}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "codebuild.project")
    assert found.data["secondarySources"] == [{"type": "NO_SOURCE"}]
    assert found.data["webhook"] == {"url": "https://api.github.com/hooks/1"}
    assert found.data["SecretLikeNames"] == []
    assert PASSWORD not in str(found)

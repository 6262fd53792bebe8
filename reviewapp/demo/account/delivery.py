"""Stacks, pipelines and builds."""

import json
from collections.abc import Sequence
from typing import Any

from . import ACCOUNT, MAIN
from .clients import Account
from .tags import Tags, listed, lower, platform, shop

ROLE = f"arn:aws:iam::{ACCOUNT}:role"
CONNECTION = (
    f"arn:aws:codestar-connections:{MAIN}:{ACCOUNT}:connection/1f6a0a52-5d0e-4d8e-9f5b-3c1b7a0e9d11"
)

# Small resources of the shop that came with a stack from the first day.
STACKS: dict[str, tuple[Tags, dict[str, Any]]] = {
    "shop-notifications": (
        shop("orders"),
        {
            "Receipts": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "receipts"}},
            "Shipped": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "order-shipped"}},
        },
    ),
    "shop-returns": (
        shop("returns"),
        {
            "Returns": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "returns"}},
            "Received": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "return-received"}},
        },
    ),
    "platform-parameters": (
        platform("platform"),
        {
            "Region": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {"Name": "/larkspur/home-region", "Type": "String", "Value": MAIN},
            }
        },
    ),
}


def build_delivery(account: Account) -> None:
    for name, (values, resources) in STACKS.items():
        account.client("cloudformation").create_stack(
            StackName=name, TemplateBody=_template(resources), Tags=listed(values)
        )
    _builds(account.client("codebuild"))
    _pipeline(account.client("codepipeline"))
    _deployments(account)


def _template(resources: dict[str, Any]) -> str:
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})


def _builds(codebuild: Any) -> None:
    # moto wants a location also where the pipeline hands over what is built.
    step = {"type": "CODEPIPELINE", "location": "shop"}
    for name in ("shop-build", "shop-test"):
        _build(codebuild, name, step, step, tags=lower(shop("web")))
    token = {"name": "NPM_TOKEN", "value": "not-a-real-one", "type": "PLAINTEXT"}
    alone = {"type": "GITHUB", "location": "https://github.com/larkspur/erp-bridge.git"}
    _build(codebuild, "erp-bridge-build", alone, {"type": "NO_ARTIFACTS"}, variables=[token])


def _build(
    codebuild: Any,
    name: str,
    source: dict[str, str],
    artifacts: dict[str, str],
    *,
    variables: Sequence[dict[str, str]] = (),
    tags: Sequence[dict[str, str]] = (),
) -> None:
    codebuild.create_project(
        name=name,
        source=source,
        artifacts=artifacts,
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": list(variables),
        },
        serviceRole=f"{ROLE}/larkspur-build",
        tags=list(tags),
    )


def _pipeline(codepipeline: Any) -> None:
    source = {
        "ConnectionArn": CONNECTION,
        "FullRepositoryId": "larkspur/shop",
        "BranchName": "main",
    }
    cluster = {"ClusterName": "shop", "ServiceName": "api"}
    stages = [
        _stage("Source", "CodeStarSourceConnection", source, makes="code"),
        _stage("Build", "CodeBuild", {"ProjectName": "shop-build"}, takes="code", makes="built"),
        _stage("Test", "CodeBuild", {"ProjectName": "shop-test"}, takes="built"),
        _stage("Deploy", "ECS", cluster, takes="built"),
    ]
    codepipeline.create_pipeline(
        pipeline={
            "name": "shop",
            "roleArn": f"{ROLE}/larkspur-pipeline",
            "artifactStore": {"type": "S3", "location": "larkspur-logs"},
            "stages": stages,
            "version": 1,
        },
        tags=lower(shop("web")),
    )


def _stage(
    name: str, provider: str, settings: dict[str, str], *, takes: str = "", makes: str = ""
) -> dict[str, Any]:
    """A stage of one action; its name is the category too."""
    kind = {"category": name, "owner": "AWS", "provider": provider, "version": "1"}
    action = {
        "name": name,
        "actionTypeId": kind,
        "configuration": settings,
        "inputArtifacts": [{"name": takes}] if takes else [],
        "outputArtifacts": [{"name": makes}] if makes else [],
        "runOrder": 1,
    }
    return {"name": name, "actions": [action]}


def _deployments(account: Account) -> None:
    codedeploy = account.client("codedeploy")
    codedeploy.create_application(applicationName="shop-web", computePlatform="Server")
    group = {
        "applicationName": "shop-web",
        "deploymentGroupName": "production",
        "serviceRoleArn": f"{ROLE}/larkspur-pipeline",
        "deploymentConfigName": "CodeDeployDefault.OneAtATime",
        "autoRollbackConfiguration": {"enabled": True, "events": ["DEPLOYMENT_FAILURE"]},
    }
    codedeploy.create_deployment_group(**group)
    account.records.put(
        "codedeploy", MAIN, "BatchGetDeploymentGroups", {"deploymentGroupsInfo": [group]}
    )

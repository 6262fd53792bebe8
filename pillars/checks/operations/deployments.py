"""Safe deployments: gradual, watched, and rolled back without a person."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import dig, judged, required

GROUPS = "codedeploy.deployment_group"


@check(
    id="codedeploy-group-rolls-back",
    title="Failed deployments roll back by themselves",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=[GROUPS],
    passes="The deployment group rolls back when a deployment fails or an alarm goes off.",
    supports=["OPS06-BP01", "OPS06-BP04", "REL08-BP05"],
    remedy=Remedy(
        console="CodeDeploy → Applications → deployment group {name} → Edit → Advanced: roll back "
        "when a deployment fails and when alarm thresholds are met.",
        cli="aws deploy update-deployment-group --region {region} --application-name APPLICATION "
        "--current-deployment-group-name {name} --auto-rollback-configuration "
        "enabled=true,events=DEPLOYMENT_FAILURE,DEPLOYMENT_STOP_ON_ALARM",
        cloudformation=(
            "Group:\n  Type: AWS::CodeDeploy::DeploymentGroup\n  Properties:\n"
            '    DeploymentGroupName: "{name}"\n    AutoRollbackConfiguration:\n'
            "      Enabled: true\n"
            "      Events: [DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM]"
        ),
        terraform=(
            'resource "aws_codedeploy_deployment_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  deployment_group_name = "{name}"\n'
            "  auto_rollback_configuration {\n"
            "    enabled = true\n"
            '    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]\n'
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/codedeploy/latest/userguide/"
    "deployments-rollback-and-redeploy.html",
)
def group_rolls_back(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(GROUPS), _rolls_back)


def _rolls_back(group: Resource) -> Result:
    rollback = group.get("autoRollbackConfiguration", {})
    events = [str(event) for event in rollback.get("events", ())]
    if rollback.get("enabled") and events:
        return passed(group, f"Deployment group {group.name} rolls back on {', '.join(events)}.")
    return failed(group, f"Deployment group {group.name} does not roll back by itself.")


@check(
    id="codedeploy-group-gradual",
    title="Deployments reach users step by step",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[GROUPS],
    passes="The deployment configuration moves part of the fleet or of the traffic at a time.",
    supports=["OPS06-BP03", "REL08-BP05"],
    remedy=Remedy(
        console="CodeDeploy → Applications → deployment group {name} → Edit → Deployment settings: "
        "choose a canary, linear, one-at-a-time or half-at-a-time configuration.",
        cli="aws deploy update-deployment-group --region {region} --application-name APPLICATION "
        "--current-deployment-group-name {name} "
        "--deployment-config-name CodeDeployDefault.OneAtATime",
        cloudformation=(
            "Group:\n  Type: AWS::CodeDeploy::DeploymentGroup\n  Properties:\n"
            '    DeploymentGroupName: "{name}"\n'
            "    DeploymentConfigName: CodeDeployDefault.OneAtATime"
        ),
        terraform=(
            'resource "aws_codedeploy_deployment_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  deployment_group_name = "{name}"\n'
            '  deployment_config_name = "CodeDeployDefault.OneAtATime"\n'
            "}"
        ),
        cost="Free on EC2, Lambda and ECS",
    ),
    url="https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html",
)
def group_gradual(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(GROUPS), _gradual)


def _gradual(group: Resource) -> Result:
    config = str(required(group, "deploymentConfigName"))
    reason = f"Deployment group {group.name} deploys with {config}."
    return failed(group, reason) if "AllAtOnce" in config else passed(group, reason)


@check(
    id="ecs-service-rolls-back",
    title="ECS services roll back a bad deployment",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=["ecs.service"],
    passes="The service's deployment circuit breaker or its deployment alarms roll back. Services "
    "that CodeDeploy or another controller deploys yield nothing.",
    supports=["OPS06-BP01", "OPS06-BP04", "REL08-BP05"],
    remedy=Remedy(
        console="ECS → Clusters → service {name} → Update → Deployment failure detection: use the "
        "circuit breaker with rollback.",
        cli=(
            "aws ecs update-service --region {region} --service {id} --cluster {parent} "
            "--deployment-configuration 'deploymentCircuitBreaker={enable=true,rollback=true}'"
        ),
        cloudformation=(
            'Service:\n  Type: AWS::ECS::Service\n  Properties:\n    ServiceName: "{name}"\n'
            "    DeploymentConfiguration:\n      DeploymentCircuitBreaker:\n"
            "        Enable: true\n        Rollback: true"
        ),
        terraform=(
            'resource "aws_ecs_service" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  deployment_circuit_breaker {\n"
            "    enable   = true\n"
            "    rollback = true\n"
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
    "deployment-circuit-breaker.html",
)
def service_rolls_back(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("ecs.service"), _service_rolls_back)


def _service_rolls_back(service: Resource) -> Result | None:
    if dig(service.get("deploymentController"), "type") in ("CODE_DEPLOY", "EXTERNAL"):
        return None
    settings = required(service, "deploymentConfiguration")
    for guard in ("deploymentCircuitBreaker", "alarms"):
        if dig(settings, guard, "enable") and dig(settings, guard, "rollback"):
            return passed(service, f"Service {service.name} rolls back through {guard}.")
    return failed(service, f"Service {service.name} does not roll back a failed deployment.")

"""Secrets: kept by a service made for them, rotated, and not written into configuration."""

import re
from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._values import label, true
from ..common import aspect, config_rule, counted, days_since, dig, judged, listed, required

_SECRETS = ("SEC02-BP03", "foundations/sec_secrets_manager", "foundations/sec_iam_roles")
_SECRET_NAME = re.compile(
    r"(password|passwd|passphrase|secret|token|credentials?|(api|private|access)[-_]?key)$",
    re.IGNORECASE,
)
_STALE_DAYS = 365
_MOVE_CLI = (
    "aws secretsmanager create-secret --name app/database --secret-string file://secret.json "
    "--region {region}"
)


@check(
    id="lambda-plaintext-secrets",
    title="Lambda functions have no secrets in their environment",
    pillar="security",
    severity=Severity.HIGH,
    needs=["lambda.function"],
    passes="No environment variable of the function looks like a credential by its name or value.",
    refutes=_SECRETS,
    supports=["foundations/sec_iam_roles"],
    remedy=Remedy(
        console="Secrets Manager → Store a new secret; let the function read it at start (the AWS "
        "Parameters and Secrets extension caches it), then remove the variable from {name}.",
        cli=_MOVE_CLI,
        cloudformation=(
            "Secret:\n  Type: AWS::SecretsManager::Secret\n  Properties:\n"
            "    Name: app/database\n    GenerateSecretString:\n      PasswordLength: 32"
        ),
        terraform='data "aws_iam_policy_document" "read_secret" {\n  statement {\n'
        '    actions   = ["secretsmanager:GetSecretValue"]\n'
        "    resources = [aws_secretsmanager_secret.app.arn]\n  }\n}",
        cost="0.40 USD per secret and month; standard parameters are free",
    ),
    url="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
)
def lambda_plaintext_secrets(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("lambda.function"), _no_secrets)


@check(
    id="ecs-plaintext-secrets",
    title="ECS tasks have no secrets in their environment",
    pillar="security",
    severity=Severity.HIGH,
    needs=["ecs.task_definition"],
    passes="No plain environment variable of the task definition's containers looks like a "
    "credential. Values from Secrets Manager or Parameter Store do not count.",
    refutes=_SECRETS,
    supports=["foundations/sec_iam_roles"],
    remedy=Remedy(
        console="ECS → Task definitions → {name} → Create new revision: give the variable the "
        "value type ValueFrom and the ARN of a secret.",
        cli=_MOVE_CLI,
        cloudformation=(
            "Task:\n  Type: AWS::ECS::TaskDefinition\n  Properties:\n"
            "    ContainerDefinitions:\n      - Name: app\n        Image: IMAGE\n"
            "        Secrets:\n          - Name: DB_PASSWORD\n"
            "            ValueFrom: !Ref Secret"
        ),
        terraform=(
            'resource "aws_ecs_task_definition" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {name}\n"
            "  container_definitions = jsonencode([{\n"
            '    name    = "app"\n'
            '    secrets = [{ name = "DB_PASSWORD", valueFrom = '
            "aws_secretsmanager_secret.app.arn }]\n"
            "  }])\n"
            "}"
        ),
        cost="0.40 USD per secret and month; standard parameters are free",
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
)
def ecs_plaintext_secrets(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ecs.task_definition"), _no_secrets)


@check(
    id="codebuild-plaintext-secrets",
    title="Build projects have no secrets in their environment",
    pillar="security",
    severity=Severity.HIGH,
    needs=["codebuild.project"],
    passes="No plain environment variable of the build project looks like a credential.",
    refutes=_SECRETS,
    supports=["foundations/sec_iam_roles"],
    remedy=Remedy(
        console="CodeBuild → {name} → Edit → Environment: change the variable's type to Secrets "
        "Manager or Parameter.",
        cli=_MOVE_CLI,
        cloudformation=(
            'Project:\n  Type: AWS::CodeBuild::Project\n  Properties:\n    Name: "{name}"\n'
            "    Environment:\n      EnvironmentVariables:\n        - Name: TOKEN\n"
            "          Type: SECRETS_MANAGER\n          Value: !Ref Token"
        ),
        terraform=(
            'resource "aws_codebuild_project" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  environment {\n"
            "    # the rest stays as it is\n"
            "    environment_variable {\n"
            '      name  = "TOKEN"\n'
            '      type  = "SECRETS_MANAGER"\n'
            "      value = aws_secretsmanager_secret.token.name\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="0.40 USD per secret and month; standard parameters are free",
    ),
    url="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
    references=[config_rule("codebuild-project-envvar-awscred-check")],
)
def codebuild_plaintext_secrets(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("codebuild.project"), _no_secrets)


def _no_secrets(resource: Resource) -> Result:
    names = [str(name) for name in aspect(resource, "SecretLikeNames") or ()]
    if names:
        found = f"{counted(len(names), 'variable')} that looks like a credential: {listed(names)}"
        return failed(resource, f"{label(resource)} has {found}.")
    return passed(resource, f"No variable of {label(resource)} looks like a credential.")


@check(
    id="secrets-kept",
    title="Secrets are kept in Secrets Manager or as encrypted parameters",
    pillar="security",
    severity=Severity.LOW,
    needs=["secretsmanager.secret", "ssm.parameter"],
    passes="The secret is kept in Secrets Manager, or the parameter is a SecureString.",
    supports=["SEC02-BP03", "foundations/sec_secrets_manager"],
    remedy=Remedy(
        console="Secrets Manager → Store a new secret.",
        cli=_MOVE_CLI,
        cloudformation=(
            "Secret:\n  Type: AWS::SecretsManager::Secret\n  Properties:\n"
            "    Name: app/database\n    GenerateSecretString:\n      PasswordLength: 32"
        ),
        terraform='resource "aws_secretsmanager_secret" "app" {\n  name = "app/database"\n}',
        cost="0.40 USD per secret and month; standard parameters are free",
    ),
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html",
)
def secrets_kept(snapshot: Snapshot) -> Iterator[Result]:
    for secret in snapshot.of("secretsmanager.secret"):
        yield passed(secret, f"Secret {secret.name} is kept in Secrets Manager.")
    for parameter in snapshot.of("ssm.parameter"):
        if parameter.data.get("Type") == "SecureString":
            yield passed(parameter, f"Parameter {parameter.name} is kept encrypted.")


@check(
    id="ssm-plaintext-parameters",
    title="Parameters that are named like secrets are encrypted",
    pillar="security",
    severity=Severity.HIGH,
    needs=["ssm.parameter"],
    passes="A parameter whose name ends in a word such as password, token or secret is a "
    "SecureString. Other parameters are left out.",
    refutes=["SEC02-BP03", "foundations/sec_secrets_manager"],
    supports=["SEC02-BP03", "foundations/sec_secrets_manager"],
    remedy=Remedy(
        console="Systems Manager → Parameter Store → {name}: create it anew as SecureString (or "
        "as a secret in Secrets Manager), then change the value itself, since it was readable.",
        cli=(
            "# the type of a parameter cannot be changed: keep a new value under a new name\n"
            "aws ssm put-parameter --name {name}-secure --type SecureString --value NEW_VALUE "
            "--region {region}\n"
            "# once everything reads the new one\n"
            "aws ssm delete-parameter --name {name} --region {region}"
        ),
        cloudformation=(
            "Secret:\n  Type: AWS::SecretsManager::Secret\n  Properties:\n"
            '    Name: "{name}"\n    GenerateSecretString:\n      PasswordLength: 32'
        ),
        terraform=(
            'resource "aws_ssm_parameter" "secret" {\n'
            '  name             = "{name}-secure"\n'
            '  type             = "SecureString"\n'
            "  value_wo         = var.secret\n"
            "  value_wo_version = 1\n"
            "}"
        ),
        cost="Free; 0.40 USD per month where it becomes a secret",
    ),
    url="https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html",
)
def ssm_plaintext_parameters(snapshot: Snapshot) -> Iterator[Result]:
    named = [p for p in snapshot.of("ssm.parameter") if _SECRET_NAME.search(p.name)]
    return judged(named, _encrypted_parameter)


def _encrypted_parameter(parameter: Resource) -> Result:
    kind = required(parameter, "Type")
    reason = f"Parameter {parameter.name} is kept as {kind}."
    return passed(parameter, reason) if kind == "SecureString" else failed(parameter, reason)


@check(
    id="rds-managed-passwords",
    title="Database master passwords are kept by Secrets Manager",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["rds.instance", "rds.cluster"],
    passes="RDS keeps the master password in Secrets Manager and rotates it. Instances of a "
    "cluster and read replicas have none of their own.",
    supports=["SEC02-BP03", "foundations/sec_secrets_manager"],
    remedy=Remedy(
        console="RDS → Databases → {name} → Modify → Credentials management: Managed in AWS "
        "Secrets Manager.",
        cli=(
            "# the password changes at once: let the application read it from the secret first\n"
            "aws rds modify-db-instance --db-instance-identifier {last} "
            "--manage-master-user-password --apply-immediately --region {region}"
        ),
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n    ManageMasterUserPassword: true'
        ),
        terraform=(
            'resource "aws_db_instance" "db" {\n'
            "  # the rest stays as it is\n"
            '  identifier                  = "{name}"\n'
            "  manage_master_user_password = true\n"
            "}"
        ),
        cost="0.40 USD per secret and month",
        others=(
            (
                ":cluster:",
                Remedy(
                    cli="# the password changes at once: let the application read it from the "
                    "secret first\n"
                    "aws rds modify-db-cluster --db-cluster-identifier {last} "
                    "--manage-master-user-password --apply-immediately --region {region}",
                    cloudformation=(
                        "Database:\n  Type: AWS::RDS::DBCluster\n  Properties:\n"
                        '    DBClusterIdentifier: "{name}"\n    ManageMasterUserPassword: true'
                    ),
                    terraform='resource "aws_rds_cluster" "this" {\n'
                    "  # the rest stays as it is\n"
                    '  cluster_identifier          = "{name}"\n'
                    "  manage_master_user_password = true\n}",
                ),
            ),
        ),
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
)
def rds_managed_passwords(snapshot: Snapshot) -> Iterator[Result]:
    instances = [i for i in snapshot.of("rds.instance") if _has_own_master(i)]
    return judged([*instances, *snapshot.of("rds.cluster")], _managed_password)


def _has_own_master(instance: Resource) -> bool:
    data = instance.data
    return not (
        data.get("DBClusterIdentifier") or data.get("ReadReplicaSourceDBInstanceIdentifier")
    )


def _managed_password(database: Resource) -> Result:
    if database.get("MasterUserSecret"):
        return passed(database, f"{database.name} has its master password in Secrets Manager.")
    return failed(database, f"RDS does not manage the master password of {database.name}.")


@check(
    id="secrets-rotated",
    title="Secrets change regularly",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["secretsmanager.secret"],
    passes=f"The secret rotates by itself, or was changed in the last {_STALE_DAYS} days.",
    supports=["SEC02-BP05", "SEC02-BP03"],
    remedy=Remedy(
        console="Secrets Manager → {name} → Rotation → Edit rotation.",
        cli="aws secretsmanager rotate-secret --secret-id {id} --rotation-lambda-arn ARN "
        "--rotation-rules AutomaticallyAfterDays=30 --region {region}",
        cloudformation=(
            "Rotation:\n  Type: AWS::SecretsManager::RotationSchedule\n  Properties:\n"
            '    SecretId: "{id}"\n    RotationLambdaARN: !GetAtt Rotate.Arn\n'
            "    RotationRules:\n      AutomaticallyAfterDays: 30"
        ),
        terraform='resource "aws_secretsmanager_secret_rotation" "app" {\n  secret_id = "{id}"\n'
        "  rotation_rules { automatically_after_days = 30 }\n}",
        cost="The rotation's function, usually under 0.01 USD a month",
    ),
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
    references=[config_rule("secretsmanager-rotation-enabled-check")],
)
def secrets_rotated(snapshot: Snapshot) -> Iterator[Result]:
    secrets = snapshot.of("secretsmanager.secret")
    return judged(secrets, lambda secret: _rotated(secret, snapshot))


def _stuck(secret: Resource, days: int | None) -> bool:
    """Twice the time between rotations went by without any: it is switched on and fails."""
    every = dig(secret.data, "RotationRules", "AutomaticallyAfterDays")
    return bool(every and days is not None and days > 2 * int(every))


def _rotated(secret: Resource, snapshot: Snapshot) -> Result:
    changed = secret.get("LastChangedDate") or secret.get("CreatedDate")
    days = days_since(snapshot, changed)
    if true(secret.get("RotationEnabled")):
        if _stuck(secret, days):
            reason = f"Secret {secret.name} rotates by itself, but changed {days} days ago."
            return failed(secret, reason)
        return passed(secret, f"Secret {secret.name} rotates by itself.")
    if days is None:
        return unknown(secret, f"When secret {secret.name} last changed is not known.")
    reason = f"Secret {secret.name} does not rotate by itself and changed {days} days ago."
    return failed(secret, reason) if days > _STALE_DAYS else passed(secret, reason)


CHECKS: tuple[Check, ...] = (
    lambda_plaintext_secrets,
    ecs_plaintext_secrets,
    codebuild_plaintext_secrets,
    secrets_kept,
    ssm_plaintext_parameters,
    rds_managed_passwords,
    secrets_rotated,
)

"""Images, secrets, files, streams, copies and catalogues that anybody could read, or write to.

Each resource may have a policy of its own, which lets in whom the account's roles never name.
"""

from collections.abc import Iterator
from functools import partial

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._public import CLOSED, opens_to_everybody
from .._values import label
from ..common import aspect, judged, required

_PRACTICE = "SEC03-BP07"
FILES = "efs.file_system"
STAGES = "apigateway.stage"
# What else has a policy of its own, and what one calls it.
SHARED = {
    "kinesis.stream": "stream",
    "events.bus": "event bus",
    "backup.vault": "vault",
    "lambda.layer": "layer",
    "glue.catalog_policy": "catalogue",
}


def _closed(resource: Resource, what: str) -> Result:
    policy = aspect(resource, "Policy")
    if opens_to_everybody(policy):
        return failed(resource, f"The policy of {what} {label(resource)} lets anybody in.")
    if policy is None:
        return passed(resource, f"{label(resource)} has no policy that lets others in.")
    return passed(resource, f"The policy of {what} {label(resource)} lets nobody unnamed in.")


@check(
    id="ecr-policies-closed",
    title="Policies of image repositories name who may use them",
    pillar="security",
    severity=Severity.HIGH,
    needs=["ecr.repository"],
    passes=CLOSED,
    refutes=[_PRACTICE],
    supports=[_PRACTICE],
    remedy=Remedy(
        console="ECR → Repositories → {name} → Permissions → Edit: name the accounts, or add the "
        "condition aws:PrincipalOrgID.",
        cli="aws ecr set-repository-policy --region {region} --repository-name {name} "
        "--policy-text file://policy.json",
        cloudformation=(
            "Images:\n  Type: AWS::ECR::Repository\n  Properties:\n    RepositoryName: '{name}'\n"
            "    RepositoryPolicyText:\n      Version: '2012-10-17'\n      Statement:\n"
            "        - Effect: Allow\n"
            "          Principal: {AWS: 'arn:aws:iam::{account}:root'}\n"
            "          Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']"
        ),
        terraform='resource "aws_ecr_repository_policy" "this" {\n  repository = "{name}"\n'
        '  policy     = file("policy.json")\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
)
def repositories_closed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ecr.repository"), lambda each: _closed(each, "repository"))


@check(
    id="secrets-policies-closed",
    title="Policies of secrets name who may read them",
    pillar="security",
    severity=Severity.HIGH,
    needs=["secretsmanager.secret"],
    passes=CLOSED,
    refutes=[_PRACTICE],
    supports=[_PRACTICE],
    remedy=Remedy(
        console="Secrets Manager → {name} → Resource permissions → Edit: name the roles, and leave "
        "Block public access on; then rotate the secret, since others could read it.",
        cli="aws secretsmanager put-resource-policy --region {region} --secret-id {id} "
        "--resource-policy file://policy.json --block-public-policy\n"
        "aws secretsmanager rotate-secret --region {region} --secret-id {id}",
        cloudformation=(
            "Policy:\n  Type: AWS::SecretsManager::ResourcePolicy\n  Properties:\n"
            "    SecretId: '{id}'\n    BlockPublicPolicy: true\n    ResourcePolicy:\n"
            "      Version: '2012-10-17'\n      Statement:\n        - Effect: Allow\n"
            "          Principal: {AWS: 'arn:aws:iam::{account}:root'}\n"
            "          Action: 'secretsmanager:GetSecretValue'\n          Resource: '*'"
        ),
        terraform='resource "aws_secretsmanager_secret_policy" "this" {\n  secret_arn = "{id}"\n'
        '  policy     = file("policy.json")\n  block_public_policy = true\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/"
    "auth-and-access_resource-policies.html",
)
def secrets_closed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("secretsmanager.secret"), lambda each: _closed(each, "secret"))


@check(
    id="efs-policies-closed",
    title="Policies of file systems name who may use them",
    pillar="security",
    severity=Severity.HIGH,
    needs=[FILES],
    passes=f"{CLOSED} One that lets in whoever comes by a mount target passes: those stand in a "
    "network, and their security groups are judged elsewhere. So does one without a policy.",
    refutes=[_PRACTICE],
    supports=[_PRACTICE],
    remedy=Remedy(
        console="EFS → {name} → File system policy → Edit: name the roles, or add the condition "
        "elasticfilesystem:AccessedViaMountTarget.",
        cli="aws efs put-file-system-policy --region {region} --file-system-id {last} "
        "--policy file://policy.json",
        cloudformation=(
            "Files:\n  Type: AWS::EFS::FileSystem\n  Properties:\n    FileSystemPolicy:\n"
            "      Version: '2012-10-17'\n      Statement:\n        - Effect: Allow\n"
            "          Principal: {AWS: 'arn:aws:iam::{account}:root'}\n"
            "          Action: 'elasticfilesystem:ClientMount'"
        ),
        terraform='resource "aws_efs_file_system_policy" "this" {\n'
        "  file_system_id = aws_efs_file_system.this.id\n"
        '  policy         = file("policy.json")\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html",
)
def files_closed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of(FILES), lambda each: _closed(each, "file system"))


@check(
    id="shared-policies-closed",
    title="Policies of streams, buses, vaults, layers and catalogues name who may use them",
    pillar="security",
    severity=Severity.HIGH,
    needs=SHARED,
    passes=f"{CLOSED} Of a Lambda layer the newest version is judged; one that is published on "
    "purpose has its finding suppressed.",
    refutes=[_PRACTICE],
    supports=[_PRACTICE],
    remedy=Remedy(
        console="Open the permissions of {name}: Kinesis → Data stream sharing; EventBridge → "
        "Event buses → Permissions; AWS Backup → Vaults → Access policy; Glue → Catalog settings. "
        "Name the accounts, or add the condition aws:PrincipalOrgID.",
        cli="# the one that fits\n"
        "aws kinesis put-resource-policy --region {region} --resource-arn {id} "
        "--policy file://policy.json\n"
        "aws events put-permission --region {region} --event-bus-name {name} "
        "--policy file://policy.json\n"
        "aws backup put-backup-vault-access-policy --region {region} --backup-vault-name {name} "
        "--policy file://policy.json\n"
        "aws lambda remove-layer-version-permission --region {region} --layer-name {name} "
        "--version-number 1 --statement-id STATEMENT\n"
        "aws glue put-resource-policy --region {region} --policy-in-json file://policy.json",
        cloudformation=(
            "Policy:\n  Type: AWS::Kinesis::ResourcePolicy\n  Properties:\n"
            "    ResourceArn: '{id}'\n    ResourcePolicy:\n      Version: '2012-10-17'\n"
            "      Statement:\n        - Effect: Allow\n"
            "          Principal: {AWS: 'arn:aws:iam::{account}:root'}\n"
            "          Action: 'kinesis:PutRecord'\n          Resource: '{id}'"
        ),
        terraform='resource "aws_kinesis_resource_policy" "this" {\n  resource_arn = "{id}"\n'
        '  policy       = file("policy.json")\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
)
def shared_closed(snapshot: Snapshot) -> Iterator[Result]:
    for kind, what in SHARED.items():
        yield from judged(snapshot.of(kind), partial(_closed, what=what))


@check(
    id="apigateway-private-closed",
    title="Policies of private APIs name whose network may call them",
    pillar="security",
    severity=Severity.HIGH,
    needs=[STAGES],
    passes=f"{CLOSED} Without such a condition whoever has an endpoint for API Gateway in a VPC "
    "of any account calls a private API. Those that are meant for the internet yield nothing.",
    refutes=[_PRACTICE],
    supports=[_PRACTICE],
    remedy=Remedy(
        console="API Gateway → {name} → Resource policy: add the condition aws:SourceVpce with "
        "your endpoint; then deploy the API anew, without which the policy does not count.",
        cli="aws apigateway update-rest-api --region {region} --rest-api-id API "
        "--patch-operations file://policy.json\n"
        "aws apigateway create-deployment --region {region} --rest-api-id API "
        "--stage-name {last}",
        cloudformation=(
            "Api:\n  Type: AWS::ApiGateway::RestApi\n  Properties:\n    Name: api\n"
            "    EndpointConfiguration:\n      Types: [PRIVATE]\n    Policy:\n"
            "      Version: '2012-10-17'\n      Statement:\n        - Effect: Allow\n"
            "          Principal: '*'\n          Action: 'execute-api:Invoke'\n"
            "          Resource: 'execute-api:/*'\n          Condition:\n"
            "            StringEquals: {'aws:SourceVpce': ENDPOINT}"
        ),
        terraform='resource "aws_api_gateway_rest_api_policy" "this" {\n'
        "  rest_api_id = aws_api_gateway_rest_api.this.id\n"
        '  policy      = file("policy.json")\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html",
)
def private_closed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of(STAGES), _private)


def _private(stage: Resource) -> Result | None:
    return _closed(stage, "private API") if required(stage, "Private") else None


CHECKS: tuple[Check, ...] = (
    repositories_closed,
    secrets_closed,
    files_closed,
    shared_closed,
    private_closed,
)

"""IAM: people with and without a second factor, keys as old as the shop, roles for programs."""

import json
from dataclasses import dataclass
from typing import Any

from . import ACCOUNT
from .clients import Account
from .tags import listed, platform

ADMINISTRATOR = "AdministratorAccess"
ROLES = {
    "larkspur-app": ("ec2.amazonaws.com", "larkspur-app"),
    "larkspur-functions": ("lambda.amazonaws.com", "larkspur-functions"),
    "larkspur-tasks": ("ecs-tasks.amazonaws.com", "larkspur-app"),
    "larkspur-pipeline": ("codepipeline.amazonaws.com", "larkspur-deploy"),
    "larkspur-build": ("codebuild.amazonaws.com", "larkspur-deploy"),
    "larkspur-flow-logs": ("vpc-flow-logs.amazonaws.com", "larkspur-logs"),
    "larkspur-backup": ("backup.amazonaws.com", "larkspur-backup"),
    "larkspur-config": ("config.amazonaws.com", "larkspur-logs"),
    "jenkins": ("ec2.amazonaws.com", "everything"),
}
POLICIES: dict[str, list[dict[str, Any]]] = {
    "larkspur-app": [
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "sqs:SendMessage", "dynamodb:GetItem", "dynamodb:PutItem"],
            "Resource": "*",
        }
    ],
    "larkspur-functions": [
        {"Effect": "Allow", "Action": ["logs:PutLogEvents", "sqs:*"], "Resource": "*"}
    ],
    "larkspur-deploy": [
        {"Effect": "Allow", "Action": ["cloudformation:*", "s3:*", "ecs:*"], "Resource": "*"}
    ],
    "larkspur-logs": [{"Effect": "Allow", "Action": ["logs:*"], "Resource": "*"}],
    "larkspur-backup": [{"Effect": "Allow", "Action": ["backup:*"], "Resource": "*"}],
    "everything": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    group: str = ""
    password: bool = False
    factor: bool = False
    keys: int = 0


PEOPLE = (
    Person("dana.whitlock", "administrators", password=True, factor=True),
    Person("jon.ferris", "administrators", password=True, keys=1),
    Person("mira.kovac", "developers", password=True, factor=True),
    Person("ines.aldana", "developers", password=True),
    Person("former.contractor", "developers", password=True, keys=1),
    Person("ci-deploy", keys=2),
    Person("erp-export", keys=1),
)


def build_identity(account: Account) -> None:
    iam = account.client("iam")
    for name, statements in POLICIES.items():
        iam.create_policy(PolicyName=name, PolicyDocument=_document(statements))
    for name, (service, policy) in ROLES.items():
        _role(iam, name, service, policy)
    for role in ("larkspur-app", "jenkins"):
        iam.create_instance_profile(InstanceProfileName=role)
        iam.add_role_to_instance_profile(InstanceProfileName=role, RoleName=role)
    _groups(iam)
    for person in PEOPLE:
        _person(iam, person)
    _attach(iam, "ci-deploy", "everything")
    iam.update_account_password_policy(MinimumPasswordLength=8, RequireNumbers=True)


def _groups(iam: Any) -> None:
    for name, policy in (("administrators", "everything"), ("developers", "larkspur-deploy")):
        iam.create_group(GroupName=name)
        iam.attach_group_policy(GroupName=name, PolicyArn=_arn(policy))


def _role(iam: Any, name: str, service: str, policy: str) -> None:
    trust = [
        {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"},
    ]
    iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=_document(trust),
        Tags=listed(platform("identity")),
    )
    iam.attach_role_policy(RoleName=name, PolicyArn=_arn(policy))


def _person(iam: Any, person: Person) -> None:
    iam.create_user(UserName=person.name)
    if person.group:
        iam.add_user_to_group(GroupName=person.group, UserName=person.name)
    if person.password:
        iam.create_login_profile(UserName=person.name, Password="Simulated-1")  # noqa: S106
    if person.factor:
        _factor(iam, person.name)
    for _ in range(person.keys):
        iam.create_access_key(UserName=person.name)


def _factor(iam: Any, name: str) -> None:
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
    iam.enable_mfa_device(
        UserName=name,
        SerialNumber=device["SerialNumber"],
        AuthenticationCode1="123456",
        AuthenticationCode2="654321",
    )


def _attach(iam: Any, user: str, policy: str) -> None:
    iam.attach_user_policy(UserName=user, PolicyArn=_arn(policy))


def _arn(policy: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:policy/{policy}"


def _document(statements: list[dict[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})

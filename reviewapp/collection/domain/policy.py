"""The read-only policy, generated from what the collectors declare and from nothing else."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from reviewapp.collection.iam_actions import resources
from reviewapp.collection.registry import collectors

ROLE_NAME = "PillarsReviewReadOnly"


def actions() -> list[str]:
    """Every IAM action that a full scan may use, sorted, each once."""
    return sorted({action for collector in collectors() for action in collector.actions})


def policy_document() -> dict[str, Any]:
    """An IAM policy that allows exactly `actions()`, one statement per service."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            statement(f"Read{_sid(prefix)}", names)
            for prefix, names in _by_prefix(actions()).items()
        ],
    }


def statement(sid: str, names: Sequence[str]) -> dict[str, Any]:
    """Allows actions of one service, on as little as their resources can say."""
    return {"Sid": sid, "Effect": "Allow", "Action": list(names), "Resource": resources(names[0])}


def document_json(statements: Sequence[dict[str, Any]]) -> str:
    """A policy of these statements, as one pastes it."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2)


def trust_policy(*, principal: str, external_id: str) -> dict[str, Any]:
    """Lets `principal` (an account's or role's ARN) assume the role with this external id only,
    bare or with a slash and the run after it.
    """
    ids = [external_id, f"{external_id}/*"]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": principal},
                "Action": "sts:AssumeRole",
                "Condition": {"StringLike": {"sts:ExternalId": ids}},
            }
        ],
    }


def policy_json() -> str:
    return json.dumps(policy_document(), indent=2)


def cloudformation(*, principal: str, external_id: str, role_name: str = ROLE_NAME) -> str:
    """A CloudFormation template (JSON) that makes the role and puts its ARN into the outputs.

    `role_name` differs where one account may get several: role names are unique in an account.
    """
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": role_name,
            "Description": "Read-only role for Well-Architected reviews",
            "MaxSessionDuration": 3600,
            "AssumeRolePolicyDocument": trust_policy(principal=principal, external_id=external_id),
            "ManagedPolicyArns": [{"Ref": f"Policy{n}"} for n, _ in _pages()],
        },
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Role that lets the review server read this account and change nothing.",
        "Resources": {
            **{f"Policy{n}": _managed_policy(document) for n, document in _pages()},
            "Role": role,
        },
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
    return json.dumps(template, indent=2)


def terraform(*, principal: str, external_id: str) -> str:
    """The same role as Terraform."""
    trust = json.dumps(trust_policy(principal=principal, external_id=external_id), indent=2)
    role = (
        f'resource "aws_iam_role" "pillars_review" {{\n'
        f'  name                 = "{ROLE_NAME}"\n'
        f"  max_session_duration = 3600\n"
        f"  assume_role_policy   = jsonencode({_indent(trust)})\n}}"
    )
    blocks = [role]
    for number, document in _pages():
        body = _indent(json.dumps(document, indent=2))
        blocks.append(
            f'resource "aws_iam_policy" "pillars_review_{number}" {{\n'
            f'  name   = "{ROLE_NAME}{number}"\n  policy = jsonencode({body})\n}}\n\n'
            f'resource "aws_iam_role_policy_attachment" "pillars_review_{number}" {{\n'
            f"  role       = aws_iam_role.pillars_review.name\n"
            f"  policy_arn = aws_iam_policy.pillars_review_{number}.arn\n}}"
        )
    blocks.append('output "role_arn" {\n  value = aws_iam_role.pillars_review.arn\n}')
    return "\n\n".join(blocks) + "\n"


def _managed_policy(document: dict[str, Any]) -> dict[str, Any]:
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}


MANAGED_POLICY_LIMIT = 6000  # AWS allows 6,144 characters without white space


def _pages() -> list[tuple[int, dict[str, Any]]]:
    """The policy in as many managed policies as AWS's size limit asks for."""
    pages: list[list[dict[str, Any]]] = [[]]
    for statement in policy_document()["Statement"]:
        if pages[-1] and _size([*pages[-1], statement]) > MANAGED_POLICY_LIMIT:
            pages.append([])
        pages[-1].append(statement)
    return [
        (number, {"Version": "2012-10-17", "Statement": statements})
        for number, statements in enumerate(pages, start=1)
    ]


def _size(statements: list[dict[str, Any]]) -> int:
    return len(
        json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":"))
    )


def _by_prefix(names: Iterable[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name in names:
        grouped.setdefault(name.split(":", 1)[0], []).append(name)
    return grouped


def _sid(prefix: str) -> str:
    return "".join(part.capitalize() for part in prefix.split("-"))


def _indent(text: str) -> str:
    return text.replace("\n", "\n  ")

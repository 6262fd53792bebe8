"""What a policy document says. Documents come decoded; a text is decoded here."""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from ._values import many, true

Statement = Mapping[str, Any]

# Actions by which whoever holds them can give themselves any other permission.
_ESCALATIONS = (
    "iam:AttachUserPolicy",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:PutUserPolicy",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:AddUserToGroup",
    "iam:UpdateAssumeRolePolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:UpdateLoginProfile",
)


def statements(document: Any) -> Iterator[Statement]:
    """The statements of a policy; nothing for what is not one."""
    found = _decoded(document)
    if isinstance(found, Mapping):
        yield from (each for each in many(found.get("Statement")) if isinstance(each, Mapping))


def allows_everything(document: Any) -> bool:
    """Whether one statement allows all actions on all resources without a condition."""
    return any(
        _allows_all_resources(each)
        and not each.get("Condition")
        and any(action in ("*", "*:*") for action in many(each.get("Action")))
        for each in statements(document)
    )


def is_privileged(document: Any) -> bool:
    """Whether a policy gives administration: everything, all but a few, or IAM itself.

    A statement that holds only with MFA does not count: it already asks for the second factor.
    """
    return any(
        _allows_all_resources(each) and not asks_for_mfa(each) and _gives_administration(each)
        for each in statements(document)
    )


def asks_for_mfa(statement: Statement) -> bool:
    condition = statement.get("Condition")
    return any(
        key.lower() == "aws:multifactorauthpresent" and any(true(v) for v in many(value))
        for operator, key, value in conditions(condition)
        if operator.lower() == "bool"
    )


def conditions(condition: Any) -> Iterator[tuple[str, str, Any]]:
    """Operator, key and value of every condition."""
    for operator, pairs in (condition or {}).items():
        for key, value in pairs.items():
            yield str(operator), str(key), value


def denies_plain_transport(document: Any, bucket: str) -> bool:
    """Whether everybody is denied every S3 action on a bucket and its objects without TLS."""
    denials = [
        each.get("Resource")
        for each in statements(document)
        if each.get("Effect") == "Deny"
        and is_everybody(each.get("Principal"))
        and any(action in ("*", "s3:*") for action in _lower(each.get("Action")))
        and _only_without_tls(each.get("Condition"))
    ]
    return all(
        any(_covers(arn, resources) for resources in denials)
        for arn in (bucket, f"{bucket}/any/object")
    )


def principals(statement: Statement, kind: str) -> list[str]:
    """The principals of one kind (`AWS`, `Service`, `Federated`) that a statement names."""
    found = statement.get("Principal")
    return [str(each) for each in many(found.get(kind))] if isinstance(found, Mapping) else []


def _decoded(document: Any) -> Any:
    if not isinstance(document, str):
        return document
    try:
        return json.loads(document)
    except ValueError:
        return None


def _allows_all_resources(statement: Statement) -> bool:
    return statement.get("Effect") == "Allow" and "*" in many(statement.get("Resource"))


def _gives_administration(statement: Statement) -> bool:
    if "NotAction" in statement:
        return True
    patterns = _lower(statement.get("Action"))
    return any(fnmatchcase(action.lower(), p) for p in patterns for action in _ESCALATIONS)


def is_everybody(principal: Any) -> bool:
    """Whether a principal is anybody at all, AWS's customers and strangers alike."""
    return principal == "*" or (
        isinstance(principal, Mapping) and "*" in many(principal.get("AWS"))
    )


def _covers(arn: str, patterns: Any) -> bool:
    return any(fnmatchcase(arn, str(pattern)) for pattern in many(patterns))


def _only_without_tls(condition: Any) -> bool:
    """The statement's one condition is that TLS is missing: any other would leave a way in."""
    found = list(conditions(condition))
    if len(found) != 1:
        return False
    operator, key, value = found[0]
    values = [str(each).lower() for each in many(value)]
    return (
        operator.lower() in ("bool", "boolifexists")
        and key.lower() == "aws:securetransport"
        and values == ["false"]
    )


def _lower(value: Any) -> list[str]:
    return [str(each).lower() for each in many(value)]

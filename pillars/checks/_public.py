"""Whom the policy of a resource lets in: everybody, or somebody whom its conditions name.

The rule is the one by which S3 calls a policy public ("The meaning of public" in its user guide):
a statement that allows everybody is public unless a condition holds it to fixed values of a key
that says where a request comes from.
"""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

from ._policies import Statement, conditions, is_everybody, statements
from ._values import many, true

# What a check of such policies says that it passes on.
CLOSED = (
    "No statement of its policy allows anybody at all, unless a condition holds them to one's own "
    "accounts, organisation, network or resources."
)
# Keys whose fixed value stands for one's own: accounts, organisations, networks.
_NAMES = frozenset(
    """
    aws:principalaccount aws:principalorgid aws:principalorgpaths aws:userid
    aws:sourceaccount aws:sourceowner aws:sourceorgid aws:sourceorgpaths
    aws:sourcevpc aws:sourcevpce aws:vpcesourceaccount aws:vpcesourceorgid aws:vpcesourceorgpaths
    aws:principalservicename kms:calleraccount s3:dataaccesspointaccount
    """.split()  # noqa: SIM905 - a table reads best as a table
)
_ARNS = frozenset(
    {
        *("aws:principalarn", "aws:sourcearn", "aws:sourcevpcarn", "s3:dataaccesspointarn"),
        *("elasticfilesystem:accesspointarn", "s3:x-amz-server-side-encryption-aws-kms-key-id"),
    }
)
_EQUAL = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})
_UNEQUAL = frozenset(
    {
        *("stringnotequals", "stringnotequalsignorecase", "stringnotlike"),
        *("arnnotequals", "arnnotlike", "notipaddress"),
    }
)
# Broader ranges than these are the internet, whatever they leave out.
_BROADEST = {4: 8, 6: 32}


def opens_to_everybody(document: Any) -> bool:
    """Whether a policy lets anybody in. One that denies all but its own besides does not."""
    found = list(statements(document))
    return any(map(_is_public, found)) and not any(map(_denies_strangers, found))


def _is_public(statement: Statement) -> bool:
    return (
        statement.get("Effect") == "Allow"
        and (is_everybody(statement.get("Principal")) or "NotPrincipal" in statement)
        and not _holds(statement, _narrows)
    )


def _denies_strangers(statement: Statement) -> bool:
    return (
        statement.get("Effect") == "Deny"
        and (is_everybody(statement.get("Principal")) or "NotPrincipal" in statement)
        and _holds(statement, _excepts)
    )


def _holds(statement: Statement, judge: Callable[[str, str, Any], bool]) -> bool:
    found = conditions(statement.get("Condition"))
    return any(judge(operator.lower(), key.lower(), value) for operator, key, value in found)


def _narrows(operator: str, key: str, value: Any) -> bool:
    """A condition that a request without the key passes (`…IfExists`, `ForAllValues:`) does not."""
    operator = operator.removeprefix("foranyvalue:")
    values = [str(each) for each in many(value)]
    # Mount targets stand in a network of one's own.
    if key in ("aws:principalisawsservice", "elasticfilesystem:accessedviamounttarget"):
        return operator == "bool" and all(map(true, values))
    if key == "aws:sourceip":
        return operator == "ipaddress" and all(map(_is_network, values))
    return operator in _EQUAL and _are_own(key, values)


def _excepts(operator: str, key: str, value: Any) -> bool:
    operator = operator.removeprefix("foranyvalue:").removesuffix("ifexists")
    values = [str(each) for each in many(value)]
    if key == "aws:sourceip":
        return operator == "notipaddress" and all(map(_is_network, values))
    return operator in _UNEQUAL and _are_own(key, values)


def _are_own(key: str, values: list[str]) -> bool:
    """Whether every value stands for somebody, and none of them for all."""
    if key in _ARNS:
        return all(map(_is_own_arn, values))
    return key in _NAMES and all(each.strip("*?") for each in values)


def _is_own_arn(value: str) -> bool:
    """An ARN of one account; of what has no account in its ARN (buckets), of one resource."""
    parts = value.split(":", 5)
    if len(parts) < 6:
        return bool(value.strip("*?")) and not value.lower().startswith("arn:")
    account, resource = parts[4], parts[5]
    return "*" not in account if account else not resource.startswith(("*", "?"))


def _is_network(value: str) -> bool:
    try:
        found = ip_network(value, strict=False)
    except ValueError:
        return True  # a variable or a mistake, and neither is everybody
    return found.is_private or found.prefixlen >= _BROADEST[found.version]

"""The policies of an IAM user, role or group, their own and those attached."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pillars.facts import Resource, Snapshot, Unread

from ._policies import allows_everything, is_privileged
from ._values import many, tail, true
from .common import required

# AWS's own policies of that kind, for readings that leave AWS's documents out.
_ADMINISTRATOR = "AdministratorAccess"
_PRIVILEGED = frozenset({_ADMINISTRATOR, "PowerUserAccess", "IAMFullAccess"})
_INLINE = {
    "iam.user": "UserPolicyList",
    "iam.role": "RolePolicyList",
    "iam.group": "GroupPolicyList",
}


def groups_of(user: Resource, snapshot: Snapshot) -> list[Resource]:
    names = set(many(user.get("GroupList")))
    return [g for g in snapshot.of("iam.group", account=user.account) if g.name in names]


def privileged_by(user: Resource, snapshot: Snapshot) -> str:
    """The policy that makes a user privileged, an empty text where none does.

    Whatever policies give, a permissions boundary that is not privileged itself holds it back.
    """
    if not _boundary_lets(user, snapshot, _PRIVILEGED, is_privileged):
        return ""
    holders = [user, *groups_of(user, snapshot)]
    return _first(holders, snapshot, _PRIVILEGED, is_privileged)


def administrator_by(holder: Resource, snapshot: Snapshot) -> str:
    """The policy that lets a user or role do everything, an empty text where none does."""
    known = frozenset({_ADMINISTRATOR})
    if not _boundary_lets(holder, snapshot, known, allows_everything):
        return ""
    return _first([holder], snapshot, known, allows_everything)


def own_policies(holder: Resource) -> list[str]:
    """Names of the policies written into or attached to a user, role or group itself.

    Raises Unread where they were not read.
    """
    required(holder, "AttachedManagedPolicies")
    inline = [str(each.get("PolicyName")) for each in _inline(holder)]
    return inline + [tail(arn) for arn in _attached(holder)]


def default_document(policy: Resource) -> Any:
    """The document of a managed policy's version in force, None where it was not read."""
    for version in many(policy.get("PolicyVersionList")):
        if true(version.get("IsDefaultVersion")):
            return version.get("Document")
    return None


def _boundary_lets(holder: Resource, snapshot: Snapshot, known: frozenset[str], judge: Any) -> bool:
    """Whether no permissions boundary stands in the way of what `judge` looks for."""
    arn = (holder.data.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    if not arn:
        return True
    document = _managed(str(arn), holder, snapshot, known)
    return document is True or bool(judge(document))


def _first(
    holders: Iterable[Resource], snapshot: Snapshot, known: frozenset[str], judge: Any
) -> str:
    for holder in holders:
        for name, document in _documents(holder, snapshot, known):
            if document is True or judge(document):
                return name
    return ""


def _documents(
    holder: Resource, snapshot: Snapshot, known: frozenset[str]
) -> Iterator[tuple[str, Any]]:
    """Name and document of each policy; True in place of a document known by its name."""
    for each in _inline(holder):
        yield str(each.get("PolicyName")), each.get("PolicyDocument")
    for arn in _attached(holder):
        yield tail(arn), _managed(arn, holder, snapshot, known)


def _managed(arn: str, holder: Resource, snapshot: Snapshot, known: frozenset[str]) -> Any:
    aws_own = arn.startswith("arn:aws") and arn.split(":")[4] == "aws"
    if aws_own and tail(arn) in known:
        return True
    for policy in snapshot.of("iam.policy", account=holder.account):
        if policy.id == arn:
            return default_document(policy)
    if aws_own:
        return None
    raise Unread(f"The policy {arn} was not part of what was read.")


def _inline(holder: Resource) -> list[Mapping[str, Any]]:
    return many(holder.get(_INLINE[holder.kind]))


def _attached(holder: Resource) -> list[str]:
    found = many(holder.get("AttachedManagedPolicies"))
    return [str(each.get("PolicyArn")) for each in found]

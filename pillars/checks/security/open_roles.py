"""Roles that strangers could take: any account of AWS's, or any project of a shared provider."""

import re
from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._policies import Statement, conditions, is_everybody, principals, statements
from .._public import opens_to_everybody
from .._values import many
from ..common import judged, listed, required

ROLES = "iam.role"
# Providers that sign tokens for everybody's projects under one address.
_SHARED = frozenset(
    """
    token.actions.githubusercontent.com gitlab.com app.terraform.io agent.buildkite.com
    oidc.vercel.com
    """.split()  # noqa: SIM905 - a table reads best as a table
)
# What else than the subject says whose project it is, where AWS hands the claim on.
_CLAIMS = frozenset(
    """
    sub repository repository_id repository_owner repository_owner_id enterprise_id
    job_workflow_ref
    """.split()  # noqa: SIM905
)
# Providers of AWS's own kind, at which anybody may open a pool or an app, and what names it.
_POOLS = {
    "cognito-identity.amazonaws.com": frozenset({"aud", "sub"}),
    "accounts.google.com": frozenset({"aud", "oaud", "sub"}),
    "graph.facebook.com": frozenset({"app_id", "id"}),
    "www.amazon.com": frozenset({"app_id", "user_id"}),
}
_EQUAL = ("stringequals", "stringequalsignorecase", "stringlike")
# The owner and the sign that ends its name: `repo:acme/*` is somebody, `repo:acme*` is many.
_OWNER = re.compile(r"[\w-]+:[^:/*?]+[:/]|[^:/*?]+/")


@check(
    id="iam-roles-closed",
    title="No role can be taken by strangers",
    pillar="security",
    severity=Severity.HIGH,
    needs=[ROLES],
    passes="The trust policy of the role names accounts, or holds everybody to one's own "
    "organisation, accounts or network; and a provider of everybody's projects (GitHub, "
    "GitLab) or pools (Cognito) is held to the subjects of one owner. Roles that only services "
    "take are left out.",
    refutes=["SEC03-BP07"],
    supports=["SEC03-BP07"],
    remedy=Remedy(
        console="IAM → Roles → {name} → Trust relationships → Edit: name the accounts, or add the "
        "condition aws:PrincipalOrgID; for an OIDC provider, StringLike on its :sub with your own "
        "project.",
        cli="aws iam update-assume-role-policy --role-name {name} "
        "--policy-document file://trust.json",
        cloudformation='Role:\n  Type: AWS::IAM::Role\n  Properties:\n    RoleName: "{name}"\n'
        "    AssumeRolePolicyDocument:\n      Statement:\n        - Effect: Allow\n"
        "          Action: sts:AssumeRole\n          Principal: {AWS: ACCOUNT}",
        terraform=(
            'data "aws_iam_policy_document" "trust" {\n'
            "  statement {\n"
            '    actions = ["sts:AssumeRoleWithWebIdentity"]\n'
            "    principals {\n"
            '      type        = "Federated"\n'
            "      identifiers = "
            '["arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"]\n'
            "    }\n"
            "    condition {\n"
            '      test     = "StringLike"\n'
            '      variable = "token.actions.githubusercontent.com:sub"\n'
            '      values   = ["repo:OWNER/REPOSITORY:*"]\n'
            "    }\n"
            "  }\n"
            "}\n"
            'resource "aws_iam_role" "this" {\n'
            '  name               = "{name}"\n'
            "  assume_role_policy = data.aws_iam_policy_document.trust.json\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html",
)
def roles_closed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of(ROLES), _closed)


def _closed(role: Resource) -> Result | None:
    trust = required(role, "AssumeRolePolicyDocument")
    if opens_to_everybody(trust):
        return failed(role, f"Role {role.name} may be taken by any account of AWS's.")
    open_to = sorted({name for each in statements(trust) for name in _strangers_of(each)})
    if open_to:
        return failed(
            role, f"Role {role.name} may be taken by any project or pool of {listed(open_to)}."
        )
    if not any(map(_lets_in_more_than_services, statements(trust))):
        return None
    return passed(role, f"Role {role.name} can be taken by those alone whom it names.")


def _lets_in_more_than_services(statement: Statement) -> bool:
    return is_everybody(statement.get("Principal")) or any(
        principals(statement, kind) for kind in ("AWS", "Federated")
    )


def _strangers_of(statement: Statement) -> list[str]:
    """The shared providers that a statement lets in with anybody's project."""
    if statement.get("Effect") != "Allow":
        return []
    found = [each.rpartition("oidc-provider/")[2] for each in principals(statement, "Federated")]
    shared = [name for name in found if name in _SHARED or name in _POOLS]
    return [name for name in shared if not _names_owner(statement, name)]


def _names_owner(statement: Statement, provider: str) -> bool:
    return any(
        operator.lower().removeprefix("foranyvalue:") in _EQUAL
        and key.lower() in {f"{provider}:{claim}" for claim in _POOLS.get(provider, _CLAIMS)}
        and all(map(_is_owner, many(value)))
        for operator, key, value in conditions(statement.get("Condition"))
    )


def _is_owner(value: object) -> bool:
    text = str(value)
    return not {"*", "?"} & set(text) or _OWNER.match(text) is not None


CHECKS: tuple[Check, ...] = (roles_closed,)

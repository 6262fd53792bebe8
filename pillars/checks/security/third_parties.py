"""Others in the account: vendors by role, and what is shared outside of the organisation."""

import re
from collections.abc import Iterator
from typing import Any

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._policies import Statement, conditions, principals, statements
from .._values import many
from ..common import aspect, judged, listed, read_everywhere, required

ROLES = "iam.role"
ORGANIZATION = "organizations.organization"
ACCOUNTS = "organizations.account"
SHARES = "ram.resource_share"
_ACCOUNT = re.compile(r"^(?:arn:[^:]+:iam::)?(\d{12})(?::|$)")
_OWN_KEYS = ("aws:principalorgid", "aws:principalorgpaths")


@check(
    id="iam-vendors-external-id",
    title="Vendors come in with an external ID",
    pillar="security",
    severity=Severity.HIGH,
    needs=[ROLES, ORGANIZATION, ACCOUNTS],
    passes="A role that an account outside of the organisation may take asks for an external ID. "
    "Where the organisation's accounts could not be listed, foreign accounts without one are "
    "unknown.",
    refutes=["SEC03-BP09"],
    supports=["SEC03-BP09"],
    remedy=Remedy(
        console="IAM → Roles → {name} → Trust relationships → Edit: condition StringEquals "
        "sts:ExternalId with a value that the vendor gives to you alone.",
        cli="aws iam update-assume-role-policy --role-name {name} "
        "--policy-document file://trust.json",
        cloudformation="Role:\n  Type: AWS::IAM::Role\n  Properties:\n"
        "    AssumeRolePolicyDocument:\n      Statement:\n        - Effect: Allow\n"
        "          Action: sts:AssumeRole\n          Principal: {AWS: VENDOR_ACCOUNT}\n"
        "          Condition: {StringEquals: {sts:ExternalId: VALUE}}",
        terraform=(
            'data "aws_iam_policy_document" "trust" {\n'
            "  statement {\n"
            '    actions = ["sts:AssumeRole"]\n'
            "    principals {\n"
            '      type        = "AWS"\n'
            '      identifiers = ["arn:aws:iam::TRUSTED_ACCOUNT:root"]\n'
            "    }\n"
            "    condition {\n"
            '      test     = "StringEquals"\n'
            '      variable = "sts:ExternalId"\n'
            '      values   = ["VALUE"]\n'
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
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "id_roles_common-scenarios_third-party.html",
)
def vendors_external_id(snapshot: Snapshot) -> Iterator[Result]:
    known = _own_accounts(snapshot)
    complete = set(read_everywhere(snapshot, ORGANIZATION, ACCOUNTS))
    yield from judged(
        snapshot.of(ROLES), lambda role: _vendor(role, known, role.account in complete)
    )


def _own_accounts(snapshot: Snapshot) -> set[str]:
    listed_ones = {str(a.data.get("Id") or a.id[-12:]) for a in snapshot.of(ACCOUNTS)}
    payers = {str(o.data.get("MasterAccountId")) for o in snapshot.of(ORGANIZATION)}
    return {*snapshot.accounts, *listed_ones, *payers}


def _vendor(role: Resource, known: set[str], complete: bool) -> Result | None:
    trusting = [
        (account, each)
        for each in statements(required(role, "AssumeRolePolicyDocument"))
        for account in _accounts_of(each)
        if account not in known and each.get("Effect") == "Allow"
    ]
    bare = sorted({account for account, each in trusting if not _is_bound(each)})
    if not trusting:
        return None
    if not bare:
        return passed(role, f"Role {role.name} asks vendors for an external ID.")
    reason = f"Role {role.name} may be taken from {listed(bare)} without an external ID."
    if complete:
        return failed(role, reason)
    return unknown(role, f"{reason} Whether that is your own account could not be read.")


def _accounts_of(statement: Statement) -> list[str]:
    found = [_ACCOUNT.match(each) for each in principals(statement, "AWS")]
    return [match.group(1) for match in found if match]


def _is_bound(statement: Statement) -> bool:
    """Whether the condition asks for an external ID, or for one's own organisation."""
    keys = {key.lower() for _, key, _ in conditions(statement.get("Condition"))}
    return "sts:externalid" in keys or not keys.isdisjoint(_OWN_KEYS)


@check(
    id="ram-shares-inside",
    title="Shares stay inside the organisation",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[SHARES],
    passes="The resource share allows principals of the organisation only, or none of its "
    "principals is outside. One that is shared outside fails; whether that is meant, people know.",
    supports=["SEC03-BP08", "SEC03-BP07"],
    remedy=Remedy(
        console="Resource Access Manager → Shared by me → {name} → Modify: allow sharing only "
        "within your organisation.",
        cli="aws ram update-resource-share --region {region} --resource-share-arn {id} "
        "--no-allow-external-principals",
        cloudformation="Share:\n  Type: AWS::RAM::ResourceShare\n  Properties:\n"
        '    Name: "{name}"\n    AllowExternalPrincipals: false',
        terraform='resource "aws_ram_resource_share" "this" {\n  name = "{name}"\n'
        "  allow_external_principals = false\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/ram/latest/userguide/working-with-sharing.html",
)
def shares_inside(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(SHARES), _share)


def _share(share: Resource) -> Result:
    if required(share, "allowExternalPrincipals") is False:
        return passed(share, f"Share {share.name} allows principals of the organisation only.")
    outside = _outside(many(aspect(share, "Principals")))
    if outside:
        return failed(share, f"Share {share.name} reaches {listed(outside)} outside.")
    return passed(share, f"Nobody outside of the organisation has a part in share {share.name}.")


def _outside(found: list[dict[str, Any]]) -> list[str]:
    return sorted(str(each.get("id")) for each in found if each.get("external"))


CHECKS: tuple[Check, ...] = (vendors_external_id, shares_inside)

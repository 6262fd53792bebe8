"""Keys of KMS by who may use them, and certificate authorities of the account's own."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._public import opens_to_everybody
from .._values import label
from ..common import aspect, config_rule, judged, required


@check(
    id="kms-policies-closed",
    title="Policies of keys name who may use them",
    pillar="security",
    severity=Severity.HIGH,
    needs=["kms.key"],
    passes="No statement of the key's policy allows anybody at all without a condition that holds "
    "them to one's own accounts, organisation or network.",
    refutes=["SEC08-BP01", "SEC08-BP04", "SEC03-BP07"],
    supports=["SEC08-BP01", "SEC08-BP04"],
    remedy=Remedy(
        console="KMS → Customer managed keys → {name} → Key policy → Edit: name accounts and roles "
        "instead of *.",
        cli="aws kms put-key-policy --key-id {id} --policy file://policy.json --region {region}",
        cloudformation=(
            "Key:\n  Type: AWS::KMS::Key\n  Properties:\n    KeyPolicy:\n"
            "      Version: '2012-10-17'\n      Statement:\n        - Effect: Allow\n"
            "          Principal:\n            AWS: arn:aws:iam::{account}:root\n"
            "          Action: 'kms:*'\n          Resource: '*'"
        ),
        terraform='resource "aws_kms_key_policy" "this" {\n  key_id = "{id}"\n'
        '  policy = file("policy.json")\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
)
def policies_closed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("kms.key"), _closed)


def _closed(key: Resource) -> Result:
    policy = aspect(key, "Policy")
    if opens_to_everybody(policy):
        return failed(key, f"The policy of key {label(key)} allows anybody at all.")
    return passed(key, f"The policy of key {label(key)} names who may use it.")


@check(
    id="kms-keys-kept",
    title="No key waits for its deletion",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["kms.key"],
    passes="The key is not scheduled for deletion. What it encrypted can never be read again once "
    "it is gone; whether anything still is, a person knows.",
    supports=["SEC08-BP01"],
    remedy=Remedy(
        console="KMS → Customer managed keys → {name} → Key actions → Cancel key deletion, then "
        "Enable where something still needs it.",
        cli="# where something still needs it; CloudTrail tells who used it last\n"
        "aws kms cancel-key-deletion --region {region} --key-id {id}\n"
        "aws kms enable-key --region {region} --key-id {id}",
        cloudformation="Key:\n  Type: AWS::KMS::Key  # {id}\n  Properties:\n    Enabled: true",
        terraform=(
            'resource "aws_kms_key" "this" {\n'
            "  # {id}\n"
            "  is_enabled = true\n"
            "  lifecycle {\n"
            "    prevent_destroy = true\n"
            "  }\n"
            "}"
        ),
        cost="1 USD a month for each key that is kept",
    ),
    url="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    references=[config_rule("kms-cmk-not-scheduled-for-deletion")],
)
def kept(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("kms.key"), _kept)


def _kept(key: Resource) -> Result:
    state = str(required(key, "KeyState"))
    if state in ("PendingDeletion", "PendingReplicaDeletion"):
        when = str(key.data.get("DeletionDate") or "")[:10]
        return failed(key, f"Key {label(key)} is deleted {f'on {when}' if when else 'soon'}.")
    return passed(key, f"Key {label(key)} is kept.")


@check(
    id="private-authority-works",
    title="A private certificate authority issues certificates",
    pillar="security",
    severity=Severity.LOW,
    needs=["acmpca.authority"],
    passes="The private authority is active, so that services inside can prove who they are. An "
    "account without one may have another way: then the check says nothing.",
    supports=["SEC09-BP01", "SEC09-BP03"],
    remedy=Remedy(
        console="Private Certificate Authority → {name} → Actions → Install CA certificate, or "
        "Enable.",
        cli="aws acm-pca update-certificate-authority --certificate-authority-arn {id} "
        "--status ACTIVE --region {region}",
        cloudformation=(
            "Authority:\n  Type: AWS::ACMPCA::CertificateAuthority\n  Properties:\n"
            "    Type: SUBORDINATE\n    KeyAlgorithm: EC_prime256v1\n"
            "    SigningAlgorithm: SHA256WITHECDSA\n    Subject:\n      CommonName: services"
        ),
        terraform=(
            'resource "aws_acmpca_certificate_authority" "this" {\n'
            "  # the rest stays as it is\n"
            '  type    = "SUBORDINATE"\n'
            "  enabled = true\n"
            "}"
        ),
        cost="400 USD a month, 50 USD for short-lived certificates alone",
    ),
    url="https://docs.aws.amazon.com/privateca/latest/userguide/PcaWelcome.html",
)
def authority_works(snapshot: Snapshot) -> Iterator[Result]:
    kept = [
        each for each in snapshot.of("acmpca.authority") if each.data.get("Status") != "DELETED"
    ]
    return judged(kept, _authority)


def _authority(authority: Resource) -> Result:
    status = str(required(authority, "Status"))
    if status == "ACTIVE":
        return passed(authority, f"Authority {authority.name} issues certificates.")
    state = status.lower().replace("_", " ")
    return failed(authority, f"Authority {authority.name} is {state} and issues none.")


CHECKS: tuple[Check, ...] = (policies_closed, kept, authority_works)

"""Classes of data, as tags say them, and whether the controls of a class hold."""

from collections.abc import Callable, Iterator
from typing import Any

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._tagging import tagging
from .._values import label
from ..common import aspect, judged, required
from ..tags import plain, tags_of

STORES = (
    *("s3.bucket", "rds.instance", "dynamodb.table", "efs.file_system"),
    "fsx.file_system",
)
# Those of them that can be open to others by a setting.
OPENABLE = ("s3.bucket", "rds.instance", "efs.file_system")
KEYS = frozenset(
    """
    dataclass dataclassification classification sensitivity datasensitivity confidentiality
    """.split()  # noqa: SIM905
)
# Values by which people say that data must be kept from others.
SENSITIVE = (
    *("confidential", "restricted", "secret", "sensitive", "private", "personal"),
    *("pii", "phi", "pci", "high", "critical"),
)
TAG = tagging(
    "Resource Groups → Tag Editor: find {name}, add data-class with one of your classes.",
    {"data-class": "CLASS"},
)


def class_of(store: Resource) -> str:
    """The class that a tag gives, in lower case; empty where none does. Raises Unread."""
    found = [value for key, value in tags_of(store).items() if plain(key) in KEYS]
    return found[0].lower() if found else ""


def is_sensitive(name: str) -> bool:
    words = plain_words(name)
    return any(word in words for word in SENSITIVE) and not words & {"non", "not", "low"}


def plain_words(name: str) -> set[str]:
    return set(name.replace("-", " ").replace("_", " ").lower().split())


@check(
    id="data-stores-classified",
    title="Data stores carry the class of their data",
    pillar="security",
    severity=Severity.LOW,
    needs=STORES,
    passes="A tag such as data-class or classification says how the data must be treated. Classes "
    "kept in a catalogue do not show, so a failure proves nothing.",
    supports=["SEC07-BP01", "SUS04-BP01"],
    remedy=TAG,
    url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/"
    "sec_data_classification_identify_data.html",
)
def stores_classified(snapshot: Snapshot) -> Iterator[Result]:
    for kind in STORES:
        yield from judged(snapshot.of(kind), _classified)


def _classified(store: Resource) -> Result:
    name = class_of(store)
    if name:
        return passed(store, f"{label(store)} holds data of the class {name}.")
    return failed(store, f"No tag says of which class the data of {label(store)} is.")


@check(
    id="classified-data-protected",
    title="Data that is called sensitive is kept from others",
    pillar="security",
    severity=Severity.HIGH,
    needs=OPENABLE,
    passes="A store whose tag calls its data sensitive is encrypted and not public: buckets block "
    "public access, databases have no public address. Stores without such a tag yield nothing.",
    refutes=["SEC07-BP02"],
    supports=["SEC07-BP02"],
    remedy=Remedy(
        console="S3 → {name} → Permissions → Block public access: on; RDS → {name} → Modify → "
        "Connectivity: not publicly accessible.",
        cli="aws s3api put-public-access-block --bucket {name} "
        "--public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,"
        "BlockPublicPolicy=true,RestrictPublicBuckets=true",
        cloudformation=(
            'Bucket:\n  Type: AWS::S3::Bucket\n  Properties:\n    BucketName: "{name}"\n'
            "    PublicAccessBlockConfiguration:\n      BlockPublicAcls: true\n"
            "      IgnorePublicAcls: true\n      BlockPublicPolicy: true\n"
            "      RestrictPublicBuckets: true"
        ),
        terraform='resource "aws_s3_bucket_public_access_block" "this" {\n  bucket = "{name}"\n'
        "  block_public_acls       = true\n  block_public_policy     = true\n"
        "  ignore_public_acls      = true\n  restrict_public_buckets = true\n}",
        cost="Free; encrypting a store that is not means making it anew",
        others=(
            (
                ":rds:",
                Remedy(
                    console=(
                        "RDS → {name} → Modify → Connectivity: not publicly accessible. "
                        "What is not encrypted needs an encrypted copy of a snapshot."
                    ),
                    cli=(
                        "# clients outside of the VPC lose their connection\n"
                        "aws rds modify-db-instance --db-instance-identifier {last} "
                        "--no-publicly-accessible --apply-immediately --region {region}"
                    ),
                    cloudformation=(
                        "Database:\n"
                        "  Type: AWS::RDS::DBInstance\n"
                        "  Properties:\n"
                        '    DBInstanceIdentifier: "{name}"\n'
                        "    PubliclyAccessible: false"
                    ),
                    terraform=(
                        'resource "aws_db_instance" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  identifier          = "{name}"\n'
                        "  publicly_accessible = false\n"
                        "}"
                    ),
                ),
            ),
            (
                ":elasticfilesystem:",
                Remedy(
                    console=(
                        "EFS → Create file system with encryption on, copy the data with "
                        "AWS DataSync, and mount it in place of {name}: encryption "
                        "cannot be switched on later."
                    ),
                    cli=("aws efs create-file-system --encrypted --region {region}"),
                    cloudformation=(
                        "Files:\n"
                        "  Type: AWS::EFS::FileSystem\n"
                        "  Properties:\n"
                        "    # in the place of {last}\n"
                        "    Encrypted: true"
                    ),
                    terraform=(
                        'resource "aws_efs_file_system" "this" {\n'
                        "  # in the place of {last}\n"
                        "  encrypted = true\n"
                        "}"
                    ),
                ),
            ),
        ),
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/"
    "sec_data_classification_define_protection.html",
)
def classified_protected(snapshot: Snapshot) -> Iterator[Result]:
    for kind in OPENABLE:
        yield from judged(snapshot.of(kind), _protected)


def _protected(store: Resource) -> Result | None:
    name = class_of(store)
    if not is_sensitive(name):
        return None
    if gap := _GAPS[store.kind](store):
        return failed(store, f"{label(store)} is called {name} and {gap}.")
    return passed(store, f"{label(store)} is called {name} and is kept from others.")


def _bucket_gap(bucket: Resource) -> str:
    blocked: Any = aspect(bucket, "PublicAccessBlock") or {}
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    return "" if all(blocked.get(each) for each in names) else "does not block public access"


def _database_gap(database: Resource) -> str:
    if not required(database, "StorageEncrypted"):
        return "is not encrypted"
    return "has a public address" if required(database, "PubliclyAccessible") else ""


def _files_gap(system: Resource) -> str:
    return "" if required(system, "Encrypted") else "is not encrypted"


_GAPS: dict[str, Callable[[Resource], str]] = {
    "s3.bucket": _bucket_gap,
    "rds.instance": _database_gap,
    "efs.file_system": _files_gap,
}

CHECKS: tuple[Check, ...] = (stores_classified, classified_protected)

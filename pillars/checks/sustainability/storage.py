"""Storage that finds the right class by itself."""

from collections.abc import Iterator, Sequence
from typing import Any

from pillars.checking import Remedy, Result, Severity, Verdict, check, passed, unknown
from pillars.facts import Resource, Snapshot, Unread

from .._usage import Usage
from ..common import aspect, counted, in_account, number

TIERING = "INTELLIGENT_TIERING"
# What CloudWatch calls its tiers: IntelligentTieringFAStorage and others.
MEASURED = "IntelligentTiering"


@check(
    id="s3-intelligent-tiering",
    title="Buckets use Intelligent-Tiering",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=["s3.bucket"],
    passes="A lifecycle rule of a bucket moves objects to Intelligent-Tiering, the bucket has an "
    "Intelligent-Tiering configuration, or CloudWatch measured objects that were written there. "
    "Fails where no bucket of the account has any of it; how much of the data should have it, "
    "people know.",
    refutes=["foundations/sus_intelligent_tiering"],
    supports=["foundations/sus_intelligent_tiering", "SUS04-BP02", "COST06-BP03", "PERF03-BP02"],
    remedy=Remedy(
        console="S3 → the bucket → Management → Create lifecycle rule: transition current versions "
        "to Intelligent-Tiering after 0 days.",
        cli="aws s3api put-bucket-lifecycle-configuration --bucket BUCKET "
        "--lifecycle-configuration file://intelligent-tiering.json",
        cloudformation=(
            "Bucket:\n  Type: AWS::S3::Bucket\n  Properties:\n    LifecycleConfiguration:\n"
            "      Rules:\n        - Id: tier\n          Status: Enabled\n"
            "          Transitions:\n"
            "            - {TransitionInDays: 0, StorageClass: INTELLIGENT_TIERING}"
        ),
        terraform=(
            'resource "aws_s3_bucket_lifecycle_configuration" "this" {\n'
            '  bucket = "{name}"\n'
            "  rule {\n"
            '    id     = "tier"\n'
            '    status = "Enabled"\n'
            "    filter {}\n"
            "    transition {\n"
            "      days          = 0\n"
            '      storage_class = "INTELLIGENT_TIERING"\n'
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="0.0025 USD per 1,000 objects and month; saves from 40 % of the storage of what "
        "is not read",
    ),
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering.html",
)
def intelligent_tiering(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    for account in snapshot.accounts:
        if buckets := snapshot.of("s3.bucket", account=account):
            yield from _of_account(account, buckets, usage)


def _of_account(account: str, buckets: Sequence[Resource], usage: Usage) -> Iterator[Result]:
    """A pass for each bucket that uses it; else one verdict on the account."""
    using, unread = [], []
    for bucket in buckets:
        try:
            using += [bucket] if _holds(bucket, usage) or _tiers(bucket) else []
        except Unread as gap:
            unread.append(unknown(bucket, f"Could not be read: {gap.reason}"))
    if using:
        for bucket in using:
            yield passed(bucket, f"Bucket {bucket.name} uses Intelligent-Tiering.")
    elif unread:
        yield from unread
    else:
        reason = f"None of {counted(len(buckets), 'bucket')} is set up for Intelligent-Tiering."
        yield in_account(Verdict.FAIL, reason, account)


def _holds(bucket: Resource, usage: Usage) -> bool:
    """Whether objects lie there already: whoever writes them may choose the class itself."""
    sizes = usage.known(bucket, "AWS/S3", bucket.name)
    return any(name.startswith(MEASURED) and number(size) for name, size in sizes.items())


def _tiers(bucket: Resource) -> bool:
    rules: list[dict[str, Any]] = aspect(bucket, "Lifecycle") or []
    if any(_moves_there(rule) for rule in rules if rule.get("Status") == "Enabled"):
        return True
    configurations: list[dict[str, Any]] = aspect(bucket, "IntelligentTiering") or []
    return any(one.get("Status") == "Enabled" for one in configurations)


def _moves_there(rule: dict[str, Any]) -> bool:
    moves = [*(rule.get("Transitions") or ()), *(rule.get("NoncurrentVersionTransitions") or ())]
    return any(move.get("StorageClass") == TIERING for move in moves)

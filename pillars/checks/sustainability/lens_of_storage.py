"""Whether somebody measures what lies in buckets, beyond what AWS shows to everybody."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, Verdict, check
from pillars.facts import Snapshot

from .._values import true
from ..common import in_account, read_everywhere

LENS = "s3control.storage_lens"
# AWS makes this one in every account.
DEFAULT = "default-account-dashboard"


@check(
    id="s3-storage-lens-own",
    title="Storage in buckets is measured on a dashboard of one's own",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=[LENS],
    passes="An S3 Storage Lens dashboard beside the one that every account has is on. Without one "
    "the check says nothing: buckets may be measured in another way.",
    supports=["SUS04-BP02", "SUS04-BP05"],
    remedy=Remedy(
        console="S3 → Storage Lens → Dashboards → Create dashboard: buckets and prefixes by cost "
        "and access.",
        cli="aws s3control put-storage-lens-configuration --account-id {account} --config-id own "
        "--storage-lens-configuration file://lens.json --region us-east-1",
        cloudformation=(
            "Lens:\n  Type: AWS::S3::StorageLens\n  Properties:\n"
            "    StorageLensConfiguration:\n      Id: own\n      IsEnabled: true\n"
            "      AccountLevel:\n        BucketLevel: {}"
        ),
        terraform=(
            'resource "aws_s3control_storage_lens_configuration" "own" {\n'
            '  config_id = "own"\n'
            "  storage_lens_configuration {\n"
            "    enabled = true\n"
            "    account_level {\n"
            "      bucket_level {}\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Free with the usual figures, 0.20 USD per million objects with the advanced ones",
    ),
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage_lens.html",
)
def own_lens(snapshot: Snapshot) -> Iterator[Result]:
    for account in read_everywhere(snapshot, LENS):
        own = [
            each
            for each in snapshot.of(LENS, account=account)
            if each.data.get("Id") != DEFAULT and true(each.data.get("IsEnabled"))
        ]
        if own:
            reason = f"Storage Lens dashboard {own[0].name} measures the buckets."
            yield in_account(Verdict.PASS, reason, account)


CHECKS: tuple[Check, ...] = (own_lens,)

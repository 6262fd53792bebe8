"""The life of data: searched for where it should not be, and ended where it is due."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import many
from ..common import aspect, dig, judged, required

MACIE = "macie2.session"
BUCKETS = "s3.bucket"
TABLES = "dynamodb.table"


@check(
    id="macie-searches",
    title="Macie searches buckets for sensitive data",
    pillar="security",
    severity=Severity.LOW,
    needs=[MACIE],
    passes="Macie is on and samples all buckets of the region by itself. Other tools do not show, "
    "so a region without Macie yields nothing; stores other than S3 it does not search.",
    supports=["SEC07-BP03", "SEC07-BP01"],
    remedy=Remedy(
        console="Macie → Settings → Automated sensitive data discovery → Enable ({region}). Macie "
        "charges by bucket, by object and by gigabyte searched.",
        cli="aws macie2 update-automated-discovery-configuration --region {region} "
        "--status ENABLED",
        cloudformation="Macie:\n  Type: AWS::Macie::Session\n  Properties:\n    Status: ENABLED",
        terraform='resource "aws_macie2_account" "this" {\n  status = "ENABLED"\n}',
        cost="About 0.10 USD per bucket and month, 0.01 USD per 100,000 objects, 1 USD per GB "
        "searched",
    ),
    url="https://docs.aws.amazon.com/macie/latest/user/discovery-asdd.html",
)
def macie_searches(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(MACIE), _searches)


def _searches(session: Resource) -> Result:
    if required(session, "status") != "ENABLED":
        return failed(session, f"Macie is paused in {session.region}.")
    if dig(aspect(session, "AutomatedDiscovery"), "status") != "ENABLED":
        return failed(session, f"Macie does not search by itself in {session.region}.")
    return passed(session, f"Macie searches the buckets of {session.region} by itself.")


@check(
    id="data-expires",
    title="Data expires by rule",
    pillar="security",
    severity=Severity.LOW,
    needs=[BUCKETS, TABLES],
    passes="A lifecycle rule of the bucket deletes objects or their old versions, or the table "
    "deletes items by their time to live. Data that is kept for good has no rule, so absence "
    "yields nothing.",
    supports=["SEC07-BP04", "SUS04-BP05"],
    remedy=Remedy(
        console="S3 → {name} → Management → Create lifecycle rule: expire current versions; "
        "DynamoDB → {name} → Additional settings → Time to live.",
        cli="aws s3api put-bucket-lifecycle-configuration --bucket {name} "
        "--lifecycle-configuration file://expiry.json",
        cloudformation=(
            'Bucket:\n  Type: AWS::S3::Bucket\n  Properties:\n    BucketName: "{name}"\n'
            "    LifecycleConfiguration:\n      Rules:\n        - Id: expire\n"
            "          Status: Enabled\n          ExpirationInDays: 365"
        ),
        terraform=(
            'resource "aws_s3_bucket_lifecycle_configuration" "this" {\n'
            '  bucket = "{name}"\n'
            "  rule {\n"
            '    id     = "expire"\n'
            '    status = "Enabled"\n'
            "    filter {}\n"
            "    expiration { days = 365 }\n"
            "  }\n"
            "}"
        ),
        cost="Free; saves the storage of what expires",
    ),
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html",
)
def data_expires(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(BUCKETS), _objects)
    yield from judged(snapshot.of(TABLES), _items)


def _objects(bucket: Resource) -> Result | None:
    rules = [rule for rule in many(aspect(bucket, "Lifecycle")) if rule.get("Status") == "Enabled"]
    if not any(rule.get("Expiration") or rule.get("NoncurrentVersionExpiration") for rule in rules):
        return None
    return passed(bucket, f"A rule of bucket {bucket.name} deletes what is due.")


def _items(table: Resource) -> Result | None:
    life = aspect(table, "TimeToLive") or {}
    if life.get("TimeToLiveStatus") != "ENABLED":
        return None
    return passed(table, f"Table {table.name} deletes items by {life.get('AttributeName')}.")


CHECKS: tuple[Check, ...] = (macie_searches, data_expires)

"""Who owns what, and which environment it belongs to, as tags say it."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import judged
from ..tags import has_key_like, tags_of

OWNED = (
    "rds.instance",
    "rds.cluster",
    "elbv2.load_balancer",
    "s3.bucket",
    "dynamodb.table",
    "lambda.function",
)
OWNER_WORDS = ("owner", "team", "contact", "ownedby", "maintainer", "squad", "serviceowner")


@check(
    id="resource-names-owner",
    title="Resources name their owner",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=OWNED,
    passes="A tag such as owner, team or contact says who answers for the resource. Owners can be "
    "kept elsewhere, so a failure proves nothing.",
    supports=["OPS02-BP01"],
    remedy=Remedy(
        console="Resource Groups → Tag Editor: find {name}, add an owner tag.",
        cli="aws resourcegroupstaggingapi tag-resources --region {region} "
        "--resource-arn-list {id} --tags owner=team@example.com",
        cloudformation=(
            'Bucket:\n  Type: AWS::S3::Bucket\n  Properties:\n    BucketName: "{name}"\n'
            "    Tags:\n      - Key: owner\n        Value: team@example.com"
        ),
        terraform='provider "aws" {\n  default_tags {\n'
        '    tags = { owner = "team@example.com" }\n  }\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
)
def resource_names_owner(snapshot: Snapshot) -> Iterator[Result]:
    for kind in OWNED:
        yield from judged(snapshot.of(kind), _owner)


def _owner(resource: Resource) -> Result:
    if has_key_like(tags_of(resource), OWNER_WORDS):
        return passed(resource, f"A tag of {resource.name} names its owner.")
    return failed(resource, f"No tag of {resource.name} names its owner.")

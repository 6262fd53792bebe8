"""CloudTrail: every region's calls recorded, unaltered, and kept under lock."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pillars.checking import (
    Check,
    Remedy,
    Result,
    Severity,
    Verdict,
    check,
    failed,
    in_place,
    passed,
)
from pillars.facts import Resource, Snapshot, Unread

from .._values import aspect_map, many, true
from ..common import config_rule, judged

TRAIL = "cloudtrail.trail"
_TERRAFORM = (
    'resource "aws_cloudtrail" "all" {\n'
    '  name                          = "all-regions"\n'
    "  s3_bucket_name                = aws_s3_bucket.trail.id\n"
    "  is_multi_region_trail         = true\n"
    "  include_global_service_events = true\n"
    "  enable_log_file_validation    = true\n"
    "  kms_key_id                    = aws_kms_key.trail.arn\n}"
)


@check(
    id="cloudtrail-all-regions",
    title="A CloudTrail trail records every region",
    pillar="security",
    severity=Severity.HIGH,
    needs=[TRAIL],
    passes="A trail that records all regions is logging, and its selectors include management "
    "events, both reads and writes. A trail of one region does not do.",
    refutes=["SEC04-BP01", "foundations/sec_cloudtrail_all_regions"],
    proves=["foundations/sec_cloudtrail_all_regions"],
    supports=["SEC04-BP01", "SEC04-BP02", "SEC10-BP03"],
    remedy=Remedy(
        console="CloudTrail → Trails → Create trail. A trail made in the console records all "
        "regions; keep Management events on, for Read and Write.",
        cli="aws cloudtrail create-trail --name all-regions --s3-bucket-name BUCKET "
        "--is-multi-region-trail --enable-log-file-validation\n"
        "aws cloudtrail start-logging --name all-regions",
        cloudformation=(
            "Trail:\n  Type: AWS::CloudTrail::Trail\n  Properties:\n"
            "    TrailName: all-regions\n    S3BucketName: !Ref TrailBucket\n"
            "    IsLogging: true\n    IsMultiRegionTrail: true\n"
            "    IncludeGlobalServiceEvents: true\n    EnableLogFileValidation: true"
        ),
        terraform=_TERRAFORM,
        cost="The first copy of management events is free; their storage costs about 0.023 USD "
        "per GB and month",
    ),
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html",
    references=[config_rule("cloudtrail-enabled"), config_rule("multi-region-cloudtrail-enabled")],
)
def all_regions(snapshot: Snapshot) -> Iterator[Result]:
    for account, region in snapshot.places(TRAIL):
        yield _recorded(snapshot, account, region)


def _recorded(snapshot: Snapshot, account: str, region: str) -> Result:
    """A multi-region trail counts wherever it was seen: it records this region too."""
    trails = snapshot.of(TRAIL, account=account)
    wanting, gaps = [], []
    for trail in (t for t in trails if true(t.data.get("IsMultiRegionTrail"))):
        try:
            lack = _lack(trail)
        except Unread as unread:
            gaps.append(unread.reason)
            continue
        if not lack:
            reason = f"Trail {trail.name} records {region} with all other regions."
            return _on(trail, Verdict.PASS, reason, region)
        wanting.append((trail, lack))
    if gaps:
        reason = f"Whether a trail records {region} could not be read: {gaps[0]}"
        return in_place(Verdict.UNKNOWN, reason, account=account, region=region)
    return _unrecorded(wanting or _local(trails, region), account, region)


def _unrecorded(wanting: list[tuple[Resource, str]], account: str, region: str) -> Result:
    """Blames the trail that comes nearest to recording the region."""
    if not wanting:
        reason = f"No CloudTrail trail records {region}."
        return in_place(Verdict.FAIL, reason, account=account, region=region)
    trail, lack = wanting[0]
    return _on(trail, Verdict.FAIL, f"Trail {trail.name}, seen in {region}, {lack}.", region)


def _local(trails: Iterable[Resource], region: str) -> list[tuple[Resource, str]]:
    here = [t for t in trails if t.region == region and not true(t.data.get("IsMultiRegionTrail"))]
    return [(trail, "records no other region") for trail in here]


def _on(trail: Resource, verdict: Verdict, reason: str, region: str) -> Result:
    """A verdict on a region, at the trail that decides it."""
    return Result(
        verdict,
        reason,
        trail.account,
        region,
        resource=trail.id,
        name=trail.name,
        fact=trail.key,
    )


def _lack(trail: Resource) -> str:
    """Why a trail does not record all that people and programs do; empty where it does."""
    status = aspect_map(trail, "Status")
    if not true(status.get("IsLogging")):
        return "is switched off"
    if error := status.get("LatestDeliveryError"):
        raise Unread(f"trail {trail.name} could not deliver its last files ({error})")
    return "" if _all_management_events(trail) else "leaves out management events"


def _all_management_events(trail: Resource) -> bool:
    """Without selectors of its own, a trail records all management events."""
    selectors = aspect_map(trail, "EventSelectors")
    simple = many(selectors.get("EventSelectors"))
    advanced = many(selectors.get("AdvancedEventSelectors"))
    if not simple and not advanced:
        return True
    taken = [*map(_simple_takes, simple), *map(_advanced_takes, advanced)]
    return frozenset().union(*taken) == _BOTH


_BOTH = frozenset({"reads", "writes"})
_SIMPLE = {"All": _BOTH, "ReadOnly": frozenset({"reads"}), "WriteOnly": frozenset({"writes"})}
_READ_ONLY = {(): _BOTH, ("true",): _SIMPLE["ReadOnly"], ("false",): _SIMPLE["WriteOnly"]}


def _simple_takes(selector: Mapping[str, Any]) -> frozenset[str]:
    """Which management events a selector takes: one may take the reads, another the writes."""
    if not true(selector.get("IncludeManagementEvents", True)):
        return frozenset()
    return _SIMPLE.get(str(selector.get("ReadWriteType", "All")), frozenset())


def _advanced_takes(selector: Mapping[str, Any]) -> frozenset[str]:
    """Leaving out the sources that AWS lets one leave out (KMS, RDS Data) is no narrowing."""
    fields = {str(f.get("Field")): f for f in many(selector.get("FieldSelectors"))}
    category = many(fields.get("eventCategory", {}).get("Equals"))
    narrowed = many(fields.get("eventSource", {}).get("Equals"))
    if category != ["Management"] or narrowed:
        return frozenset()
    if not fields.keys() <= {"eventCategory", "eventSource", "readOnly"}:
        return frozenset()
    asked = tuple(str(each).lower() for each in many(fields.get("readOnly", {}).get("Equals")))
    return _READ_ONLY.get(asked, frozenset())


@check(
    id="cloudtrail-validated",
    title="CloudTrail's log files can be proved unaltered",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[TRAIL],
    passes="Log file validation is on for the trail.",
    proves=["foundations/sec_cloudtrail_all_regions"],
    supports=["SEC04-BP01", "SEC10-BP03"],
    remedy=Remedy(
        console="CloudTrail → Trails → {name} → Edit → Log file validation: Enabled.",
        cli="aws cloudtrail update-trail --name {id} --enable-log-file-validation",
        cloudformation=(
            'Trail:\n  Type: AWS::CloudTrail::Trail\n  Properties:\n    TrailName: "{name}"\n'
            "    S3BucketName: !Ref TrailBucket\n    IsLogging: true\n"
            "    EnableLogFileValidation: true"
        ),
        terraform=(
            'resource "aws_cloudtrail" "this" {\n'
            "  # the rest stays as it is\n"
            '  name                       = "{name}"\n'
            "  enable_log_file_validation = true\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html",
    references=[config_rule("cloud-trail-log-file-validation-enabled")],
)
def validated(snapshot: Snapshot) -> Iterator[Result]:
    return judged(each_trail_once(snapshot.of(TRAIL)), _validated)


def _validated(trail: Resource) -> Result:
    if true(trail.get("LogFileValidationEnabled")):
        return passed(trail, f"Trail {trail.name} signs its log files.")
    return failed(trail, f"Trail {trail.name} does not sign its log files.")


@check(
    id="cloudtrail-own-key",
    title="CloudTrail's logs are encrypted with a key of the account's own",
    pillar="security",
    severity=Severity.LOW,
    needs=[TRAIL],
    passes="The trail encrypts its log files with a KMS key.",
    supports=["SEC08-BP01", "SEC04-BP01"],
    remedy=Remedy(
        console="CloudTrail → Trails → {name} → Edit → Log file SSE-KMS encryption: Enabled.",
        cli="aws cloudtrail update-trail --name {id} --kms-key-id KEY_ARN",
        cloudformation=(
            'Trail:\n  Type: AWS::CloudTrail::Trail\n  Properties:\n    TrailName: "{name}"\n'
            "    S3BucketName: !Ref TrailBucket\n    IsLogging: true\n"
            "    KMSKeyId: !GetAtt TrailKey.Arn"
        ),
        terraform=(
            'resource "aws_cloudtrail" "this" {\n'
            "  # the rest stays as it is\n"
            '  name       = "{name}"\n'
            "  kms_key_id = aws_kms_key.trail.arn\n"
            "}"
        ),
        cost="1 USD per key and month, and 0.03 USD per 10,000 requests to KMS",
    ),
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html",
    references=[config_rule("cloud-trail-encryption-enabled")],
)
def own_key(snapshot: Snapshot) -> Iterator[Result]:
    return judged(each_trail_once(snapshot.of(TRAIL)), _own_key)


def _own_key(trail: Resource) -> Result:
    if key := trail.get("KmsKeyId"):
        return passed(trail, f"Trail {trail.name} is encrypted with {key}.")
    return failed(trail, f"Trail {trail.name} is encrypted with a key of S3's, not with KMS.")


def each_trail_once(trails: Iterable[Resource]) -> list[Resource]:
    """Each trail once: a trail of all regions is seen in every one of them."""
    return list({(trail.account, trail.id): trail for trail in trails}.values())


CHECKS: tuple[Check, ...] = (all_regions, validated, own_key)

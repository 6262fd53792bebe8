"""What the public can reach: buckets, databases, and whether a firewall stands before the web."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._public import opens_to_everybody
from .._reading import seen_with
from .._values import aspect_map, many, tail, true
from ..common import aspect, config_rule, judged, listed, required

_ACCOUNT_BLOCK = "s3control.public_access_block"
_FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
# The groups by which a bucket's list of grants names everybody, and every customer of AWS's.
_EVERYBODY = frozenset({"AllUsers", "AuthenticatedUsers"})
_S3_URL = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"
)
_S3_REMEDY = Remedy(
    console="S3 → {name} → Permissions → Block public access → Edit → Block all; serve public "
    "files through CloudFront with origin access control.",
    cli="aws s3api put-public-access-block --bucket {name} --public-access-block-configuration "
    "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
    cloudformation=(
        'Bucket:\n  Type: AWS::S3::Bucket\n  Properties:\n    BucketName: "{name}"\n'
        "    PublicAccessBlockConfiguration:\n      BlockPublicAcls: true\n"
        "      IgnorePublicAcls: true\n      BlockPublicPolicy: true\n"
        "      RestrictPublicBuckets: true"
    ),
    terraform='resource "aws_s3_bucket_public_access_block" "this" {\n  bucket = "{name}"\n'
    "  block_public_acls       = true\n  ignore_public_acls      = true\n"
    "  block_public_policy     = true\n  restrict_public_buckets = true\n}",
    cost="Free",
)


@check(
    id="s3-public-access-blocked",
    title="Public access to buckets is blocked",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["s3.bucket", _ACCOUNT_BLOCK],
    passes="All four settings of Block Public Access are on, at the bucket or for the account.",
    supports=["SEC08-BP04", "SEC03-BP07"],
    remedy=_S3_REMEDY,
    url=_S3_URL,
    references=[
        config_rule("s3-bucket-public-read-prohibited"),
        config_rule("s3-bucket-public-write-prohibited"),
    ],
)
def s3_public_access_blocked(snapshot: Snapshot) -> Iterator[Result]:
    buckets = seen_with(snapshot, "s3.bucket", _ACCOUNT_BLOCK)
    return judged(buckets, lambda bucket: _blocked(bucket, snapshot))


def _blocked(bucket: Resource, snapshot: Snapshot) -> Result:
    off = [flag for flag in _FLAGS if not _effective(flag, bucket, snapshot)]
    if off:
        return failed(bucket, f"Bucket {bucket.name} does not set {', '.join(off)}.")
    return passed(bucket, f"Public access to bucket {bucket.name} is blocked.")


@check(
    id="s3-policy-not-public",
    title="No policy and no grant makes a bucket public",
    pillar="security",
    severity=Severity.HIGH,
    needs=["s3.bucket", _ACCOUNT_BLOCK],
    passes="Neither does AWS call the bucket's policy public, nor does a statement let anybody in "
    "whom no condition names, or RestrictPublicBuckets is in effect. No grant of its list goes to "
    "everybody or every customer of AWS's, or IgnorePublicAcls is in effect.",
    refutes=["SEC08-BP04", "SEC03-BP07"],
    remedy=_S3_REMEDY,
    url=_S3_URL,
    references=[
        config_rule("s3-bucket-public-read-prohibited"),
        config_rule("s3-bucket-public-write-prohibited"),
    ],
)
def s3_policy_not_public(snapshot: Snapshot) -> Iterator[Result]:
    buckets = seen_with(snapshot, "s3.bucket", _ACCOUNT_BLOCK)
    return judged(buckets, lambda bucket: _not_public(bucket, snapshot))


def _not_public(bucket: Resource, snapshot: Snapshot) -> Result:
    status = aspect_map(bucket, "PolicyStatus", inside="PolicyStatus")
    if not true(status.get("IsPublic")) and not opens_to_everybody(bucket.data.get("Policy")):
        return _not_granted(bucket, snapshot)
    if _effective("RestrictPublicBuckets", bucket, snapshot):
        return _not_granted(bucket, snapshot, " in effect")
    return failed(bucket, f"The policy of bucket {bucket.name} makes it public.")


def _not_granted(bucket: Resource, snapshot: Snapshot, which: str = "") -> Result:
    if not _effective("IgnorePublicAcls", bucket, snapshot):
        groups = [tail(str(uri)) for uri in many(aspect(bucket, "Grants"))]
        if found := sorted(_EVERYBODY.intersection(groups)):
            return failed(bucket, f"The grants of bucket {bucket.name} open it to {listed(found)}.")
    return passed(bucket, f"No policy or grant{which} makes bucket {bucket.name} public.")


def _effective(flag: str, bucket: Resource, snapshot: Snapshot) -> bool:
    for block in snapshot.of(_ACCOUNT_BLOCK, account=bucket.account):
        if true(block.data.get(flag)):
            return True
    own = aspect_map(bucket, "PublicAccessBlock", inside="PublicAccessBlockConfiguration")
    return true(own.get(flag))


@check(
    id="rds-not-public",
    title="Databases have no public address",
    pillar="security",
    severity=Severity.HIGH,
    needs=["rds.instance"],
    passes="The database instance is not publicly accessible.",
    refutes=["SEC05-BP01"],
    supports=["SEC05-BP01"],
    remedy=Remedy(
        console="RDS → Databases → {name} → Modify → Connectivity: Not publicly accessible.",
        cli=(
            "# clients outside of the VPC lose their connection\n"
            "aws rds modify-db-instance --db-instance-identifier {last} "
            "--no-publicly-accessible --apply-immediately --region {region}"
        ),
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n    PubliclyAccessible: false'
        ),
        terraform=(
            'resource "aws_db_instance" "db" {\n'
            "  # the rest stays as it is\n"
            '  identifier          = "{name}"\n'
            "  publicly_accessible = false\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    references=[config_rule("rds-instance-public-access-check")],
)
def rds_not_public(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("rds.instance"), _private)


def _private(instance: Resource) -> Result:
    if true(required(instance, "PubliclyAccessible")):
        return failed(instance, f"Database {instance.name} is publicly accessible.")
    return passed(instance, f"Database {instance.name} is not publicly accessible.")


@check(
    id="waf-before-balancers",
    title="A web application firewall stands before public load balancers",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["elbv2.load_balancer", "wafv2.web_acl"],
    passes="A web ACL is associated with the internet-facing application load balancer.",
    supports=["SEC05-BP03"],
    remedy=Remedy(
        console="WAF & Shield → Web ACLs → Create web ACL in {region} with AWS's managed core "
        "rules; add {name} under Associated AWS resources.",
        cli="aws wafv2 associate-web-acl --region {region} --resource-arn {id} "
        "--web-acl-arn WEB_ACL_ARN",
        cloudformation=(
            "Association:\n  Type: AWS::WAFv2::WebACLAssociation\n  Properties:\n"
            '    ResourceArn: "{id}"\n    WebACLArn: !GetAtt WebAcl.Arn'
        ),
        terraform='resource "aws_wafv2_web_acl_association" "this" {\n  resource_arn = "{id}"\n'
        "  web_acl_arn  = aws_wafv2_web_acl.this.arn\n}",
        cost="5 USD per web ACL and 1 USD per rule a month, and 0.60 USD per million requests",
    ),
    url="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html",
    references=[config_rule("alb-waf-enabled")],
)
def waf_before_balancers(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_public_balancers(snapshot), lambda b: _guarded(b, snapshot))


def _public_balancers(snapshot: Snapshot) -> list[Resource]:
    return [
        balancer
        for balancer in seen_with(snapshot, "elbv2.load_balancer", "wafv2.web_acl")
        if balancer.data.get("Type") == "application"
        and balancer.data.get("Scheme") == "internet-facing"
    ]


def _guarded(balancer: Resource, snapshot: Snapshot) -> Result:
    for acl in snapshot.of("wafv2.web_acl", account=balancer.account):
        if balancer.id in many(aspect(acl, "Resources")):
            return passed(balancer, f"Web ACL {acl.name} guards load balancer {balancer.name}.")
    return failed(balancer, f"No web ACL guards public load balancer {balancer.name}.")


@check(
    id="waf-before-distributions",
    title="A web application firewall stands before distributions",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["cloudfront.distribution"],
    passes="A web ACL is associated with the enabled CloudFront distribution.",
    supports=["SEC05-BP03"],
    remedy=Remedy(
        console="CloudFront → {name} → Security → Edit → Enable security protections.",
        cli=(
            "aws cloudfront get-distribution-config --id {last} --query DistributionConfig > "
            "config.json\n"
            "# in config.json set WebACLId to the ARN of a web ACL of the scope CLOUDFRONT, then\n"
            "aws cloudfront update-distribution --id {last} --distribution-config "
            'file://config.json --if-match "$(aws cloudfront get-distribution-config --id '
            '{last} --query ETag --output text)"'
        ),
        cloudformation=(
            "Site:\n  Type: AWS::CloudFront::Distribution\n  Properties:\n"
            "    DistributionConfig:\n      WebACLId: WEB_ACL_ARN"
        ),
        terraform=(
            'resource "aws_cloudfront_distribution" "this" {\n'
            "  # the rest stays as it is\n"
            "  web_acl_id = aws_wafv2_web_acl.edge.arn\n"
            "}"
        ),
        cost="5 USD per web ACL and 1 USD per rule a month, and 0.60 USD per million requests",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-awswaf.html",
)
def waf_before_distributions(snapshot: Snapshot) -> Iterator[Result]:
    found = snapshot.of("cloudfront.distribution")
    return judged([d for d in found if true(d.data.get("Enabled", True))], _edge_guarded)


def _edge_guarded(distribution: Resource) -> Result:
    acl = distribution.data.get("WebACLId") or aspect_map(distribution, "Config").get("WebACLId")
    if acl:
        return passed(distribution, f"Web ACL {acl} guards distribution {distribution.name}.")
    return failed(distribution, f"No web ACL guards distribution {distribution.name}.")


CHECKS: tuple[Check, ...] = (
    s3_public_access_blocked,
    s3_policy_not_public,
    rds_not_public,
    waf_before_balancers,
    waf_before_distributions,
)

"""TLS on the way to data: databases, caches and buckets."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._policies import denies_plain_transport
from .._values import true
from ..common import aspect, config_rule, judged, required
from .rest_databases import SERVERLESS
from .transit_balancers import IN_TRANSIT, PRACTICE


@check(
    id="rds-force-tls",
    title="Databases refuse connections without TLS",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["rds.instance"],
    passes="The database's parameter group forces TLS (rds.force_ssl, require_secure_transport).",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="RDS → Parameter groups → the group of {name} → Edit: rds.force_ssl = 1 "
        "(PostgreSQL, SQL Server) or require_secure_transport = 1 (MySQL, MariaDB).",
        cli="aws rds modify-db-parameter-group --db-parameter-group-name GROUP --region {region} "
        "--parameters ParameterName=rds.force_ssl,ParameterValue=1,ApplyMethod=pending-reboot",
        cloudformation=(
            "Group:\n  Type: AWS::RDS::DBParameterGroup\n  Properties:\n"
            "    Family: postgres16\n    Description: Connections need TLS\n    Parameters:\n"
            '      rds.force_ssl: "1"'
        ),
        terraform='resource "aws_db_parameter_group" "tls" {\n  family = "postgres16"\n'
        '  parameter {\n    name         = "rds.force_ssl"\n    value        = "1"\n'
        '    apply_method = "pending-reboot"\n  }\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html",
)
def rds_force_tls(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("rds.instance"), _forced)


def _forced(instance: Resource) -> Result:
    value = aspect(instance, "ForceSSL")
    what = f"Database {instance.name} ({instance.get('Engine', 'engine not known')})"
    if value is None:
        return unknown(instance, f"Whether {what} forces TLS is not in its parameter group.")
    if true(value):
        return passed(instance, f"{what} forces TLS.")
    return failed(instance, f"{what} accepts connections without TLS.")


@check(
    id="elasticache-groups-tls",
    title="Replicated and serverless caches ask for TLS",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["elasticache.replication_group"],
    passes="Encryption in transit is on, and required, for the replication group. A serverless "
    "cache takes TLS alone.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="ElastiCache → {name} → Modify → Encryption in transit: Preferred, then, when all "
        "clients use TLS, Required.",
        cli="aws elasticache modify-replication-group --replication-group-id {name} "
        "--transit-encryption-enabled --transit-encryption-mode preferred --apply-immediately "
        "--region {region}",
        cloudformation=(
            "Cache:\n  Type: AWS::ElastiCache::ReplicationGroup\n  Properties:\n"
            '    ReplicationGroupId: "{name}"\n    ReplicationGroupDescription: tls\n'
            "    TransitEncryptionEnabled: true\n    TransitEncryptionMode: required"
        ),
        terraform=(
            'resource "aws_elasticache_replication_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  replication_group_id       = "{name}"\n'
            "  transit_encryption_enabled = true\n"
            '  transit_encryption_mode    = "required"\n'
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html",
)
def elasticache_groups_tls(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("elasticache.replication_group"), _cache)
    # Not among what is needed: that it could not be read hides nothing.
    yield from judged(snapshot.of(SERVERLESS), _serverless)


def _serverless(cache: Resource) -> Result:
    required(cache, "ServerlessCacheName")
    return passed(cache, f"Serverless cache {cache.name} takes TLS alone.")


@check(
    id="elasticache-clusters-tls",
    title="Single caches ask for TLS",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["elasticache.cluster"],
    passes="Encryption in transit is on for the cache, Memcached included. Members of a "
    "replication group are judged with it.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="ElastiCache → create a cache with encryption in transit and switch the "
        "application from {name} to it.",
        cli="aws elasticache create-cache-cluster --cache-cluster-id {name}-tls --engine memcached "
        "--transit-encryption-enabled --num-cache-nodes 2 --cache-node-type TYPE "
        "--region {region}",
        cloudformation=(
            "Cache:\n  Type: AWS::ElastiCache::CacheCluster\n  Properties:\n"
            "    Engine: memcached\n    CacheNodeType: cache.t4g.small\n"
            "    NumCacheNodes: 2\n    TransitEncryptionEnabled: true"
        ),
        terraform='resource "aws_elasticache_cluster" "this" {\n  cluster_id = "{name}"\n'
        "  transit_encryption_enabled = true\n}",
        cost="Free but for both caches during the move",
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html",
)
def elasticache_clusters_tls(snapshot: Snapshot) -> Iterator[Result]:
    caches = snapshot.of("elasticache.cluster")
    return judged([c for c in caches if not c.data.get("ReplicationGroupId")], _cache)


def _cache(cache: Resource) -> Result:
    if not true(required(cache, "TransitEncryptionEnabled")):
        return failed(cache, f"Cache {cache.name} does not encrypt in transit.")
    if cache.get("TransitEncryptionMode") == "preferred":
        return failed(cache, f"Cache {cache.name} offers TLS and still accepts plain connections.")
    return passed(cache, f"Cache {cache.name} asks for TLS.")


@check(
    id="s3-tls-only",
    title="Buckets refuse requests without TLS",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["s3.bucket"],
    passes="The bucket's policy denies everybody every S3 action where aws:SecureTransport is "
    "false.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="S3 → {name} → Permissions → Bucket policy → Edit: add a Deny for Principal * and "
        "Action s3:* on the bucket and its objects where aws:SecureTransport is false.",
        cli=(
            "# the policy that it has now: what is put replaces it\n"
            "aws s3api get-bucket-policy --bucket {name} --query Policy --output text > "
            "policy.json\n"
            "# add to its Statement: "
            '{"Sid":"TlsOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:'
            'aws:s3:::{name}","arn:aws:s3:::{name}/*"],"Condition":{"Bool":{"aws:SecureTranspor'
            't":"false"}}}\n'
            "aws s3api put-bucket-policy --bucket {name} --policy file://policy.json"
        ),
        cloudformation=(
            'TlsOnly:\n  Type: AWS::S3::BucketPolicy\n  Properties:\n    Bucket: "{name}"\n'
            '    PolicyDocument:\n      Version: "2012-10-17"\n      Statement:\n'
            '        - Sid: TlsOnly\n          Effect: Deny\n          Principal: "*"\n'
            "          Action: s3:*\n"
            '          Resource: ["arn:aws:s3:::{name}", "arn:aws:s3:::{name}/*"]\n'
            "          Condition:\n            Bool:\n"
            '              aws:SecureTransport: "false"'
        ),
        terraform='data "aws_iam_policy_document" "tls_only" {\n  statement {\n'
        '    effect    = "Deny"\n    actions   = ["s3:*"]\n'
        '    resources = ["arn:aws:s3:::{name}", "arn:aws:s3:::{name}/*"]\n'
        '    principals {\n      type        = "*"\n      identifiers = ["*"]\n    }\n'
        '    condition {\n      test     = "Bool"\n      variable = "aws:SecureTransport"\n'
        '      values   = ["false"]\n    }\n  }\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    references=[config_rule("s3-bucket-ssl-requests-only")],
)
def s3_tls_only(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("s3.bucket"), _tls_only)


def _tls_only(bucket: Resource) -> Result:
    policy = aspect(bucket, "Policy")
    if denies_plain_transport(policy, bucket.id):
        return passed(bucket, f"Bucket {bucket.name} refuses requests without TLS.")
    which = "no policy" if policy is None else "a policy"
    reason = f"Bucket {bucket.name} has {which}, and nothing refuses requests without TLS."
    return failed(bucket, reason)


CHECKS: tuple[Check, ...] = (
    rds_force_tls,
    elasticache_groups_tls,
    elasticache_clusters_tls,
    s3_tls_only,
)

"""Access logs of what answers requests: load balancers, buckets, distributions, clusters."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import aspect_map, many, true
from ..common import config_rule, judged, listed, required


@check(
    id="elb-access-logs",
    title="Load balancers log requests",
    pillar="security",
    severity=Severity.LOW,
    needs=["elbv2.load_balancer"],
    passes="The application or network load balancer writes access logs to S3.",
    supports=["SEC04-BP01", "REL06-BP01"],
    remedy=Remedy(
        console="EC2 → Load Balancers → {name} → Attributes → Edit → Access logs.",
        cli="aws elbv2 modify-load-balancer-attributes --region {region} --load-balancer-arn {id} "
        "--attributes Key=access_logs.s3.enabled,Value=true "
        "Key=access_logs.s3.bucket,Value=BUCKET",
        cloudformation=(
            "Balancer:\n  Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n  Properties:\n"
            '    Name: "{name}"\n    LoadBalancerAttributes:\n'
            '      - Key: access_logs.s3.enabled\n        Value: "true"\n'
            "      - Key: access_logs.s3.bucket\n        Value: !Ref Logs"
        ),
        terraform='resource "aws_lb" "this" {\n  name = "{name}"\n  access_logs {\n'
        "    bucket  = aws_s3_bucket.logs.id\n    enabled = true\n  }\n}",
        cost="The storage of the logs in S3, about 0.023 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
    references=[config_rule("elb-logging-enabled")],
)
def elb_access_logs(snapshot: Snapshot) -> Iterator[Result]:
    found = snapshot.of("elbv2.load_balancer")
    return judged([b for b in found if b.data.get("Type") != "gateway"], _balancer_logs)


def _balancer_logs(balancer: Resource) -> Result:
    if true(aspect_map(balancer, "Attributes").get("access_logs.s3.enabled")):
        return passed(balancer, f"Load balancer {balancer.name} writes access logs.")
    return failed(balancer, f"Load balancer {balancer.name} writes no access logs.")


@check(
    id="s3-access-logs",
    title="Buckets log who reads them",
    pillar="security",
    severity=Severity.LOW,
    needs=["s3.bucket"],
    passes="Server access logging is on for the bucket.",
    supports=["SEC04-BP01"],
    remedy=Remedy(
        console="S3 → {name} → Properties → Server access logging → Edit → Enable.",
        cli="aws s3api put-bucket-logging --bucket {name} --bucket-logging-status "
        '\'{"LoggingEnabled":{"TargetBucket":"LOGS_BUCKET","TargetPrefix":"{name}/"}}\'',
        cloudformation=(
            'Bucket:\n  Type: AWS::S3::Bucket\n  Properties:\n    BucketName: "{name}"\n'
            "    LoggingConfiguration:\n      DestinationBucketName: !Ref Logs\n"
            '      LogFilePrefix: "{name}/"'
        ),
        terraform='resource "aws_s3_bucket_logging" "this" {\n  bucket        = "{name}"\n'
        '  target_bucket = aws_s3_bucket.logs.id\n  target_prefix = "{name}/"\n}',
        cost="The storage of the logs, about 0.023 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
    references=[config_rule("s3-bucket-logging-enabled")],
)
def s3_access_logs(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("s3.bucket"), _bucket_logs)


def _bucket_logs(bucket: Resource) -> Result:
    target = aspect_map(bucket, "Logging", inside="LoggingEnabled").get("TargetBucket")
    if target:
        return passed(bucket, f"Bucket {bucket.name} logs to {target}.")
    return failed(bucket, f"Bucket {bucket.name} does not log who reads it.")


@check(
    id="cloudfront-access-logs",
    title="Distributions log requests",
    pillar="security",
    severity=Severity.LOW,
    needs=["cloudfront.distribution"],
    passes="Standard logging to a bucket is on for the distribution. Delivery through CloudWatch "
    "is set elsewhere and cannot be seen here.",
    supports=["SEC04-BP01", "REL06-BP01"],
    remedy=Remedy(
        console="CloudFront → {name} → Logging → Create log delivery.",
        cli=(
            "aws cloudfront get-distribution-config --id {last} --query DistributionConfig > "
            "config.json\n"
            "# in config.json set Logging.Enabled and Logging.Bucket, then\n"
            "aws cloudfront update-distribution --id {last} --distribution-config "
            'file://config.json --if-match "$(aws cloudfront get-distribution-config --id '
            '{last} --query ETag --output text)"'
        ),
        cloudformation=(
            "Site:\n  Type: AWS::CloudFront::Distribution\n  Properties:\n"
            "    DistributionConfig:\n      Logging:\n        Bucket: !GetAtt Logs.DomainName"
        ),
        terraform=(
            'resource "aws_cloudfront_distribution" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {last}, {name}\n"
            "  logging_config {\n"
            "    bucket = aws_s3_bucket.logs.bucket_domain_name\n"
            "  }\n"
            "}"
        ),
        cost="The storage of the logs in S3, about 0.023 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html",
)
def cloudfront_access_logs(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("cloudfront.distribution"), _distribution_logs)


def _distribution_logs(distribution: Resource) -> Result:
    logging = aspect_map(distribution, "Config").get("Logging") or {}
    if true(logging.get("Enabled")):
        return passed(distribution, f"Distribution {distribution.name} logs requests.")
    return failed(distribution, f"Distribution {distribution.name} has no standard logging.")


@check(
    id="rds-log-exports",
    title="Databases send their logs to CloudWatch",
    pillar="security",
    severity=Severity.LOW,
    needs=["rds.instance"],
    passes="The database instance exports at least one of its logs to CloudWatch Logs.",
    supports=["SEC04-BP01", "REL06-BP01"],
    remedy=Remedy(
        console="RDS → Databases → {name} → Modify → Log exports.",
        cli="aws rds modify-db-instance --db-instance-identifier {name} --region {region} "
        '--cloudwatch-logs-export-configuration \'{"EnableLogTypes":["error"]}\'',
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n    EnableCloudwatchLogsExports: [error]'
        ),
        terraform=(
            'resource "aws_db_instance" "db" {\n'
            "  # the rest stays as it is\n"
            '  identifier = "{name}"\n'
            '  enabled_cloudwatch_logs_exports = ["error"]\n'
            "}"
        ),
        cost="0.50 USD per GB of logs that CloudWatch takes in",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.html",
)
def rds_log_exports(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("rds.instance"), _database_logs)


def _database_logs(instance: Resource) -> Result:
    logs = many(instance.get("EnabledCloudwatchLogsExports"))
    if logs:
        return passed(instance, f"Database {instance.name} exports its logs: {listed(logs)}.")
    return failed(instance, f"Database {instance.name} exports no log to CloudWatch.")


@check(
    id="eks-control-plane-logs",
    title="Kubernetes clusters log their control plane",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["eks.cluster"],
    passes="The cluster's audit log, which tells who asked the API for what, is on.",
    supports=["SEC04-BP01", "REL06-BP01"],
    remedy=Remedy(
        console="EKS → {name} → Observability → Manage logging: Audit and Authenticator.",
        cli="aws eks update-cluster-config --name {name} --region {region} --logging "
        '\'{"clusterLogging":[{"types":["audit","authenticator"],"enabled":true}]}\'',
        cloudformation=(
            'Cluster:\n  Type: AWS::EKS::Cluster\n  Properties:\n    Name: "{name}"\n'
            "    Logging:\n      ClusterLogging:\n        EnabledTypes:\n"
            "          - Type: audit\n          - Type: authenticator"
        ),
        terraform=(
            'resource "aws_eks_cluster" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            '  enabled_cluster_log_types = ["audit", "authenticator"]\n'
            "}"
        ),
        cost="0.50 USD per GB of logs that CloudWatch takes in",
    ),
    url="https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
)
def eks_control_plane_logs(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("eks.cluster"), _cluster_logs)


def _cluster_logs(cluster: Resource) -> Result:
    settings = many(required(cluster, "logging").get("clusterLogging"))
    types = {kind for s in settings if true(s.get("enabled")) for kind in many(s.get("types"))}
    if "audit" in types:
        return passed(cluster, f"Cluster {cluster.name} keeps an audit log.")
    return failed(cluster, f"Cluster {cluster.name} keeps no audit log.")


@check(
    id="mq-logs",
    title="Message brokers write logs",
    pillar="security",
    severity=Severity.LOW,
    needs=["mq.broker"],
    passes="The broker of Amazon MQ writes its general log to CloudWatch Logs, and one of ActiveMQ "
    "its audit log too, which tells who managed it. RabbitMQ has none.",
    supports=["SEC04-BP01", "REL06-BP01"],
    remedy=Remedy(
        console="Amazon MQ → Brokers → {name} → Edit → CloudWatch Logs: General, and Audit where "
        "it is offered; then restart the broker in its maintenance window.",
        cli="aws mq update-broker --region {region} --broker-id BROKER_ID "
        "--logs General=true,Audit=true",
        cloudformation=(
            'Broker:\n  Type: AWS::AmazonMQ::Broker\n  Properties:\n    BrokerName: "{name}"\n'
            "    EngineType: ACTIVEMQ\n    DeploymentMode: ACTIVE_STANDBY_MULTI_AZ\n"
            "    HostInstanceType: mq.m5.large\n    PubliclyAccessible: false\n"
            "    Logs:\n      General: true\n      Audit: true"
        ),
        terraform=(
            'resource "aws_mq_broker" "this" {\n'
            "  # the rest stays as it is\n"
            '  broker_name = "{name}"\n'
            "  logs {\n"
            "    general = true\n"
            "    audit   = true\n"
            "  }\n"
            "}"
        ),
        cost="0.50 USD per GB of logs that CloudWatch takes in",
    ),
    url="https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/security-logging-monitoring.html",
    references=[config_rule("mq-cloudwatch-audit-logging-enabled")],
)
def mq_logs(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("mq.broker"), _broker_logs)


def _broker_logs(broker: Resource) -> Result:
    # Written ActiveMQ in older answers.
    active = str(required(broker, "EngineType")).upper() == "ACTIVEMQ"
    wanted = ["General", "Audit"] if active else ["General"]
    logs = required(broker, "Logs")
    missing = [name.lower() for name in wanted if not true(logs.get(name))]
    if missing:
        return failed(broker, f"Broker {broker.name} writes no {' and no '.join(missing)} log.")
    written = " and its ".join(name.lower() for name in wanted)
    return passed(broker, f"Broker {broker.name} writes its {written} log.")


CHECKS: tuple[Check, ...] = (
    elb_access_logs,
    s3_access_logs,
    cloudfront_access_logs,
    rds_log_exports,
    eks_control_plane_logs,
    mq_logs,
)

"""Encryption at rest of streams, accelerators, searches and warehouses.

MemoryDB, Managed Kafka, FSx and Amazon MQ are left out: what they keep is always encrypted.
"""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import true
from ..common import config_rule, dig, judged, required
from .rest_disks import AT_REST, PRACTICE


@check(
    id="kinesis-streams-encrypted",
    title="Data streams are encrypted",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["kinesis.stream"],
    passes="The stream is encrypted with a key of KMS.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="Kinesis → Data streams → {name} → Configuration → Encryption → Edit → Enable.",
        cli="aws kinesis start-stream-encryption --stream-name {name} --encryption-type KMS "
        "--key-id alias/aws/kinesis --region {region}",
        cloudformation=(
            'Stream:\n  Type: AWS::Kinesis::Stream\n  Properties:\n    Name: "{name}"\n'
            "    StreamEncryption:\n      EncryptionType: KMS\n      KeyId: alias/aws/kinesis"
        ),
        terraform='resource "aws_kinesis_stream" "this" {\n  name            = "{name}"\n'
        '  encryption_type = "KMS"\n  kms_key_id      = "alias/aws/kinesis"\n}',
        cost="0.03 USD per 10,000 requests to KMS, a few a minute for each producer",
    ),
    url="https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html",
)
def kinesis(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("kinesis.stream"), _stream)


def _stream(stream: Resource) -> Result:
    if required(stream, "EncryptionType") == "KMS":
        return passed(stream, f"Stream {stream.name} is encrypted.")
    return failed(stream, f"Stream {stream.name} is not encrypted.")


@check(
    id="firehose-encrypted",
    title="Delivery streams encrypt what waits in them",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["firehose.stream"],
    passes="Server-side encryption of the Firehose stream is on, with a key of AWS's or of one's "
    "own. A stream that reads from Kinesis or Kafka keeps nothing itself and is left out.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="Data Firehose → {name} → Configuration → Server-side encryption → Edit → Enable.",
        cli="aws firehose start-delivery-stream-encryption --delivery-stream-name {name} "
        "--delivery-stream-encryption-configuration-input KeyType=AWS_OWNED_CMK --region {region}",
        cloudformation=(
            "Stream:\n  Type: AWS::KinesisFirehose::DeliveryStream\n  Properties:\n"
            '    DeliveryStreamName: "{name}"\n    DeliveryStreamType: DirectPut\n'
            "    DeliveryStreamEncryptionConfigurationInput:\n      KeyType: AWS_OWNED_CMK"
        ),
        terraform=(
            'resource "aws_kinesis_firehose_delivery_stream" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  server_side_encryption {\n"
            "    enabled = true\n"
            "  }\n"
            "}"
        ),
        cost="Free with a key of AWS's; 1 USD per month and 0.03 USD per 10,000 requests with an "
        "own one",
    ),
    url="https://docs.aws.amazon.com/firehose/latest/dev/encryption.html",
    references=[config_rule("kinesis-firehose-delivery-stream-encrypted")],
)
def firehose(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("firehose.stream"), _delivery)


def _delivery(stream: Resource) -> Result | None:
    if required(stream, "DeliveryStreamType") != "DirectPut":
        return None
    # Absent from the answer where nobody ever switched it on.
    status = dig(stream.get("DeliveryStreamEncryptionConfiguration"), "Status")
    if status in ("ENABLED", "ENABLING"):
        return passed(stream, f"Delivery stream {stream.name} is encrypted.")
    return failed(stream, f"Delivery stream {stream.name} is not encrypted.")


@check(
    id="dax-encrypted",
    title="DynamoDB accelerators are encrypted",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["dax.cluster"],
    passes="The accelerator's cluster was made with encryption at rest. It cannot be added later.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="DynamoDB → DAX → Clusters → Create cluster with encryption at rest; point the "
        "application to it, then delete {name}.",
        cli="aws dax create-cluster --cluster-name NAME --node-type dax.r5.large "
        "--replication-factor 3 --iam-role-arn ROLE --sse-specification Enabled=true "
        "--region {region}",
        cloudformation=(
            "Cluster:\n  Type: AWS::DAX::Cluster\n  Properties:\n    IAMRoleARN: ROLE\n"
            "    NodeType: dax.r5.large\n    ReplicationFactor: 3\n"
            "    SSESpecification:\n      SSEEnabled: true"
        ),
        terraform='resource "aws_dax_cluster" "this" {\n  cluster_name       = "NAME"\n'
        '  iam_role_arn       = "ROLE"\n  node_type          = "dax.r5.large"\n'
        "  replication_factor = 3\n  server_side_encryption {\n    enabled = true\n  }\n}",
        cost="Free but for both clusters while the application moves",
    ),
    url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html",
)
def dax(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("dax.cluster"), _accelerator)


def _accelerator(cluster: Resource) -> Result:
    status = dig(required(cluster, "SSEDescription"), "Status")
    if status == "ENABLED":
        return passed(cluster, f"Accelerator {cluster.name} is encrypted.")
    return failed(cluster, f"Accelerator {cluster.name} is not encrypted.")


@check(
    id="opensearch-encrypted",
    title="Search domains are encrypted",
    pillar="security",
    severity=Severity.HIGH,
    needs=["opensearch.domain"],
    passes="Encryption at rest is on for the OpenSearch or Elasticsearch domain.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="OpenSearch Service → Domains → {name} → Actions → Edit security configuration → "
        "Encryption → Enable encryption of data at rest.",
        cli="aws opensearch update-domain-config --domain-name {name} --region {region} "
        "--encryption-at-rest-options Enabled=true",
        cloudformation=(
            "Domain:\n  Type: AWS::OpenSearchService::Domain\n  Properties:\n"
            '    DomainName: "{name}"\n    EncryptionAtRestOptions:\n      Enabled: true'
        ),
        terraform='resource "aws_opensearch_domain" "this" {\n  domain_name = "{name}"\n'
        "  encrypt_at_rest {\n    enabled = true\n  }\n}",
        cost="Free with the service's own key",
    ),
    url="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html",
)
def opensearch(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("opensearch.domain"), _domain)


def _domain(domain: Resource) -> Result:
    if true(dig(required(domain, "EncryptionAtRestOptions"), "Enabled")):
        return passed(domain, f"Domain {domain.name} is encrypted at rest.")
    return failed(domain, f"Domain {domain.name} is not encrypted at rest.")


@check(
    id="redshift-encrypted",
    title="Warehouses are encrypted",
    pillar="security",
    severity=Severity.HIGH,
    needs=["redshift.cluster"],
    passes="The Redshift cluster is encrypted.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="Redshift → Clusters → {name} → Properties → Database configurations → Edit "
        "encryption. The cluster reads only while it is encrypted.",
        cli="aws redshift modify-cluster --cluster-identifier {name} --encrypted --region {region}",
        cloudformation=(
            "Cluster:\n  Type: AWS::Redshift::Cluster\n  Properties:\n    ClusterType: multi-node\n"
            "    DBName: sales\n    MasterUsername: owner\n    ManageMasterPassword: true\n"
            "    NodeType: ra3.large\n    Encrypted: true"
        ),
        terraform=(
            'resource "aws_redshift_cluster" "this" {\n'
            "  # the rest stays as it is\n"
            '  cluster_identifier = "{name}"\n'
            "  encrypted          = true\n"
            "}"
        ),
        cost="Free with a key of AWS",
    ),
    url="https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html",
)
def redshift(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("redshift.cluster"), _warehouse)


def _warehouse(cluster: Resource) -> Result:
    if true(required(cluster, "Encrypted")):
        return passed(cluster, f"Warehouse {cluster.name} is encrypted.")
    return failed(cluster, f"Warehouse {cluster.name} is not encrypted.")


CHECKS: tuple[Check, ...] = (kinesis, firehose, dax, opensearch, redshift)

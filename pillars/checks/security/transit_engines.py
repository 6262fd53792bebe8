"""TLS on the way to accelerators, in-memory stores, searches, brokers, warehouses and APIs.

Amazon MQ and Data Firehose are left out: they take nothing else.
"""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._values import true
from ..common import aspect, dig, judged, required
from .transit_balancers import IN_TRANSIT, PRACTICE

OLD_TLS = "TLS_1_0"


@check(
    id="dax-tls",
    title="DynamoDB accelerators ask for TLS",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["dax.cluster"],
    passes="The accelerator's endpoint takes TLS alone. It is chosen when the cluster is made.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="DynamoDB → DAX → Clusters → Create cluster with encryption in transit; point the "
        "application to it, then delete {name}.",
        cli="aws dax create-cluster --cluster-name NAME --node-type dax.r5.large "
        "--replication-factor 3 --iam-role-arn ROLE --cluster-endpoint-encryption-type TLS "
        "--region {region}",
        cloudformation=(
            "Cluster:\n  Type: AWS::DAX::Cluster\n  Properties:\n    IAMRoleARN: ROLE\n"
            "    NodeType: dax.r5.large\n    ReplicationFactor: 3\n"
            "    ClusterEndpointEncryptionType: TLS"
        ),
        terraform='resource "aws_dax_cluster" "this" {\n  cluster_name       = "NAME"\n'
        '  iam_role_arn       = "ROLE"\n  node_type          = "dax.r5.large"\n'
        '  replication_factor = 3\n  cluster_endpoint_encryption_type = "TLS"\n}',
        cost="Free but for both clusters while the application moves",
    ),
    url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionInTransit.html",
)
def dax(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("dax.cluster"), _accelerator)


def _accelerator(cluster: Resource) -> Result:
    if required(cluster, "ClusterEndpointEncryptionType") == "TLS":
        return passed(cluster, f"Accelerator {cluster.name} takes TLS alone.")
    return failed(cluster, f"Accelerator {cluster.name} is spoken to without TLS.")


@check(
    id="memorydb-tls",
    title="In-memory databases ask for TLS",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["memorydb.cluster"],
    passes="TLS is on for the MemoryDB cluster. It is chosen when the cluster is made.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="MemoryDB → Clusters → Create cluster from a snapshot of {name}, with encryption "
        "in transit; point the application to it.",
        cli="aws memorydb create-cluster --cluster-name NAME --node-type db.r7g.large "
        "--acl-name ACL --tls-enabled --region {region}",
        cloudformation=(
            "Cluster:\n  Type: AWS::MemoryDB::Cluster\n  Properties:\n    ClusterName: NAME\n"
            "    NodeType: db.r7g.large\n    ACLName: ACL\n    TLSEnabled: true"
        ),
        terraform='resource "aws_memorydb_cluster" "this" {\n  name        = "NAME"\n'
        '  node_type   = "db.r7g.large"\n  acl_name    = "ACL"\n  tls_enabled = true\n}',
        cost="Free but for both clusters while the application moves",
    ),
    url="https://docs.aws.amazon.com/memorydb/latest/devguide/in-transit-encryption.html",
)
def memorydb(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("memorydb.cluster"), _memory)


def _memory(cluster: Resource) -> Result:
    if true(required(cluster, "TLSEnabled")):
        return passed(cluster, f"Database {cluster.name} asks for TLS.")
    return failed(cluster, f"Database {cluster.name} is spoken to without TLS.")


@check(
    id="msk-tls",
    title="Kafka takes TLS alone",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["kafka.cluster"],
    passes="Clients speak TLS to the brokers, and the brokers to each other. A serverless cluster "
    "knows nothing else.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="MSK → Clusters → {name} → Properties → Security settings → Edit → only TLS "
        "encryption between clients and brokers.",
        cli="aws kafka update-security --cluster-arn {id} --current-version VERSION "
        "--encryption-info EncryptionInTransit={ClientBroker=TLS} --region {region}",
        cloudformation=(
            "Cluster:\n  Type: AWS::MSK::Cluster\n  Properties:\n"
            '    ClusterName: "{name}"\n    KafkaVersion: 3.6.0\n    NumberOfBrokerNodes: 3\n'
            "    BrokerNodeGroupInfo:\n      InstanceType: kafka.m7g.large\n"
            "      ClientSubnets: [SUBNET1, SUBNET2, SUBNET3]\n    EncryptionInfo:\n"
            "      EncryptionInTransit:\n        ClientBroker: TLS\n        InCluster: true"
        ),
        terraform=(
            'resource "aws_msk_cluster" "this" {\n'
            "  # the rest stays as it is\n"
            '  cluster_name = "{name}"\n'
            "  encryption_info {\n"
            "    encryption_in_transit {\n"
            '      client_broker = "TLS"\n'
            "      in_cluster    = true\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Free; TLS takes some of the brokers' processors",
    ),
    url="https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html",
)
def msk(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("kafka.cluster"), _kafka)


def _kafka(cluster: Resource) -> Result:
    if required(cluster, "ClusterType") == "SERVERLESS":
        return passed(cluster, f"Serverless cluster {cluster.name} takes TLS alone.")
    transit = dig(required(cluster, "Provisioned"), "EncryptionInfo", "EncryptionInTransit")
    if not isinstance(transit, dict) or "ClientBroker" not in transit:
        return unknown(cluster, f"What cluster {cluster.name} takes was not answered.")
    if transit["ClientBroker"] != "TLS":
        return failed(cluster, f"Brokers of {cluster.name} are spoken to without TLS.")
    if not true(transit.get("InCluster")):
        return failed(cluster, f"Brokers of {cluster.name} speak to each other without TLS.")
    return passed(cluster, f"Cluster {cluster.name} takes TLS alone.")


@check(
    id="opensearch-tls",
    title="Search domains take HTTPS alone, from TLS 1.2 on",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["opensearch.domain"],
    passes="The domain's endpoint asks for HTTPS with TLS 1.2 or newer, and its nodes encrypt what "
    "they say to each other.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="OpenSearch Service → Domains → {name} → Actions → Edit security configuration → "
        "Require HTTPS, node-to-node encryption, TLS policy 1.2.",
        cli="aws opensearch update-domain-config --domain-name {name} --region {region} "
        "--domain-endpoint-options EnforceHTTPS=true,TLSSecurityPolicy=Policy-Min-TLS-1-2-2019-07 "
        "--node-to-node-encryption-options Enabled=true",
        cloudformation=(
            "Domain:\n  Type: AWS::OpenSearchService::Domain\n  Properties:\n"
            '    DomainName: "{name}"\n    DomainEndpointOptions:\n      EnforceHTTPS: true\n'
            "      TLSSecurityPolicy: Policy-Min-TLS-1-2-2019-07\n"
            "    NodeToNodeEncryptionOptions:\n      Enabled: true"
        ),
        terraform='resource "aws_opensearch_domain" "this" {\n  domain_name = "{name}"\n'
        "  domain_endpoint_options {\n    enforce_https       = true\n"
        '    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"\n  }\n'
        "  node_to_node_encryption {\n    enabled = true\n  }\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ntn.html",
)
def opensearch(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("opensearch.domain"), _domain)


def _domain(domain: Resource) -> Result:
    endpoint = required(domain, "DomainEndpointOptions")
    what = f"Domain {domain.name}"
    if not true(endpoint.get("EnforceHTTPS")):
        return failed(domain, f"{what} answers without TLS.")
    if "TLS-1-0" in str(endpoint.get("TLSSecurityPolicy")):
        return failed(domain, f"{what} takes TLS 1.0.")
    if not true(dig(domain.get("NodeToNodeEncryptionOptions", {}), "Enabled")):
        return failed(domain, f"The nodes of {domain.name} speak to each other without TLS.")
    return passed(domain, f"{what} takes HTTPS alone, inside as well.")


@check(
    id="redshift-tls",
    title="Warehouses refuse connections without TLS",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["redshift.cluster"],
    passes="The cluster's parameter group sets require_ssl.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="Redshift → Configurations → Workload management → the group of {name} → "
        "Parameters → require_ssl = true; then reboot the cluster.",
        cli="aws redshift modify-cluster-parameter-group --parameter-group-name GROUP "
        "--parameters ParameterName=require_ssl,ParameterValue=true --region {region}",
        cloudformation=(
            "Group:\n  Type: AWS::Redshift::ClusterParameterGroup\n  Properties:\n"
            "    Description: Connections need TLS\n    ParameterGroupFamily: redshift-1.0\n"
            "    Parameters:\n      - ParameterName: require_ssl\n        ParameterValue: 'true'"
        ),
        terraform='resource "aws_redshift_parameter_group" "tls" {\n  name   = "tls"\n'
        '  family = "redshift-1.0"\n  parameter {\n    name  = "require_ssl"\n'
        '    value = "true"\n  }\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html",
)
def redshift(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("redshift.cluster"), _warehouse)


def _warehouse(cluster: Resource) -> Result:
    value = aspect(cluster, "RequireSSL")
    if value is None:
        return unknown(cluster, f"Whether {cluster.name} asks for TLS is not in its parameters.")
    if true(value):
        return passed(cluster, f"Warehouse {cluster.name} asks for TLS.")
    return failed(cluster, f"Warehouse {cluster.name} accepts connections without TLS.")


@check(
    id="api-domain-tls",
    title="Domain names of APIs take TLS 1.2 or newer",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["apigateway.domain_name"],
    passes="The security policy of the API's domain name begins at TLS 1.2.",
    refutes=[PRACTICE, IN_TRANSIT],
    proves=[IN_TRANSIT],
    supports=[PRACTICE],
    remedy=Remedy(
        console="API Gateway → Custom domain names → {name} → Edit → Security policy TLS 1.2.",
        cli="aws apigateway update-domain-name --domain-name {name} --region {region} "
        "--patch-operations op=replace,path=/securityPolicy,value=TLS_1_2",
        cloudformation=(
            "Name:\n  Type: AWS::ApiGateway::DomainName\n  Properties:\n"
            '    DomainName: "{name}"\n    SecurityPolicy: TLS_1_2'
        ),
        terraform='resource "aws_api_gateway_domain_name" "this" {\n'
        '  domain_name     = "{name}"\n  security_policy = "TLS_1_2"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html",
)
def api_domains(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("apigateway.domain_name"), _name)


def _name(domain: Resource) -> Result:
    policy = required(domain, "securityPolicy")
    if policy == OLD_TLS:
        return failed(domain, f"Domain name {domain.name} takes TLS 1.0.")
    return passed(domain, f"Domain name {domain.name} begins at {policy}.")


CHECKS: tuple[Check, ...] = (dax, memorydb, msk, opensearch, redshift, api_domains)

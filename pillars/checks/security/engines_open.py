"""Who reaches searches, warehouses, clusters and brokers, and who they must say they are."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._network import is_world
from .._public import opens_to_everybody
from .._values import many, true
from ..common import config_rule, dig, judged, listed, required

LAYERS = "SEC05-BP01"
IDENTITY = "SEC09-BP03"
OPEN_ACL = "open-access"


@check(
    id="opensearch-not-public",
    title="Search domains are not open to everybody",
    pillar="security",
    severity=Severity.HIGH,
    needs=["opensearch.domain"],
    passes="The domain stands in a VPC. One with a public endpoint fails where its access policy "
    "lets anybody in whom no condition names and no fine-grained access stands behind it; with a "
    "narrower policy a person decides.",
    refutes=[LAYERS, "SEC03-BP07"],
    supports=[LAYERS],
    remedy=Remedy(
        console="OpenSearch Service → Create domain in a VPC, restore a snapshot of {name} into "
        "it, then delete {name}. At once: Actions → Edit security configuration → Access policy.",
        cli="aws opensearch update-domain-config --domain-name {name} --region {region} "
        "--access-policies file://policy.json",
        cloudformation=(
            "Domain:\n  Type: AWS::OpenSearchService::Domain\n  Properties:\n"
            "    VPCOptions:\n      SubnetIds: [SUBNET1, SUBNET2]\n"
            "      SecurityGroupIds: [GROUP]"
        ),
        terraform=(
            'resource "aws_opensearch_domain" "this" {\n'
            "  # the rest stays as it is\n"
            "  vpc_options {\n"
            '    subnet_ids         = ["SUBNET1", "SUBNET2"]\n'
            '    security_group_ids = ["GROUP"]\n'
            "  }\n"
            "}"
        ),
        cost="Free but for both domains while data moves",
    ),
    url="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html",
)
def opensearch(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("opensearch.domain"), _domain)


def _domain(domain: Resource) -> Result:
    what = f"Domain {domain.name}"
    required(domain, "ARN")
    if dig(domain.get("VPCOptions", {}), "VPCId"):
        return passed(domain, f"{what} stands in a VPC.")
    fine = true(dig(domain.get("AdvancedSecurityOptions", {}), "Enabled"))
    if opens_to_everybody(domain.get("AccessPolicies")) and not fine:
        return failed(domain, f"{what} lets everybody in from the internet.")
    return unknown(domain, f"{what} has a public endpoint; its policy says who may use it.")


@check(
    id="redshift-not-public",
    title="Warehouses have no public address",
    pillar="security",
    severity=Severity.HIGH,
    needs=["redshift.cluster"],
    passes="The Redshift cluster is not publicly accessible.",
    refutes=[LAYERS],
    supports=[LAYERS],
    remedy=Remedy(
        console="Redshift → Clusters → {name} → Actions → Modify publicly accessible "
        "setting → off.",
        cli="aws redshift modify-cluster --cluster-identifier {name} --no-publicly-accessible "
        "--region {region}",
        cloudformation=(
            "Cluster:\n  Type: AWS::Redshift::Cluster\n  Properties:\n    ClusterType: multi-node\n"
            "    DBName: sales\n    MasterUsername: owner\n    ManageMasterPassword: true\n"
            "    NodeType: ra3.large\n    PubliclyAccessible: false"
        ),
        terraform=(
            'resource "aws_redshift_cluster" "this" {\n'
            "  # the rest stays as it is\n"
            '  cluster_identifier  = "{name}"\n'
            "  publicly_accessible = false\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/redshift/latest/mgmt/managing-clusters-vpc.html",
)
def redshift(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("redshift.cluster"), _warehouse)


def _warehouse(cluster: Resource) -> Result:
    if true(required(cluster, "PubliclyAccessible")):
        return failed(cluster, f"Warehouse {cluster.name} has a public address.")
    return passed(cluster, f"Warehouse {cluster.name} has no public address.")


@check(
    id="eks-endpoint-closed",
    title="Clusters of Kubernetes answer to known addresses alone",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["eks.cluster"],
    passes="The cluster's API has no public endpoint, or one that is open to named ranges of "
    "addresses. It asks for credentials all the same: what an open one means, a person decides.",
    supports=[LAYERS],
    remedy=Remedy(
        console="EKS → Clusters → {name} → Networking → Manage endpoint access: Private, or Public "
        "and private with your own ranges as sources.",
        cli="aws eks update-cluster-config --region {region} --name {name} --resources-vpc-config "
        "endpointPublicAccess=true,endpointPrivateAccess=true,publicAccessCidrs=203.0.113.0/24",
        cloudformation=(
            "Cluster:\n  Type: AWS::EKS::Cluster\n  Properties:\n    RoleArn: ROLE\n"
            "    ResourcesVpcConfig:\n      SubnetIds: [SUBNET1, SUBNET2]\n"
            "      EndpointPrivateAccess: true\n      EndpointPublicAccess: true\n"
            "      PublicAccessCidrs: [203.0.113.0/24]"
        ),
        terraform=(
            'resource "aws_eks_cluster" "this" {\n'
            "  # the rest stays as it is\n"
            "  vpc_config {\n"
            "    endpoint_private_access = true\n"
            '    public_access_cidrs     = ["203.0.113.0/24"]\n'
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
    references=[config_rule("eks-endpoint-no-public-access")],
)
def eks(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("eks.cluster"), _cluster)


def _cluster(cluster: Resource) -> Result:
    network = required(cluster, "resourcesVpcConfig")
    what = f"The API of cluster {cluster.name}"
    if network.get("endpointPublicAccess") is False:
        return passed(cluster, f"{what} has no public endpoint.")
    # EKS opens a public endpoint to everybody where no ranges are said.
    ranges = [str(each) for each in many(network.get("publicAccessCidrs"))] or ["0.0.0.0/0"]
    if world := [each for each in ranges if is_world(each)]:
        return failed(cluster, f"{what} answers to the whole internet ({listed(world)}).")
    return passed(cluster, f"{what} answers to {listed(ranges)} alone.")


@check(
    id="mq-not-public",
    title="Message brokers have no public address",
    pillar="security",
    severity=Severity.HIGH,
    needs=["mq.broker"],
    passes="The broker of Amazon MQ is not publicly accessible. It is chosen when it is made.",
    refutes=[LAYERS],
    supports=[LAYERS],
    remedy=Remedy(
        console="Amazon MQ → Create broker with private access; point its clients to it, then "
        "delete {name}.",
        cli="aws mq create-broker --region {region} --broker-name NAME --engine-type RABBITMQ "
        "--deployment-mode CLUSTER_MULTI_AZ --host-instance-type mq.m5.large "
        "--no-publicly-accessible --users file://users.json",
        cloudformation=(
            "Broker:\n  Type: AWS::AmazonMQ::Broker\n  Properties:\n    BrokerName: NAME\n"
            "    EngineType: RABBITMQ\n    DeploymentMode: CLUSTER_MULTI_AZ\n"
            "    HostInstanceType: mq.m5.large\n    PubliclyAccessible: false"
        ),
        terraform=(
            'resource "aws_mq_broker" "this" {\n'
            "  # the rest stays as it is\n"
            '  broker_name         = "NAME"\n'
            '  engine_type         = "RabbitMQ"\n'
            '  deployment_mode     = "CLUSTER_MULTI_AZ"\n'
            '  host_instance_type  = "mq.m5.large"\n'
            "  publicly_accessible = false\n"
            "}"
        ),
        cost="Free but for both brokers while clients move",
    ),
    url="https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/using-amazon-mq-securely.html",
    references=[config_rule("mq-no-public-access")],
)
def mq(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("mq.broker"), _broker)


def _broker(broker: Resource) -> Result:
    if true(required(broker, "PubliclyAccessible")):
        return failed(broker, f"Broker {broker.name} has a public address.")
    return passed(broker, f"Broker {broker.name} has no public address.")


@check(
    id="elasticache-not-public",
    title="Serverless caches have no public address",
    pillar="security",
    severity=Severity.HIGH,
    needs=["elasticache.serverless_cache"],
    passes="The serverless cache is reached through subnets of a VPC. Caches with nodes have no "
    "public address at all.",
    refutes=[LAYERS],
    supports=[LAYERS],
    remedy=Remedy(
        console="ElastiCache → Create a serverless cache in a VPC, from a backup of {name}; point "
        "its clients to it, then delete {name}.",
        cli="aws elasticache create-serverless-cache --region {region} "
        "--serverless-cache-name NAME --engine valkey --subnet-ids SUBNET1 SUBNET2 "
        "--security-group-ids GROUP",
        cloudformation=(
            "Cache:\n  Type: AWS::ElastiCache::ServerlessCache\n  Properties:\n"
            "    ServerlessCacheName: NAME\n    Engine: valkey\n"
            "    SubnetIds: [SUBNET1, SUBNET2]\n    SecurityGroupIds: [GROUP]"
        ),
        terraform='resource "aws_elasticache_serverless_cache" "this" {\n'
        '  name               = "NAME"\n  engine             = "valkey"\n'
        '  subnet_ids         = ["SUBNET1", "SUBNET2"]\n  security_group_ids = ["GROUP"]\n}',
        cost="Free but for both caches while clients move",
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VPCs.html",
)
def caches(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("elasticache.serverless_cache"), _cache)


def _cache(cache: Resource) -> Result:
    # AWS keeps it in a VPC where nobody chose.
    if cache.get("ConnectionType", "vpc") == "public":
        return failed(cache, f"Serverless cache {cache.name} has a public address.")
    required(cache, "SubnetIds")
    return passed(cache, f"Serverless cache {cache.name} is reached through a VPC alone.")


@check(
    id="clients-identify-themselves",
    title="Brokers and in-memory databases ask clients who they are",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["kafka.cluster", "memorydb.cluster"],
    passes="The Kafka cluster lets in no client without authentication, and the MemoryDB cluster "
    "uses an access list of its own, not the open one.",
    refutes=[IDENTITY],
    supports=[IDENTITY],
    remedy=Remedy(
        console=(
            "MSK → Clusters → {name} → Security settings → Edit: switch off unauthenticated "
            "access once clients use IAM."
        ),
        cli="aws kafka update-security --cluster-arn {id} --current-version VERSION --region "
        "{region} --client-authentication Unauthenticated={Enabled=false}",
        cloudformation=(
            "Cluster:\n"
            "  Type: AWS::MSK::Cluster\n"
            "  Properties:\n"
            '    ClusterName: "{name}"\n'
            "    ClientAuthentication:\n"
            "      Sasl: {Iam: {Enabled: true}}\n"
            "      Unauthenticated: {Enabled: false}"
        ),
        terraform=(
            'resource "aws_msk_cluster" "this" {\n'
            "  # the rest stays as it is\n"
            '  cluster_name = "{name}"\n'
            "  client_authentication {\n"
            "    unauthenticated = false\n"
            "    sasl {\n"
            "      iam = true\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Free",
        others=(
            (
                ":memorydb:",
                Remedy(
                    console=(
                        "MemoryDB → Access control lists → Create; then {name} → Modify: choose it."
                    ),
                    cli=(
                        "aws memorydb create-acl --acl-name ACL --user-names USER "
                        "--region {region}\n"
                        "aws memorydb update-cluster --cluster-name {last} --acl-name "
                        "ACL --region {region}"
                    ),
                    cloudformation=(
                        "Cache:\n"
                        "  Type: AWS::MemoryDB::Cluster\n"
                        "  Properties:\n"
                        '    ClusterName: "{name}"\n'
                        "    ACLName: !Ref Access"
                    ),
                    terraform=(
                        'resource "aws_memorydb_cluster" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  name     = "{name}"\n'
                        "  acl_name = aws_memorydb_acl.this.name\n"
                        "}"
                    ),
                ),
            ),
        ),
    ),
    url="https://docs.aws.amazon.com/msk/latest/developerguide/kafka_apis_iam.html",
    references=("https://docs.aws.amazon.com/memorydb/latest/devguide/clusters.acls.html",),
)
def clients_identified(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("kafka.cluster"), _brokers)
    yield from judged(snapshot.of("memorydb.cluster"), _memory)


def _brokers(cluster: Resource) -> Result:
    if required(cluster, "ClusterType") == "SERVERLESS":
        return passed(cluster, f"Serverless cluster {cluster.name} asks every client by IAM.")
    ways = dig(required(cluster, "Provisioned"), "ClientAuthentication")
    # Where no way was chosen at all, Kafka asks nobody.
    if not ways or true(dig(ways, "Unauthenticated", "Enabled")):
        return failed(
            cluster, f"Brokers of {cluster.name} ask clients for no proof of who they are."
        )
    return passed(cluster, f"Brokers of {cluster.name} ask every client who it is.")


def _memory(cluster: Resource) -> Result:
    if required(cluster, "ACLName") == OPEN_ACL:
        return failed(
            cluster, f"Database {cluster.name} asks clients for no proof of who they are."
        )
    return passed(
        cluster, f"Database {cluster.name} asks clients by list {cluster.get('ACLName')}."
    )


CHECKS: tuple[Check, ...] = (opensearch, redshift, eks, mq, caches, clients_identified)

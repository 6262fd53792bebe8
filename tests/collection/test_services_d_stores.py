"""Streams, caches, searches, warehouses, gateways: made with boto3, read as a scan reads them."""

import json

import pytest

from tests.aws import ACCOUNT, REGION, Aws
from tests.fakes import DENIED, fake_aws, tagged

from .kinds import alone, read_kind, read_names

HERE = f"{REGION}:{ACCOUNT}"


def behind(aws, **answers):
    return fake_aws({"GetResources": tagged(), **answers}, upstream=aws.endpoint)


class TestStreams:
    def test_a_stream_with_its_encryption(self, aws):
        kinesis = aws.client("kinesis")
        kinesis.create_stream(StreamName="orders", ShardCount=1)
        kinesis.start_stream_encryption(
            StreamName="orders", EncryptionType="KMS", KeyId="alias/aws/kinesis"
        )
        with behind(aws) as endpoint:
            (found,) = read_kind(Aws(endpoint), "kinesis.stream")
        assert (found.name, found.data["EncryptionType"]) == ("orders", "KMS")
        assert found.id == f"arn:aws:kinesis:{HERE}:stream/orders"

    def test_a_denied_description_is_unread(self, aws):
        aws.client("kinesis").create_stream(StreamName="orders", ShardCount=1)
        with behind(aws, DescribeStreamSummary=DENIED) as endpoint:
            (found,) = read_kind(Aws(endpoint), "kinesis.stream")
        assert "EncryptionType" in found.unread


def test_a_dax_cluster():
    cluster = {
        "ClusterName": "fast",
        "ClusterArn": f"arn:aws:dax:{HERE}:cache/fast",
        "SSEDescription": {"Status": "ENABLED"},
        "ClusterEndpointEncryptionType": "TLS",
        "Nodes": [{"NodeId": "fast-a", "AvailabilityZone": f"{REGION}a"}],
    }
    answers = {
        "DescribeClusters": {"Clusters": [cluster]},
        "GetResources": tagged(cluster["ClusterArn"], team="shop"),
    }
    with fake_aws(answers) as endpoint:
        (found,) = read_kind(Aws(endpoint), "dax.cluster")
    assert (found.name, found.tags) == ("fast", {"team": "shop"})
    assert found.data["SSEDescription"]["Status"] == "ENABLED"


def test_a_memorydb_cluster():
    arn = f"arn:aws:memorydb:{HERE}:cluster/carts"
    cluster = {"Name": "carts", "ARN": arn, "TLSEnabled": False, "AvailabilityMode": "MultiAZ"}
    answers = {"DescribeClusters": {"Clusters": [cluster]}, "GetResources": tagged(arn)}
    with fake_aws(answers) as endpoint:
        (found,) = read_kind(Aws(endpoint), "memorydb.cluster")
    assert (found.id, found.name, found.data["TLSEnabled"]) == (arn, "carts", False)


class TestNetworkFirewalls:
    def make(self, aws):
        aws.client("network-firewall").create_firewall(
            FirewallName="edge",
            FirewallPolicyArn=f"arn:aws:network-firewall:{HERE}:firewall-policy/p",
            VpcId="vpc-1",
            SubnetMappings=[{"SubnetId": "subnet-1"}],
            Tags=[{"Key": "team", "Value": "net"}],
        )

    def test_a_firewall_and_where_it_stands(self, aws):
        self.make(aws)
        (found,) = read_kind(aws, "networkfirewall.firewall")
        assert (found.name, found.data["VpcId"]) == ("edge", "vpc-1")
        assert found.tags == {"team": "net"}

    def test_a_denied_description_is_unread(self, aws):
        self.make(aws)
        with fake_aws({"DescribeFirewall": DENIED}, upstream=aws.endpoint) as endpoint:
            (found,) = read_kind(Aws(endpoint), "networkfirewall.firewall")
        assert "VpcId" in found.unread


def test_dns_firewalls_at_networks():
    one = {"Id": "rslvr-1", "Arn": f"arn:aws:route53resolver:{HERE}:firewall/1", "VpcId": "vpc-1"}
    answer = {"FirewallRuleGroupAssociations": [{**one, "Name": "block", "Status": "COMPLETE"}]}
    with fake_aws({"ListFirewallRuleGroupAssociations": answer}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "route53resolver.firewall_association")
    assert (found.name, found.data["VpcId"]) == ("block", "vpc-1")


def test_an_authority_without_its_subject(aws):
    arn = aws.client("acm-pca").create_certificate_authority(
        CertificateAuthorityConfiguration={
            "KeyAlgorithm": "RSA_2048",
            "SigningAlgorithm": "SHA256WITHRSA",
            "Subject": {"CommonName": "shop", "Surname": "Lovelace"},
        },
        CertificateAuthorityType="ROOT",
    )["CertificateAuthorityArn"]
    (found,) = read_kind(aws, "acmpca.authority")
    assert (found.id, found.data["Type"]) == (arn, "ROOT")
    assert "Lovelace" not in json.dumps(found.data, default=str)


def test_a_kafka_cluster():
    arn = f"arn:aws:kafka:{HERE}:cluster/events/1a2b"
    transit = {"clientBroker": "TLS_PLAINTEXT", "inCluster": True}
    cluster = {
        "clusterArn": arn,
        "clusterName": "events",
        "clusterType": "PROVISIONED",
        "tags": {"team": "shop"},
        "provisioned": {"encryptionInfo": {"encryptionInTransit": transit}},
    }
    with fake_aws({"GET /api/v2/clusters": {"clusterInfoList": [cluster]}}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "kafka.cluster")
    told = found.data["Provisioned"]["EncryptionInfo"]["EncryptionInTransit"]
    assert told == {"ClientBroker": "TLS_PLAINTEXT", "InCluster": True}
    assert (found.id, found.name, found.tags) == (arn, "events", {"team": "shop"})


class TestSearches:
    def test_domains_five_at_a_time(self, aws):
        search = aws.client("opensearch")
        for number in range(6):
            search.create_domain(
                DomainName=f"logs-{number}", EncryptionAtRestOptions={"Enabled": number % 2 == 0}
            )
        with behind(aws) as endpoint:
            found = read_names(Aws(endpoint), "opensearch.domain")
        assert len(found) == 6
        assert found["logs-1"].data["EncryptionAtRestOptions"]["Enabled"] is False

    def test_a_denied_description_is_no_empty_account(self, aws):
        aws.client("opensearch").create_domain(DomainName="logs")
        denied = {"POST /2021-01-01/opensearch/domain-info": DENIED}
        with fake_aws(denied, upstream=aws.endpoint) as endpoint:
            read = alone(Aws(endpoint), "opensearch.domain")
        assert read.state == "denied"
        assert read.reason.startswith("es:DescribeDomains:")


class TestWarehouses:
    def make(self, aws):
        aws.client("redshift").create_cluster(
            ClusterIdentifier="sales",
            NodeType="ra3.large",
            MasterUsername="ada",
            MasterUserPassword="Correct-horse-1",
            Encrypted=True,
        )

    def read(self, aws, parameters):
        with fake_aws({"DescribeClusterParameters": parameters}, upstream=aws.endpoint) as endpoint:
            (found,) = read_kind(Aws(endpoint), "redshift.cluster")
        return found

    PARAMETERS = (
        '<DescribeClusterParametersResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/">'
        "<DescribeClusterParametersResult><Parameters><Parameter>"
        "<ParameterName>require_ssl</ParameterName><ParameterValue>true</ParameterValue>"
        "</Parameter></Parameters></DescribeClusterParametersResult>"
        "</DescribeClusterParametersResponse>"
    )

    def test_a_cluster_and_whether_it_asks_for_tls(self, aws):
        self.make(aws)
        found = self.read(aws, self.PARAMETERS)
        assert (found.name, found.data["Encrypted"]) == ("sales", True)
        assert found.data["RequireSSL"] == "true"
        assert "ada" not in json.dumps(found.data, default=str)

    def test_denied_parameters_are_unread(self, aws):
        self.make(aws)
        assert "RequireSSL" in self.read(aws, DENIED).unread


class TestGateways:
    def rest(self, aws):
        gateway = aws.client("apigateway")
        api = gateway.create_rest_api(name="shop")["id"]
        root = gateway.get_resources(restApiId=api)["items"][0]["id"]
        gateway.put_method(
            restApiId=api, resourceId=root, httpMethod="GET", authorizationType="NONE"
        )
        gateway.put_integration(restApiId=api, resourceId=root, httpMethod="GET", type="MOCK")
        gateway.create_deployment(
            restApiId=api, stageName="live", variables={"dbPassword": "hunter2"}
        )
        return api

    def test_a_stage_without_its_variables(self, aws):
        api = self.rest(aws)
        (found,) = read_kind(aws, "apigateway.stage")
        assert found.name == "shop/live"
        assert found.id == f"arn:aws:apigateway:{REGION}::/restapis/{api}/stages/live"
        assert (found.data["AccessLog"], found.data["Tracing"]) == (False, False)
        assert "hunter2" not in json.dumps(found.data)

    def test_a_denied_stage_leaves_its_api_unread(self, aws):
        self.rest(aws)
        with fake_aws({"GET /restapis/*/stages": DENIED}, upstream=aws.endpoint) as endpoint:
            (found,) = read_kind(Aws(endpoint), "apigateway.stage")
        assert set(found.unread) == {"AccessLog", "Tracing", "RateLimit"}

    def test_denied_apis_are_denied_by_the_permission(self):
        with fake_aws({"GET /restapis": DENIED}) as endpoint:
            read = alone(Aws(endpoint), "apigateway.stage")
        assert (read.state, read.reason.partition(": ")[0]) == ("denied", "apigateway:GET")

    def test_settings_of_every_method(self):
        every = {"throttlingRateLimit": 50.0, "loggingLevel": "ERROR", "cacheDataEncrypted": True}
        stage = {
            "stageName": "live",
            "tracingEnabled": True,
            "accessLogSettings": {"destinationArn": "arn:aws:logs:x"},
            "methodSettings": {"*/*": every},
            "webAclArn": "arn:aws:wafv2:x",
        }
        statement = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke"}
        inside = json.dumps(json.dumps({"Statement": [statement]}))[1:-1]
        api = {"id": "a1", "name": "shop", "policy": inside}
        api["endpointConfiguration"] = {"types": ["PRIVATE"]}
        answers = {
            "GET /restapis": {"item": [api]},
            "GET /restapis/a1/stages": {"item": [stage]},
        }
        with fake_aws(answers) as endpoint:
            (found,) = read_kind(Aws(endpoint), "apigateway.stage")
        assert (found.data["RateLimit"], found.data["LoggingLevel"]) == (50.0, "ERROR")
        assert (found.data["Tracing"], found.data["AccessLog"]) == (True, True)
        assert (found.data["Private"], found.data["Policy"]) == (True, {"Statement": [statement]})

    def test_stages_of_http_apis(self, aws):
        gateway = aws.client("apigatewayv2")
        api = gateway.create_api(Name="hooks", ProtocolType="HTTP")["ApiId"]
        gateway.create_stage(
            ApiId=api,
            StageName="live",
            StageVariables={"token": "hunter2"},
            DefaultRouteSettings={"ThrottlingRateLimit": 20.0},
            AccessLogSettings={"DestinationArn": "arn:aws:logs:x", "Format": "$context.requestId"},
        )
        (found,) = read_kind(aws, "apigatewayv2.stage")
        assert (found.name, found.data["RateLimit"]) == ("hooks/live", 20.0)
        assert found.data["AccessLog"] is True
        assert "hunter2" not in json.dumps(found.data)
        with fake_aws({"GET /v2/apis/*/stages": DENIED}, upstream=aws.endpoint) as endpoint:
            (found,) = read_kind(Aws(endpoint), "apigatewayv2.stage")
        assert set(found.unread) == {"AccessLog", "RateLimit"}

    def test_domain_names(self, aws):
        aws.client("apigateway").create_domain_name(
            domainName="api.example.com", securityPolicy="TLS_1_0"
        )
        (found,) = read_kind(aws, "apigateway.domain_name")
        assert (found.name, found.data["securityPolicy"]) == ("api.example.com", "TLS_1_0")
        assert found.data["MutualTls"] is False


class TestMachines:
    MACHINES = {"InstanceInformationList": [{"InstanceId": "i-1"}, {"InstanceId": "mi-2"}]}

    def states(self, params):
        return {
            "InstancePatchStates": [
                {"InstanceId": each, "MissingCount": 3, "OwnerInformation": "ada"}
                for each in params["InstanceIds"]
            ]
        }

    def test_what_the_last_look_at_patches_came_to(self):
        answers = {
            "DescribeInstanceInformation": self.MACHINES,
            "DescribeInstancePatchStates": self.states,
        }
        with fake_aws(answers) as endpoint:
            found = read_names(Aws(endpoint), "ssm.patch_state")
        assert found["i-1"].data["MissingCount"] == 3
        assert found["i-1"].id == f"arn:aws:ec2:{HERE}:instance/i-1"
        assert found["mi-2"].id == f"arn:aws:ssm:{HERE}:managed-instance/mi-2"
        assert "ada" not in json.dumps(found["i-1"].data)

    def test_without_machines_nobody_is_asked(self):
        answers = {"DescribeInstanceInformation": {"InstanceInformationList": []}}
        with fake_aws(answers) as endpoint:
            assert alone(Aws(endpoint), "ssm.patch_state").items == []


def test_reservations_that_count_today():
    reserved = "".join(
        f"<ReservedDBInstance><ReservedDBInstanceId>{name}</ReservedDBInstanceId>"
        f"<State>{state}</State><DBInstanceCount>2</DBInstanceCount></ReservedDBInstance>"
        for name, state in (("now", "active"), ("then", "retired"))
    )
    answer = (
        '<DescribeReservedDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">'
        f"<DescribeReservedDBInstancesResult><ReservedDBInstances>{reserved}</ReservedDBInstances>"
        "</DescribeReservedDBInstancesResult></DescribeReservedDBInstancesResponse>"
    )
    with fake_aws({"DescribeReservedDBInstances": answer}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "rds.reserved_instance")
    assert (found.name, found.data["DBInstanceCount"]) == ("now", 2)


def test_storage_lenses():
    arn = f"arn:aws:s3:us-east-1:{ACCOUNT}:storage-lens/ours"
    entry = (
        f"<StorageLensConfiguration><Id>ours</Id><StorageLensArn>{arn}</StorageLensArn>"
        "<HomeRegion>us-east-1</HomeRegion><IsEnabled>true</IsEnabled></StorageLensConfiguration>"
    )
    answer = f"<ListStorageLensConfigurationsResult>{entry}</ListStorageLensConfigurationsResult>"
    with fake_aws({"GET /v20180820/storagelens": answer}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "s3control.storage_lens")
    assert (found.id, found.name, found.data["IsEnabled"]) == (arn, "ours", True)


class TestKeys:
    def test_a_key_with_its_policy(self, aws):
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*"}]}
        aws.client("kms").create_key(Policy=json.dumps(policy))
        (found,) = read_kind(aws, "kms.key")
        assert found.data["Policy"] == policy

    @pytest.mark.parametrize("denied", ["GetKeyPolicy"])
    def test_a_denied_policy_is_unread(self, aws, denied):
        aws.client("kms").create_key()
        with fake_aws({denied: DENIED}, upstream=aws.endpoint) as endpoint:
            (found,) = read_kind(Aws(endpoint), "kms.key")
        assert "Policy" in found.unread
        assert "Rotation" in found.data

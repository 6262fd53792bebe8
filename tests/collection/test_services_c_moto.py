"""Kinds whose calls the simulated account has: made with boto3, read as a scan reads them."""

import json

import pytest

from tests.aws import ACCOUNT, REGION, Aws
from tests.fakes import DENIED, fake_aws, tagged

from .kinds import outcome, read_kind, read_names

PORTFOLIO = {"Id": "port-1", "ARN": f"arn:aws:catalog:{REGION}:{ACCOUNT}:portfolio/port-1"}


def test_peerings_tunnels_and_gateways(aws):
    ec2 = aws.client("ec2")
    one, two = (ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in (1, 2))
    made = ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=two)["VpcPeeringConnection"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=made["VpcPeeringConnectionId"])
    (peering,) = read_kind(aws, "ec2.vpc_peering")
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=made["VpcPeeringConnectionId"])
    assert read_kind(aws, "ec2.vpc_peering") == []
    assert peering.data["RequesterVpcInfo"]["VpcId"] == one
    assert peering.id.endswith(f"vpc-peering-connection/{made['VpcPeeringConnectionId']}")

    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    subnet = ec2.create_subnet(VpcId=one, CidrBlock="10.1.1.0/24")["Subnet"]["SubnetId"]
    ec2.create_transit_gateway_vpc_attachment(
        TransitGatewayId=gateway, VpcId=one, SubnetIds=[subnet]
    )
    (attachment,) = read_kind(aws, "ec2.transit_gateway_attachment")
    assert attachment.data["ResourceId"] == one


def test_tunnels_without_their_keys(aws):
    ec2 = aws.client("ec2")
    office = ec2.create_customer_gateway(Type="ipsec.1", PublicIp="198.51.100.7", BgpAsn=65000)
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.create_vpn_connection(
        Type="ipsec.1",
        CustomerGatewayId=office["CustomerGateway"]["CustomerGatewayId"],
        VpnGatewayId=gateway,
    )
    (found,) = read_kind(aws, "ec2.vpn_connection")
    assert found.data["VpnGatewayId"] == gateway
    assert found.data["EnableAcceleration"] is False
    assert "pre_shared_key" not in json.dumps(found.data, default=str)
    assert "CustomerGatewayConfiguration" not in found.data


def test_state_machines_by_their_steps(aws):
    definition = {
        "StartAt": "Pay",
        "States": {
            "Pay": {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": {"Payload": {"password": "hunter2"}},
                "TimeoutSeconds": 30,
                "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 3, "BackoffRate": 2.0}],
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Each"}],
                "Next": "Each",
            },
            "Each": {
                "Type": "Map",
                "ItemProcessor": {
                    "StartAt": "Ship",
                    "States": {"Ship": {"Type": "Task", "Resource": "arn:x", "End": True}},
                },
                "End": True,
            },
        },
    }
    aws.client("stepfunctions").create_state_machine(
        name="orders",
        definition=json.dumps(definition),
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/steps",
    )
    (found,) = read_kind(aws, "stepfunctions.state_machine")
    steps = {step["Name"]: step for step in found.data["Machine"]["Steps"]}
    assert list(steps) == ["Pay", "Each", "Ship"]
    assert steps["Pay"]["TimeoutSeconds"] == 30
    assert (steps["Pay"]["Catch"], steps["Ship"]["Catch"]) == (True, False)
    assert "hunter2" not in json.dumps(found.data, default=str)


def test_a_denied_state_machine_is_known_and_unread(aws):
    aws.client("stepfunctions").create_state_machine(
        name="orders", definition="{}", roleArn=f"arn:aws:iam::{ACCOUNT}:role/steps"
    )
    answers = {"DescribeStateMachine": DENIED, "GetResources": tagged()}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "stepfunctions.state_machine")
    assert "Machine" in found.unread


def test_canaries(aws):
    aws.client("synthetics").create_canary(
        Name="checkout",
        Code={"Handler": "index.handler", "ZipFile": b"x"},
        ArtifactS3Location="s3://canaries",
        ExecutionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/canary",
        Schedule={"Expression": "rate(5 minutes)"},
        RuntimeVersion="syn-nodejs-puppeteer-9.1",
    )
    (found,) = read_kind(aws, "synthetics.canary")
    assert found.id == f"arn:aws:synthetics:{REGION}:{ACCOUNT}:canary:checkout"
    assert found.data["Schedule"]["Expression"] == "rate(5 minutes)"
    assert "Code" not in found.data


def test_lines_to_the_office(aws):
    aws.client("directconnect").create_connection(
        location="EqDC2", bandwidth="1Gbps", connectionName="office"
    )
    (found,) = read_kind(aws, "directconnect.connection")
    assert (found.name, found.data["bandwidth"]) == ("office", "1Gbps")


def test_recovery_objectives(aws):
    minute = {"rpoInSecs": 60, "rtoInSecs": 60}
    policy = {"AZ": minute, "Hardware": minute, "Software": minute}
    aws.client("resiliencehub").create_resiliency_policy(
        policyName="gold", tier="Critical", policy=policy
    )
    (found,) = read_kind(aws, "resiliencehub.policy")
    assert (found.name, found.data["policy"]["AZ"]["rtoInSecs"]) == ("gold", 60)
    aws.client("resiliencehub").create_app(name="shop", policyArn=found.id)
    (app,) = read_kind(aws, "resiliencehub.app")
    assert app.name == "shop"


def test_notebooks(aws):
    aws.client("sagemaker").create_notebook_instance(
        NotebookInstanceName="churn",
        InstanceType="ml.t3.medium",
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/notebook",
    )
    (found,) = read_kind(aws, "sagemaker.notebook_instance")
    assert found.data["InstanceType"] == "ml.t3.medium"
    assert "Url" not in found.data


def test_what_inspector_scans(aws):
    client = aws.client("inspector2")
    client.enable(accountIds=[ACCOUNT], resourceTypes=["EC2", "ECR"])
    answer = client.batch_get_account_status(accountIds=[ACCOUNT])
    assert answer["accounts"]
    said = {"accounts": [{"accountId": ACCOUNT, "state": {"status": "ENABLED"}}]}
    with fake_aws({"POST /status/batch/get": said}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "inspector2.status")
    assert found.data["state"]["status"] == "ENABLED"


class TestDesktops:
    DESK = {
        "WorkspaceId": "ws-1",
        "UserName": "mira",
        "State": "AVAILABLE",
        "WorkspaceProperties": {"RunningMode": "ALWAYS_ON"},
    }

    def read(self, status):
        answers = {
            "DescribeWorkspaces": {"Workspaces": [self.DESK]},
            "DescribeWorkspacesConnectionStatus": status,
        }
        with fake_aws(answers) as endpoint:
            (found,) = read_kind(Aws(endpoint), "workspaces.workspace")
        return found

    def test_desktops_without_their_users(self):
        used = {"WorkspaceId": "ws-1", "LastKnownUserConnectionTimestamp": 1790000000}
        found = self.read({"WorkspacesConnectionStatus": [used]})
        assert found.data["Connection"]["WorkspaceId"] == "ws-1"
        assert "mira" not in json.dumps(found.data, default=str)

    def test_when_they_were_used_may_be_unread(self):
        assert "Connection" in self.read(DENIED).unread

    def test_no_desktops_cost_one_call(self, aws):
        assert read_kind(aws, "workspaces.workspace") == []


class TestShares:
    def share(self, aws):
        return aws.client("ram").create_resource_share(
            name="network", allowExternalPrincipals=False
        )["resourceShare"]["resourceShareArn"]

    def test_shares_with_their_principals(self, aws):
        arn = self.share(aws)
        said = {"principals": [{"id": "111122223333", "resourceShareArn": arn, "external": True}]}
        with fake_aws({"POST /listprincipals": said}, upstream=aws.endpoint) as endpoint:
            (found,) = read_kind(Aws(endpoint), "ram.resource_share")
        assert found.data["Principals"] == [{"id": "111122223333", "external": True}]
        assert found.data["allowExternalPrincipals"] is False

    def test_principals_may_be_unread(self, aws):
        self.share(aws)
        with fake_aws({"POST /listprincipals": DENIED}, upstream=aws.endpoint) as endpoint:
            (found,) = read_kind(Aws(endpoint), "ram.resource_share")
        assert "Principals" in found.unread


def test_portfolios_of_ones_own_and_of_others(aws):
    aws.client("servicecatalog").create_portfolio(
        DisplayName="platform", ProviderName="Platform team", IdempotencyToken="1"
    )
    shared = {"PortfolioDetails": [{**PORTFOLIO, "DisplayName": "company"}]}
    answers = {"ListAcceptedPortfolioShares": shared}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        found = read_names(Aws(endpoint), "servicecatalog.portfolio")
    assert {name: each.data["Origin"] for name, each in found.items()} == {
        "platform": "own",
        "company": "shared",
    }


class TestRulesOfTheOrganisation:
    DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*"}]}

    def make(self, aws):
        client = aws.client("organizations")
        client.create_organization(FeatureSet="ALL")
        root = client.list_roots()["Roots"][0]["Id"]
        made = client.create_policy(
            Content=json.dumps(self.DENY),
            Description="Only here",
            Name="regions",
            Type="SERVICE_CONTROL_POLICY",
        )["Policy"]["PolicySummary"]["Id"]
        client.attach_policy(PolicyId=made, TargetId=root)
        return root

    def test_ones_own_with_content_and_targets(self, aws):
        root = self.make(aws)
        (found,) = read_kind(aws, "organizations.policy")
        assert found.name == "regions"
        assert found.data["Content"] == self.DENY
        assert [target["TargetId"] for target in found.data["Targets"]] == [root]

    def test_outside_an_organisation_there_are_none(self, aws):
        assert outcome(aws, "organizations.policy").state == "read"

    def test_a_member_may_not_look(self):
        with fake_aws({"POST /": DENIED}) as endpoint:
            assert outcome(Aws(endpoint), "organizations.policy").state == "denied"


@pytest.mark.parametrize("scope", ["REGIONAL", "CLOUDFRONT"])
def test_rules_of_an_acl_without_what_they_look_for(aws, scope):
    visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"}
    limit = {
        "Name": "limit",
        "Priority": 1,
        "Statement": {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}},
        "Action": {"Block": {}},
        "VisibilityConfig": visible,
    }
    aws.client("wafv2").create_web_acl(
        Name="shop",
        Scope=scope,
        DefaultAction={"Allow": {}},
        Rules=[limit],
        VisibilityConfig=visible,
    )
    found = read_names(aws, "wafv2.web_acl")["shop"]
    assert found.data["Rules"] == [
        {"Name": "limit", "Action": "Block", "RateLimit": 2000, "Managed": None}
    ]


def test_attributes_of_a_target_group(aws):
    vpc = aws.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    aws.client("elbv2").create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc)
    (found,) = read_kind(aws, "elbv2.target_group")
    assert found.data["Attributes"]["stickiness.enabled"] == "false"

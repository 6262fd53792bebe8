"""EC2 and its network, read from a simulated account."""

import pytest

from tests.aws import ACCOUNT, Aws
from tests.collection.kinds import read_kind, read_names
from tests.fakes import fake_aws

ARN = f"arn:aws:ec2:us-east-1:{ACCOUNT}"
IMAGE = "ami-12c6146b"  # one of those that moto knows


def tagged(kind, **tags):
    return [{"ResourceType": kind, "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]}]


@pytest.fixture
def ec2(aws):
    return aws.client("ec2")


@pytest.fixture
def vpc(ec2):
    made = ec2.create_vpc(CidrBlock="10.7.0.0/16", TagSpecifications=tagged("vpc", Name="main"))
    return made["Vpc"]["VpcId"]


@pytest.fixture
def subnet(ec2, vpc):
    return ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.1.0/24")["Subnet"]["SubnetId"]


def launch(ec2, count=1, **more):
    made = ec2.run_instances(ImageId=IMAGE, MinCount=count, MaxCount=count, **more)
    return [instance["InstanceId"] for instance in made["Instances"]]


def test_instances_of_all_reservations(aws, ec2):
    (web,) = launch(
        ec2, InstanceType="m7g.large", TagSpecifications=tagged("instance", Name="web", Env="prod")
    )
    first, second = launch(ec2, count=2)
    found = read_names(aws, "ec2.instance")
    assert set(found) == {"web", first, second}
    assert found["web"].id == f"{ARN}:instance/{web}"
    assert found["web"].tags == {"Name": "web", "Env": "prod"}
    assert found["web"].data["InstanceType"] == "m7g.large"
    assert found["web"].data["State"]["Name"] == "running"


def test_stopped_instances_are_read_and_terminated_ones_are_not(aws, ec2):
    stopped, terminated = launch(ec2, count=2)
    ec2.stop_instances(InstanceIds=[stopped])
    ec2.terminate_instances(InstanceIds=[terminated])
    (found,) = read_kind(aws, "ec2.instance")
    assert found.data["InstanceId"] == stopped
    assert found.data["State"]["Name"] == "stopped"


def test_instances_of_the_region_only(aws):
    launch(aws.client("ec2", region="eu-west-1"))
    assert read_kind(aws, "ec2.instance") == []
    (found,) = read_kind(aws, "ec2.instance", region="eu-west-1")
    assert found.id.startswith(f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-")


def test_user_data_is_not_read(aws, ec2):
    launch(ec2, UserData="export DB_PASSWORD=hunter2")
    (found,) = read_kind(aws, "ec2.instance")
    assert "UserData" not in found.data
    assert "hunter2" not in repr(found)


def test_volumes(aws, ec2):
    made = ec2.create_volume(
        AvailabilityZone="us-east-1a",
        Size=30,
        VolumeType="gp3",
        Encrypted=True,
        TagSpecifications=tagged("volume", Name="data"),
    )
    (found,) = read_kind(aws, "ec2.volume")
    assert (found.id, found.name) == (f"{ARN}:volume/{made['VolumeId']}", "data")
    assert found.data["Encrypted"] is True
    assert (found.data["Size"], found.data["VolumeType"]) == (30, "gp3")


def test_own_snapshots_only(aws, ec2):
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=1)["VolumeId"]
    made = ec2.create_snapshot(VolumeId=volume, Description="before the change")
    (found,) = read_kind(aws, "ec2.snapshot")
    assert found.id == f"arn:aws:ec2:us-east-1::snapshot/{made['SnapshotId']}"
    assert found.data["VolumeId"] == volume
    assert found.data["OwnerId"] == ACCOUNT


def test_whether_everybody_may_restore_a_snapshot(aws, ec2):
    plain, shared, closed = (
        ec2.create_snapshot(
            VolumeId=ec2.create_volume(AvailabilityZone="us-east-1a", Size=1, **more)["VolumeId"]
        )["SnapshotId"]
        for more in ({}, {}, {"Encrypted": True})
    )
    everybody = {"Attribute": "createVolumePermission", "OperationType": "add"}
    ec2.modify_snapshot_attribute(SnapshotId=shared, GroupNames=["all"], **everybody)
    ec2.modify_snapshot_attribute(SnapshotId=plain, UserIds=["111122223333"], **everybody)
    found = {i.data["SnapshotId"]: i.data.get("Sharing") for i in read_kind(aws, "ec2.snapshot")}
    assert found == {plain: [], shared: ["all"], closed: None}


def test_own_images_only(aws, ec2):
    (instance,) = launch(ec2)
    image = ec2.create_image(InstanceId=instance, Name="golden")["ImageId"]
    (found,) = read_kind(aws, "ec2.image")
    assert (found.id, found.name) == (f"arn:aws:ec2:us-east-1::image/{image}", "golden")
    assert found.data["State"] == "available"


def test_encryption_by_default(aws, ec2):
    (before,) = read_kind(aws, "ec2.ebs_encryption_default")
    ec2.enable_ebs_encryption_by_default()
    (after,) = read_kind(aws, "ec2.ebs_encryption_default")
    assert before.data == {"EbsEncryptionByDefault": False}
    assert after.data == {"EbsEncryptionByDefault": True}
    assert after.id == f"{ARN}:ebs-encryption-by-default"


RESERVED = """<DescribeReservedInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <reservedInstancesSet><item>
    <reservedInstancesId>e5a2ff3b-7d14-494f-90af-0b5d0EXAMPLE</reservedInstancesId>
    <instanceType>m7g.large</instanceType><instanceCount>3</instanceCount>
    <state>active</state><offeringClass>standard</offeringClass>
    <end>2027-03-01T00:00:00.000Z</end>
    <tagSet><item><key>Team</key><value>web</value></item></tagSet>
  </item></reservedInstancesSet>
</DescribeReservedInstancesResponse>"""


def test_active_reserved_instances():
    asked = []

    def answer(params):
        asked.append((params["Filter.1.Name"], params["Filter.1.Value.1"]))
        return RESERVED

    with fake_aws({"DescribeReservedInstances": answer}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "ec2.reserved_instance")
    assert asked == [("state", "active")]
    assert found.id == f"{ARN}:reserved-instances/e5a2ff3b-7d14-494f-90af-0b5d0EXAMPLE"
    assert (found.data["InstanceType"], found.data["InstanceCount"]) == ("m7g.large", 3)
    assert found.data["End"].isoformat() == "2027-03-01T00:00:00+00:00"
    assert found.tags == {"Team": "web"}


def test_vpcs_and_subnets(aws, vpc, subnet):
    vpcs = {item.data["VpcId"]: item for item in read_kind(aws, "ec2.vpc")}
    assert (vpcs[vpc].id, vpcs[vpc].name) == (f"{ARN}:vpc/{vpc}", "main")
    assert sum(item.data["IsDefault"] for item in vpcs.values()) == 1
    found = read_names(aws, "ec2.subnet")[subnet]
    assert found.id == f"{ARN}:subnet/{subnet}" == found.data["SubnetArn"]
    assert found.data["VpcId"] == vpc


SHARED = """<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><subnetSet><item>
  <subnetId>subnet-1</subnetId><ownerId>999988887777</ownerId><vpcId>vpc-1</vpcId>
  <subnetArn>arn:aws:ec2:us-east-1:999988887777:subnet/subnet-1</subnetArn>
</item></subnetSet></DescribeSubnetsResponse>"""


def test_a_shared_subnet_has_the_arn_of_its_owner():
    with fake_aws({"DescribeSubnets": SHARED}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "ec2.subnet")
    assert found.id == found.data["SubnetArn"]


def test_route_tables(aws, ec2, vpc):
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    found = read_names(aws, "ec2.route_table")[table]
    assert found.id == f"{ARN}:route-table/{table}"
    assert {route.get("GatewayId") for route in found.data["Routes"]} == {"local", gateway}


def test_security_groups_are_named_by_their_group_name(aws, ec2, vpc):
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"
    )
    found = next(i for i in read_kind(aws, "ec2.security_group") if i.name == "web")
    assert found.id == f"{ARN}:security-group/{group}"
    (permission,) = found.data["IpPermissions"]
    assert (permission["FromPort"], permission["IpRanges"][0]["CidrIp"]) == (22, "0.0.0.0/0")


def test_groups_have_the_ranges_of_their_prefix_lists(aws, ec2, vpc):
    made = ec2.create_managed_prefix_list(
        PrefixListName="offices",
        MaxEntries=2,
        AddressFamily="IPv4",
        Entries=[{"Cidr": "203.0.113.0/24"}, {"Cidr": "198.51.100.0/24"}],
    )["PrefixList"]["PrefixListId"]
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    for name in ("one", "two"):
        group = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        rule = {**ssh, "PrefixListIds": [{"PrefixListId": made}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    found = [i.data for i in read_kind(aws, "ec2.security_group") if i.name in ("one", "two")]
    ranges = {made: ["203.0.113.0/24", "198.51.100.0/24"]}
    assert [each["PrefixLists"] for each in found] == [ranges, ranges]


def test_network_interfaces_carry_their_tags_under_another_name(aws, ec2, subnet):
    made = ec2.create_network_interface(
        SubnetId=subnet, TagSpecifications=tagged("network-interface", Name="spare")
    )["NetworkInterface"]
    (found,) = read_kind(aws, "ec2.network_interface")
    assert found.id == f"{ARN}:network-interface/{made['NetworkInterfaceId']}"
    assert (found.name, found.tags) == ("spare", {"Name": "spare"})
    assert found.data["Status"] == "available"


def test_addresses(aws, ec2):
    made = ec2.allocate_address(Domain="vpc")
    (found,) = read_kind(aws, "ec2.address")
    assert found.id == f"{ARN}:elastic-ip/{made['AllocationId']}"
    assert found.name == made["PublicIp"]
    assert not found.data.get("AssociationId")


def test_nat_gateways_that_are_there(aws, ec2, subnet):
    ids = []
    for _ in range(2):
        address = ec2.allocate_address(Domain="vpc")["AllocationId"]
        made = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)
        ids.append(made["NatGateway"]["NatGatewayId"])
    ec2.delete_nat_gateway(NatGatewayId=ids[1])
    (found,) = read_kind(aws, "ec2.nat_gateway")
    assert found.id == f"{ARN}:natgateway/{ids[0]}"
    assert found.data["SubnetId"] == subnet


def test_vpc_endpoints_are_named_by_their_service(aws, ec2, vpc):
    made = ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", VpcEndpointType="Gateway"
    )["VpcEndpoint"]
    (found,) = read_kind(aws, "ec2.vpc_endpoint")
    assert found.id == f"{ARN}:vpc-endpoint/{made['VpcEndpointId']}"
    assert found.name == "com.amazonaws.us-east-1.s3"
    assert found.data["VpcEndpointType"] == "Gateway"


def test_flow_logs(aws, ec2, vpc):
    aws.client("s3").create_bucket(Bucket="flow-logs")
    (made,) = ec2.create_flow_logs(
        ResourceType="VPC",
        ResourceIds=[vpc],
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination="arn:aws:s3:::flow-logs",
    )["FlowLogIds"]
    (found,) = read_kind(aws, "ec2.flow_log")
    assert found.id == f"{ARN}:vpc-flow-log/{made}"
    assert (found.data["ResourceId"], found.data["TrafficType"]) == (vpc, "ALL")
    assert found.data["FlowLogStatus"] == "ACTIVE"


@pytest.mark.parametrize(
    "kind",
    [
        "instance",
        "volume",
        "snapshot",
        "image",
        "address",
        "nat_gateway",
        "vpc_endpoint",
        "flow_log",
    ],
)
def test_an_account_without_any(aws, kind):
    assert read_kind(aws, f"ec2.{kind}") == []

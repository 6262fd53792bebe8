"""Scaling and load balancers, read from a simulated account."""

import pytest

from tests.aws import ACCOUNT, Aws, by_name
from tests.collection.kinds import read_kind, read_names
from tests.fakes import DENIED, Refusal, fake_aws

IMAGE = "ami-12c6146b"


@pytest.fixture
def subnets(aws):
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    made = [
        ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.7.{n}.0/24", AvailabilityZone=f"us-east-1{zone}"
        )["Subnet"]
        for n, zone in enumerate("ab")
    ]
    return [subnet["SubnetId"] for subnet in made]


def make_group(aws, name, subnets, **tags):
    autoscaling = aws.client("autoscaling")
    autoscaling.create_launch_configuration(
        LaunchConfigurationName=name, ImageId=IMAGE, InstanceType="t3.micro"
    )
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName=name,
        LaunchConfigurationName=name,
        MinSize=0,
        MaxSize=4,
        DesiredCapacity=0,
        VPCZoneIdentifier=",".join(subnets),
        Tags=[{"Key": k, "Value": v, "PropagateAtLaunch": True} for k, v in tags.items()],
    )
    return autoscaling


def test_a_group_has_its_own_policies_and_schedules(aws, subnets):
    make_group(aws, "idle", subnets)
    autoscaling = make_group(aws, "web", subnets, Env="prod")
    autoscaling.put_scaling_policy(
        AutoScalingGroupName="web",
        PolicyName="cpu",
        PolicyType="TargetTrackingScaling",
        TargetTrackingConfiguration={
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
            "TargetValue": 50,
        },
    )
    autoscaling.put_scheduled_update_group_action(
        AutoScalingGroupName="web", ScheduledActionName="night", Recurrence="0 20 * * *", MinSize=0
    )
    found = read_names(aws, "autoscaling.group")
    web, idle = found["web"], found["idle"]
    assert web.id.startswith(f"arn:aws:autoscaling:us-east-1:{ACCOUNT}:autoScalingGroup:")
    assert web.tags == {"Env": "prod"}
    assert [policy["PolicyName"] for policy in web.data["Policies"]] == ["cpu"]
    assert [action["Recurrence"] for action in web.data["ScheduledActions"]] == ["0 20 * * *"]
    assert (idle.data["Policies"], idle.data["ScheduledActions"]) == ([], [])
    assert web.data["MaxSize"] == 4


def test_policies_that_are_denied_are_unread_and_not_absent(aws, subnets):
    make_group(aws, "web", subnets)
    refusal = Refusal("AccessDenied", "User is not authorized", 403)
    with fake_aws({"DescribePolicies": refusal}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "autoscaling.group")
    assert found.unread == {"Policies": "describe_policies: AccessDenied: User is not authorized"}
    assert "Policies" not in found.data
    assert found.data["ScheduledActions"] == []


def test_no_groups_and_no_further_question():
    none = """<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
      <DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult>
    </DescribeAutoScalingGroupsResponse>"""
    with fake_aws({"DescribeAutoScalingGroups": none}) as endpoint:
        assert read_kind(Aws(endpoint), "autoscaling.group") == []


@pytest.fixture
def scalable_table(aws):
    client = aws.client("application-autoscaling")
    aws.client("dynamodb").create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    )
    what = {
        "ServiceNamespace": "dynamodb",
        "ResourceId": "table/orders",
        "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
    }
    client.register_scalable_target(**what, MinCapacity=1, MaxCapacity=9)
    client.put_scaling_policy(
        **what,
        PolicyName="reads",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 70.0,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "DynamoDBReadCapacityUtilization"
            },
        },
    )


def test_targets_of_application_auto_scaling(aws, scalable_table):
    (found,) = read_kind(aws, "applicationautoscaling.target")
    assert found.id.startswith(
        f"arn:aws:application-autoscaling:us-east-1:{ACCOUNT}:scalable-target/"
    )
    assert (found.name, found.data["ServiceNamespace"]) == ("table/orders", "dynamodb")
    assert (found.data["MinCapacity"], found.data["MaxCapacity"]) == (1, 9)


def test_policies_of_application_auto_scaling(aws, scalable_table):
    (found,) = read_kind(aws, "applicationautoscaling.policy")
    assert found.id.startswith(f"arn:aws:autoscaling:us-east-1:{ACCOUNT}:scalingPolicy:")
    assert found.name == "reads"
    assert found.data["ServiceNamespace"] == "dynamodb"
    assert found.data["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 70


def test_a_namespace_that_is_not_known_there_hides_no_other():
    def answer(params):
        if params["ServiceNamespace"] == "dynamodb":
            return {"ScalingPolicies": [{"PolicyARN": "arn:aws:x", "PolicyName": "reads"}]}
        return Refusal("ValidationException", "Member must satisfy enum value set")

    with fake_aws({"DescribeScalingPolicies": answer}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "applicationautoscaling.policy")
    assert (found.id, found.name) == ("arn:aws:x", "reads")


def test_application_auto_scaling_is_asked_for_every_namespace():
    asked = []

    def answer(params):
        asked.append(params["ServiceNamespace"])
        return {"ScalableTargets": []}

    with fake_aws({"DescribeScalableTargets": answer}) as endpoint:
        assert read_kind(Aws(endpoint), "applicationautoscaling.target") == []
    assert asked == ["ecs", "dynamodb", "rds", "lambda", "elasticache", "ec2"]


def make_balancer(aws, name, subnets, **more):
    elb = aws.client("elbv2")
    made = elb.create_load_balancer(Name=name, Subnets=subnets, **more)["LoadBalancers"]
    return made[0]["LoadBalancerArn"]


def make_target_group(aws, name):
    vpc = aws.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    elb = aws.client("elbv2")
    made = elb.create_target_group(Name=name, Protocol="HTTP", Port=80, VpcId=vpc)
    return made["TargetGroups"][0]["TargetGroupArn"]


def listen(aws, balancer, group, port, protocol="HTTP"):
    made = aws.client("elbv2").create_listener(
        LoadBalancerArn=balancer,
        Protocol=protocol,
        Port=port,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )
    return made["Listeners"][0]["ListenerArn"]


def test_balancers_with_attributes_and_tags(aws, subnets):
    arn = make_balancer(
        aws, "web", subnets, Scheme="internal", Tags=[{"Key": "Env", "Value": "prod"}]
    )
    aws.client("elbv2").modify_load_balancer_attributes(
        LoadBalancerArn=arn, Attributes=[{"Key": "access_logs.s3.enabled", "Value": "false"}]
    )
    (found,) = read_kind(aws, "elbv2.load_balancer")
    assert (found.id, found.name, found.tags) == (arn, "web", {"Env": "prod"})
    assert found.data["Attributes"]["access_logs.s3.enabled"] == "false"
    assert found.data["Attributes"]["deletion_protection.enabled"] == "false"
    assert (found.data["Type"], found.data["Scheme"]) == ("application", "internal")
    assert found.unread == {}


def test_classic_balancers_with_instances_and_tags(aws):
    elb = aws.client("elb")
    ports = [{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}]
    for name in ("empty", "old"):
        zones = [f"{aws.region}a"]
        elb.create_load_balancer(LoadBalancerName=name, Listeners=ports, AvailabilityZones=zones)
    (machine,) = aws.client("ec2").run_instances(ImageId="ami-1", MinCount=1, MaxCount=1)[
        "Instances"
    ]
    mine = [{"InstanceId": machine["InstanceId"]}]
    elb.register_instances_with_load_balancer(LoadBalancerName="old", Instances=mine)
    elb.add_tags(LoadBalancerNames=["old"], Tags=[{"Key": "Env", "Value": "prod"}])
    found = {item.name: item for item in read_kind(aws, "elbv2.classic_balancer")}
    assert {name: item.data["Instances"] for name, item in found.items()} == {
        "empty": [],
        "old": mine,
    }
    assert {name: item.tags for name, item in found.items()} == {
        "empty": {},
        "old": {"Env": "prod"},
    }
    assert found["old"].id.endswith(":loadbalancer/old")


def test_tags_of_many_balancers_come_in_batches(aws, subnets):
    for n in range(21):
        make_balancer(aws, f"lb-{n}", subnets, Tags=[{"Key": "N", "Value": str(n)}])
    reader_calls = []

    def count(params):
        reader_calls.append(sum(key.startswith("ResourceArns.member.") for key in params))
        return Refusal("AccessDenied", "no", 403)

    found = read_names(aws, "elbv2.load_balancer")
    assert {item.tags["N"] for item in found.values()} == {str(n) for n in range(21)}
    with fake_aws({"DescribeTags": count}, upstream=aws.endpoint) as endpoint:
        denied = read_kind(Aws(endpoint), "elbv2.load_balancer")
    assert reader_calls == [20]
    assert {item.unread["Tags"] for item in denied} == {"describe_tags: AccessDenied: no"}
    assert all(item.data["Attributes"] for item in denied)


def test_listeners_know_the_type_of_their_balancer(aws, subnets):
    group = make_target_group(aws, "web")
    web = listen(aws, make_balancer(aws, "web", subnets), group, 80)
    listen(aws, make_balancer(aws, "tcp", subnets, Type="network"), group, 443, "TCP")
    found = read_names(aws, "elbv2.listener")
    assert set(found) == {"web HTTP:80", "tcp TCP:443"}
    assert found["web HTTP:80"].id == web
    assert found["web HTTP:80"].data["LoadBalancerType"] == "application"
    assert found["tcp TCP:443"].data["LoadBalancerType"] == "network"


def test_a_listener_that_redirects_tells_its_other_rules(aws, subnets):
    elb, group = aws.client("elbv2"), make_target_group(aws, "web")
    balancer = make_balancer(aws, "web", subnets)
    listen(aws, balancer, group, 8080)
    made = elb.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTP",
        Port=80,
        DefaultActions=[
            {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}
        ],
    )
    elb.create_rule(
        ListenerArn=made["Listeners"][0]["ListenerArn"],
        Priority=7,
        Conditions=[{"Field": "path-pattern", "Values": ["/old/*"]}],
        Actions=[{"Type": "forward", "TargetGroupArn": group}],
    )
    found = read_names(aws, "elbv2.listener")
    (other,) = found["web HTTP:80"].data["Rules"]
    assert [action["Type"] for action in other["Actions"]] == ["forward"]
    assert "Rules" not in found["web HTTP:8080"].data


def test_a_listener_that_signs_people_in_keeps_no_secret(aws, subnets):
    balancer = make_balancer(aws, "web", subnets)
    provider = {
        "Issuer": "https://id.example.com",
        "AuthorizationEndpoint": "https://id.example.com/a",
        "TokenEndpoint": "https://id.example.com/t",
        "UserInfoEndpoint": "https://id.example.com/u",
        "ClientId": "web",
        "ClientSecret": "hunter2",
    }
    sign_in = {"Type": "authenticate-oidc", "Order": 1, "AuthenticateOidcConfig": provider}
    forward = {"Type": "forward", "Order": 2, "TargetGroupArn": make_target_group(aws, "web")}
    aws.client("elbv2").create_listener(
        LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[sign_in, forward]
    )
    (found,) = read_kind(aws, "elbv2.listener")
    first, second = found.data["DefaultActions"]
    assert first["AuthenticateOidcConfig"]["ClientId"] == "web"
    assert second["Type"] == "forward"
    assert "hunter2" not in repr(found)


def test_a_balancer_deleted_meanwhile_has_no_listeners(aws, subnets):
    make_balancer(aws, "web", subnets)
    gone = {"DescribeListeners": Refusal("LoadBalancerNotFound", "not found")}
    with fake_aws(gone, upstream=aws.endpoint) as endpoint:
        assert read_kind(Aws(endpoint), "elbv2.listener") == []


def test_target_groups_with_health(aws, subnets):
    arn = make_target_group(aws, "web")
    elb = aws.client("elbv2")
    (instance,) = aws.client("ec2").run_instances(
        ImageId=IMAGE, MinCount=1, MaxCount=1, SubnetId=subnets[0]
    )["Instances"]
    listen(aws, make_balancer(aws, "web", subnets), arn, 80)
    elb.register_targets(TargetGroupArn=arn, Targets=[{"Id": instance["InstanceId"]}])
    (found,) = read_kind(aws, "elbv2.target_group")
    assert (found.id, found.name) == (arn, "web")
    assert [each["Target"]["Id"] for each in found.data["Health"]] == [instance["InstanceId"]]
    assert found.data["HealthCheckPath"] == "/"


def test_health_that_is_denied_is_unread(aws, subnets):
    make_target_group(aws, "web")
    with fake_aws({"DescribeTargetHealth": DENIED}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "elbv2.target_group")
    assert found.unread["Health"].startswith("describe_target_health: AccessDeniedException: ")
    assert "Health" not in found.data


def test_no_balancers_and_no_groups(aws):
    for kind in ("load_balancer", "listener", "target_group"):
        assert by_name(read_kind(aws, f"elbv2.{kind}")) == {}

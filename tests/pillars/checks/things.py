"""Resources as AWS describes them, for tests: sound by default, each value replaceable."""

from typing import Any

from pillars.facts import Resource

from .factories import ACCOUNT, REGION, ago, resource

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:oncall"
BALANCER = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/web/50dc6c495c0c9188"


def instance(name: str = "i-1", *, tags: dict[str, str] | None = None, **data: Any) -> Resource:
    sound = {
        "InstanceId": name,
        "InstanceType": "m7g.large",
        "Architecture": "arm64",
        "State": {"Code": 16, "Name": "running"},
        "LaunchTime": ago(days=100),
    }
    arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{name}"
    return resource("ec2.instance", name, sound | data, arn=arn, tags=tags)


def volume(name: str = "vol-1", **data: Any) -> Resource:
    sound = {"VolumeId": name, "State": "in-use", "Size": 100, "VolumeType": "gp3"}
    return resource("ec2.volume", name, sound | data)


def database(name: str = "db", *, tags: dict[str, str] | None = None, **data: Any) -> Resource:
    sound = {
        "DBInstanceIdentifier": name,
        "DBInstanceClass": "db.m7g.large",
        "DBInstanceStatus": "available",
        "Engine": "postgres",
        "PubliclyAccessible": False,
        "MultiAZ": True,
    }
    return resource("rds.instance", name, sound | data, tags=tags)


def balancer(name: str = "web", arn: str = BALANCER, **data: Any) -> Resource:
    sound = {
        "LoadBalancerArn": arn,
        "DNSName": "web-1.elb.amazonaws.com",
        "Scheme": "internet-facing",
        "Type": "application",
    }
    return resource("elbv2.load_balancer", name, sound | data, arn=arn)


def bucket(name: str = "data", *, unread: dict[str, str] | None = None, **data: Any) -> Resource:
    sound: dict[str, Any] = {
        "Lifecycle": [tiering_rule()],
        "IntelligentTiering": [],
        "PolicyStatus": None,
    }
    kept = {key: value for key, value in (sound | data).items() if key not in (unread or {})}
    return resource("s3.bucket", name, kept, arn=f"arn:aws:s3:::{name}", unread=unread)


def tiering_rule(storage_class: str = "INTELLIGENT_TIERING", status: str = "Enabled") -> dict:
    return {"Status": status, "Transitions": [{"Days": 30, "StorageClass": storage_class}]}


def function(name: str = "resize", **data: Any) -> Resource:
    sound = {
        "FunctionName": name,
        "Runtime": "python3.13",
        "PackageType": "Zip",
        "Architectures": ["arm64"],
        "LoggingConfig": {"LogFormat": "JSON"},
        "TracingConfig": {"Mode": "Active"},
    }
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    return resource("lambda.function", name, sound | data, arn=arn)


def alarm(name: str = "errors", *, region: str = REGION, **data: Any) -> Resource:
    sound = {
        "Namespace": "AWS/ApplicationELB",
        "ActionsEnabled": True,
        "AlarmActions": [TOPIC],
        "StateValue": "OK",
        "StateUpdatedTimestamp": ago(days=20),
        "Dimensions": [],
    }
    arn = f"arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:{name}"
    return resource("cloudwatch.alarm", name, sound | data, region=region, arn=arn)


def topic(name: str = "oncall", **data: Any) -> Resource:
    arn = f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}"
    subscribed = [{"Protocol": "email", "SubscriptionArn": f"{arn}:1", "Endpoint": "a@example.com"}]
    return resource("sns.topic", name, {"Subscriptions": subscribed} | data, arn=arn)


def distribution(name: str = "site", **data: Any) -> Resource:
    sound = {
        "Enabled": True,
        "HttpVersion": "http2and3",
        "Origins": {"Quantity": 1, "Items": [{"DomainName": "data.s3.amazonaws.com"}]},
    }
    return resource("cloudfront.distribution", name, sound | data)


def table(name: str = "orders", **data: Any) -> Resource:
    sound = {"BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"}}
    return resource("dynamodb.table", name, sound | data)


def group(name: str = "web", *, tags: dict[str, str] | None = None, **data: Any) -> Resource:
    sound = {
        "MinSize": 1,
        "MaxSize": 4,
        "Policies": [{"PolicyType": "TargetTrackingScaling", "Enabled": True}],
        "ScheduledActions": [],
    }
    return resource("autoscaling.group", name, sound | data, tags=tags)


def service(name: str = "api", **data: Any) -> Resource:
    sound = {
        "clusterArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/main",
        "desiredCount": 2,
        "schedulingStrategy": "REPLICA",
        "deploymentConfiguration": {
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        },
    }
    return resource("ecs.service", name, sound | data)


def organization(master: str = ACCOUNT) -> Resource:
    return resource("organizations.organization", "o-1", {"MasterAccountId": master})

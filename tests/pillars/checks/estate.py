"""Resources of security and reliability, as AWS describes them: sound unless told otherwise."""

from typing import Any

from pillars.facts import GLOBAL, Resource

from .factories import ACCOUNT, REGION, ago, resource

ZONE_A, ZONE_B = f"{REGION}a", f"{REGION}b"
ADMIN = {"Effect": "Allow", "Action": "*", "Resource": "*"}
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/*"}


def policy_of(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def of(kind: str, name: str, arn: str, data: dict[str, Any], **more: Any) -> Resource:
    """A resource with aspects named in `unread` left out of its data, as collectors do."""
    unread = more.get("unread") or {}
    kept = {key: value for key, value in data.items() if key not in unread}
    return resource(kind, name, kept, arn=arn, **more)


def regional(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


def named(kind: str, name: str, **data: Any) -> Resource:
    """Any resource of which the name and a few values matter."""
    return of(kind, name, regional(kind.partition(".")[0], name), data)


def summary(**data: Any) -> Resource:
    sound = {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "Users": 3}
    return resource(
        "iam.account_summary",
        ACCOUNT,
        sound | data,
        arn=f"arn:aws:iam::{ACCOUNT}:root",
        region=GLOBAL,
    )


def row(user: str = "ada", **data: Any) -> Resource:
    """A line of the credential report: no password and no key unless told otherwise."""
    sound = {
        "user": user,
        "arn": f"arn:aws:iam::{ACCOUNT}:user/{user}",
        "password_enabled": "false",
        "password_last_used": "N/A",
        "password_last_changed": "N/A",
        "mfa_active": "false",
        "access_key_1_active": "false",
        "access_key_1_last_rotated": "N/A",
        "access_key_1_last_used_date": "N/A",
        "access_key_2_active": "false",
        "access_key_2_last_rotated": "N/A",
        "access_key_2_last_used_date": "N/A",
    }
    return resource(
        "iam.credential_report_row",
        user,
        sound | data,
        arn=f"arn:aws:iam::{ACCOUNT}:user/{user}",
        region=GLOBAL,
    )


def console(user: str = "ada", *, mfa: bool, **data: Any) -> Resource:
    used = {"password_last_used": ago(days=2), "password_last_changed": ago(days=40)}
    active = "true" if mfa else "false"
    return row(user, password_enabled="true", mfa_active=active, **(used | data))


def key_holder(user: str = "ada", *, age: int, used: int | None = 1) -> Resource:
    last = "N/A" if used is None else ago(days=used)
    return row(
        user,
        access_key_1_active="true",
        access_key_1_last_rotated=ago(days=age),
        access_key_1_last_used_date=last,
    )


def user(name: str = "ada", **data: Any) -> Resource:
    sound = {"UserName": name, "UserPolicyList": [], "AttachedManagedPolicies": [], "GroupList": []}
    arn = f"arn:aws:iam::{ACCOUNT}:user/{name}"
    return resource("iam.user", name, sound | data, arn=arn, region=GLOBAL)


def group(name: str = "ops", **data: Any) -> Resource:
    sound = {"GroupName": name, "GroupPolicyList": [], "AttachedManagedPolicies": []}
    arn = f"arn:aws:iam::{ACCOUNT}:group/{name}"
    return resource("iam.group", name, sound | data, arn=arn, region=GLOBAL)


def role(name: str = "app", service: str = "ec2.amazonaws.com", **data: Any) -> Resource:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    sound = {
        "RoleName": name,
        "Path": "/",
        "AssumeRolePolicyDocument": policy_of(trust),
        "RolePolicyList": [],
        "AttachedManagedPolicies": [],
    }
    arn = f"arn:aws:iam::{ACCOUNT}:role/{name}"
    return resource("iam.role", name, sound | data, arn=arn, region=GLOBAL)


def managed(name: str, document: Any, *, attached: int = 1, owner: str = ACCOUNT) -> Resource:
    versions = [
        {"VersionId": "v1", "IsDefaultVersion": False, "Document": policy_of(ADMIN)},
        {"VersionId": "v2", "IsDefaultVersion": True, "Document": document},
    ]
    data = {"PolicyName": name, "AttachmentCount": attached, "PolicyVersionList": versions}
    arn = f"arn:aws:iam::{owner}:policy/{name}"
    return resource("iam.policy", name, data, arn=arn, region=GLOBAL)


def attached(*arns: str) -> list[dict[str, str]]:
    return [{"PolicyArn": arn, "PolicyName": arn.rsplit("/", 1)[-1]} for arn in arns]


def trail(name: str = "all", *, region: str = REGION, **data: Any) -> Resource:
    sound = {
        "Name": name,
        "IsMultiRegionTrail": True,
        "HomeRegion": REGION,
        "LogFileValidationEnabled": True,
        "KmsKeyId": regional("kms", "key/1"),
        "Status": {"IsLogging": True},
        "EventSelectors": {"EventSelectors": [], "AdvancedEventSelectors": []},
    }
    unread = data.pop("unread", None)
    arn = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/{name}"
    return of("cloudtrail.trail", name, arn, sound | data, region=region, unread=unread)


def vpc(name: str = "vpc-1", **data: Any) -> Resource:
    sound = {"VpcId": name, "IsDefault": False, "CidrBlock": "10.0.0.0/16"}
    return of("ec2.vpc", name, regional("ec2", f"vpc/{name}"), sound | data)


def subnet(name: str = "subnet-a", zone: str = ZONE_A, **data: Any) -> Resource:
    sound = {
        "SubnetId": name,
        "VpcId": "vpc-1",
        "AvailabilityZone": zone,
        "CidrBlock": "10.0.0.0/24",
        "AvailableIpAddressCount": 200,
    }
    return of("ec2.subnet", name, regional("ec2", f"subnet/{name}"), sound | data)


def flow_log(on: str = "vpc-1", **data: Any) -> Resource:
    name = f"fl-{on}"
    sound = {
        "FlowLogId": name,
        "ResourceId": on,
        "FlowLogStatus": "ACTIVE",
        "DeliverLogsStatus": "SUCCESS",
        "TrafficType": "ALL",
    }
    return of("ec2.flow_log", name, regional("ec2", f"vpc-flow-log/{name}"), sound | data)


def interface(name: str = "eni-1", **data: Any) -> Resource:
    sound = {"NetworkInterfaceId": name, "VpcId": "vpc-1", "Groups": []}
    arn = regional("ec2", f"network-interface/{name}")
    return of("ec2.network_interface", name, arn, sound | data)


def security_group(name: str = "sg-1", *rules: dict[str, Any], **data: Any) -> Resource:
    sound = {"GroupId": name, "GroupName": "web", "VpcId": "vpc-1", "IpPermissions": list(rules)}
    return of("ec2.security_group", name, regional("ec2", f"security-group/{name}"), sound | data)


def rule(
    first: int | None, last: int | None = None, *, source: str = "0.0.0.0/0", protocol: str = "tcp"
) -> dict[str, Any]:
    v6 = ":" in source
    found: dict[str, Any] = {
        "IpProtocol": protocol,
        "IpRanges": [] if v6 else [{"CidrIp": source}],
        "Ipv6Ranges": [{"CidrIpv6": source}] if v6 else [],
    }
    if first is not None:
        found |= {"FromPort": first, "ToPort": first if last is None else last}
    return found


def instance(
    name: str = "i-1", zone: str = ZONE_A, *, tags: dict[str, str] | None = None, **data: Any
) -> Resource:
    sound = {
        "InstanceId": name,
        "VpcId": "vpc-1",
        "State": {"Name": "running"},
        "Placement": {"AvailabilityZone": zone},
        "IamInstanceProfile": {"Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/app"},
        "MetadataOptions": {"HttpTokens": "required", "HttpEndpoint": "enabled"},
        "MaintenanceOptions": {"AutoRecovery": "default"},
    }
    found = tags or {}
    arn = regional("ec2", f"instance/{name}")
    return of("ec2.instance", found.get("Name", name), arn, sound | data, tags=found)


def volume(name: str = "vol-1", **data: Any) -> Resource:
    sound = {
        "VolumeId": name,
        "Size": 100,
        "Encrypted": True,
        "State": "in-use",
        "Attachments": [{"InstanceId": "i-1", "Device": "/dev/sdf"}],
    }
    return of("ec2.volume", name, regional("ec2", f"volume/{name}"), sound | data)


def disk_copy(name: str = "snap-1", *, tags: dict[str, str] | None = None, **data: Any) -> Resource:
    sound = {
        "SnapshotId": name,
        "VolumeId": "vol-1",
        "Encrypted": True,
        "StartTime": ago(days=1),
    }
    return of("ec2.snapshot", name, regional("ec2", f"snapshot/{name}"), sound | data, tags=tags)


def bucket(name: str = "data", *, region: str = REGION, **data: Any) -> Resource:
    sound: dict[str, Any] = {
        "Encryption": {
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
        },
        "Versioning": {"Status": "Enabled"},
        "Logging": {"TargetBucket": "logs", "TargetPrefix": ""},
        "Policy": policy_of(tls_only()),
        "PolicyStatus": {"IsPublic": False},
        "Grants": [],
        "PublicAccessBlock": {
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
        "Replication": None,
    }
    unread = data.pop("unread", None)
    arn = f"arn:aws:s3:::{name}"
    return of("s3.bucket", name, arn, sound | data, region=region, unread=unread)


def tls_only(**changed: Any) -> dict[str, Any]:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    } | changed


def database(name: str = "orders", *, region: str = REGION, **data: Any) -> Resource:
    sound = {
        "DBInstanceIdentifier": name,
        "Engine": "postgres",
        "StorageEncrypted": True,
        "MultiAZ": True,
        "AvailabilityZone": ZONE_A,
        "PubliclyAccessible": False,
        "BackupRetentionPeriod": 7,
        "EnabledCloudwatchLogsExports": ["postgresql"],
        "MasterUserSecret": {"SecretArn": regional("secretsmanager", "secret:rds")},
        "ForceSSL": "1",
    }
    tags, unread = data.pop("tags", None), data.pop("unread", None)
    arn = f"arn:aws:rds:{region}:{ACCOUNT}:db:{name}"
    return of("rds.instance", name, arn, sound | data, region=region, tags=tags, unread=unread)


def cluster(name: str = "sales", **data: Any) -> Resource:
    sound = {
        "DBClusterIdentifier": name,
        "Engine": "aurora-postgresql",
        "EngineMode": "provisioned",
        "StorageEncrypted": True,
        "MultiAZ": True,
        "BackupRetentionPeriod": 7,
        "DBClusterMembers": [{"DBInstanceIdentifier": f"{name}-1"}],
        "MasterUserSecret": {"SecretArn": regional("secretsmanager", "secret:rds")},
    }
    return of("rds.cluster", name, regional("rds", f"cluster:{name}"), sound | data)


def database_copy(name: str = "before", *, region: str = REGION, **data: Any) -> Resource:
    sound = {
        "DBSnapshotIdentifier": name,
        "DBInstanceIdentifier": "orders",
        "Encrypted": True,
        "SnapshotCreateTime": ago(days=3),
    }
    arn = f"arn:aws:rds:{region}:{ACCOUNT}:snapshot:{name}"
    return of("rds.snapshot", name, arn, sound | data, region=region)


def table(name: str = "carts", **data: Any) -> Resource:
    recovery = {"PointInTimeRecoveryStatus": "ENABLED"}
    sound = {
        "TableName": name,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "ContinuousBackups": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": recovery,
        },
    }
    unread = data.pop("unread", None)
    arn = regional("dynamodb", f"table/{name}")
    return of("dynamodb.table", name, arn, sound | data, unread=unread)


def cache_group(name: str = "sessions", **data: Any) -> Resource:
    sound = {
        "ReplicationGroupId": name,
        "AtRestEncryptionEnabled": True,
        "TransitEncryptionEnabled": True,
        "TransitEncryptionMode": "required",
        "MultiAZ": "enabled",
        "AutomaticFailover": "enabled",
        "SnapshotRetentionLimit": 7,
    }
    arn = regional("elasticache", f"replicationgroup:{name}")
    return of("elasticache.replication_group", name, arn, sound | data)


def serverless(name: str = "flash", **data: Any) -> Resource:
    sound = {
        "ServerlessCacheName": name,
        "Status": "AVAILABLE",
        "Engine": "valkey",
        "SubnetIds": ["subnet-a", "subnet-b"],
        "SnapshotRetentionLimit": 7,
        "CacheUsageLimits": {
            "DataStorage": {"Maximum": 10, "Unit": "GB"},
            "ECPUPerSecond": {"Maximum": 5000},
        },
    }
    arn = regional("elasticache", f"serverlesscache:{name}")
    return of("elasticache.serverless_cache", name, arn, sound | data)


def cache(name: str = "pages", **data: Any) -> Resource:
    sound = {
        "CacheClusterId": name,
        "Engine": "redis",
        "NumCacheNodes": 1,
        "PreferredAvailabilityZone": ZONE_A,
        "AtRestEncryptionEnabled": True,
        "TransitEncryptionEnabled": True,
    }
    return of("elasticache.cluster", name, regional("elasticache", f"cluster:{name}"), sound | data)


def files(name: str = "fs-1", **data: Any) -> Resource:
    sound = {"FileSystemId": name, "Encrypted": True, "BackupPolicy": {"Status": "ENABLED"}}
    arn = regional("elasticfilesystem", f"file-system/{name}")
    return of("efs.file_system", name, arn, sound | data)


def balancer(name: str = "shop", **data: Any) -> Resource:
    sound = {
        "LoadBalancerName": name,
        "Type": "application",
        "Scheme": "internet-facing",
        "AvailabilityZones": [{"ZoneName": ZONE_A}, {"ZoneName": ZONE_B}],
        "Attributes": {"access_logs.s3.enabled": "true"},
    }
    arn = regional("elasticloadbalancing", f"loadbalancer/app/{name}/1")
    return of("elbv2.load_balancer", name, arn, sound | data)


def listener(protocol: str = "HTTPS", port: int = 443, **data: Any) -> Resource:
    balancer_arn = regional("elasticloadbalancing", "loadbalancer/app/shop/1")
    sound = {
        "Protocol": protocol,
        "Port": port,
        "LoadBalancerArn": balancer_arn,
        "DefaultActions": [{"Type": "forward"}],
    }
    if protocol in ("HTTPS", "TLS"):
        sound["SslPolicy"] = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    else:
        sound["Rules"] = []
    digest = sum(map(ord, f"{sorted(data.items(), key=str)}"))
    arn = regional("elasticloadbalancing", f"listener/app/shop/1/{protocol}{port}{digest}")
    return of("elbv2.listener", f"shop {protocol}:{port}", arn, sound | data)


def to_https() -> list[dict[str, Any]]:
    return [{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443"}}]


def target_group(name: str = "web", *states: str, **data: Any) -> Resource:
    sound = {
        "TargetGroupName": name,
        "Protocol": "HTTP",
        "TargetType": "instance",
        "LoadBalancerArns": [regional("elasticloadbalancing", "loadbalancer/app/shop/1")],
        "HealthCheckEnabled": True,
        "HealthCheckProtocol": "HTTP",
        "HealthCheckPath": "/health",
        "HealthCheckIntervalSeconds": 10,
        "Health": [
            {"Target": {"Id": f"i-{n}"}, "TargetHealth": {"State": state}}
            for n, state in enumerate(states, 1)
        ],
    }
    unread = data.pop("unread", None)
    arn = regional("elasticloadbalancing", f"targetgroup/{name}/1")
    return of("elbv2.target_group", name, arn, sound | data, unread=unread)


def distribution(name: str = "www.example.com", **config: Any) -> Resource:
    sound = {
        "DefaultCacheBehavior": {"ViewerProtocolPolicy": "redirect-to-https"},
        "CacheBehaviors": {"Quantity": 0},
        "ViewerCertificate": {
            "CloudFrontDefaultCertificate": False,
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
        "Origins": {"Quantity": 1, "Items": [origin()]},
        "Logging": {"Enabled": True},
        "WebACLId": "arn:aws:wafv2:us-east-1:1:global/webacl/edge/1",
    }
    identity = f"E{sum(map(ord, name))}"
    arn = f"arn:aws:cloudfront::{ACCOUNT}:distribution/{identity}"
    data = {"Id": identity, "Enabled": True, "Config": sound | config}
    return of("cloudfront.distribution", name, arn, data, region=GLOBAL)


def origin(policy: str = "https-only", *versions: str) -> dict[str, Any]:
    protocols = {"Quantity": len(versions or (1,)), "Items": list(versions or ("TLSv1.2",))}
    custom = {"OriginProtocolPolicy": policy, "OriginSslProtocols": protocols}
    return {"DomainName": "api.example.com", "CustomOriginConfig": custom}


def scaling_group(name: str = "web", *zones: str, **data: Any) -> Resource:
    sound = {
        "AutoScalingGroupName": name,
        "MinSize": 2,
        "MaxSize": 6,
        "AvailabilityZones": list(zones or (ZONE_A, ZONE_B)),
        "Instances": [],
        "TargetGroupARNs": [regional("elasticloadbalancing", "targetgroup/web/1")],
        "HealthCheckType": "ELB",
        "Policies": [{"PolicyName": "cpu", "Enabled": True}],
        "ScheduledActions": [],
    }
    tags, unread = data.pop("tags", None), data.pop("unread", None)
    arn = regional("autoscaling", f"autoScalingGroup:1:autoScalingGroupName/{name}")
    return of("autoscaling.group", name, arn, sound | data, tags=tags, unread=unread)


def service(name: str = "api", *subnets: str, **data: Any) -> Resource:
    sound = {
        "serviceName": name,
        "clusterArn": regional("ecs", "cluster/main"),
        "status": "ACTIVE",
        "desiredCount": 2,
        "schedulingStrategy": "REPLICA",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": list(subnets)}},
    }
    return of("ecs.service", name, regional("ecs", f"service/main/{name}"), sound | data)


def function(name: str = "resize", *subnets: str, **data: Any) -> Resource:
    sound = {
        "FunctionName": name,
        "VpcConfig": {"SubnetIds": list(subnets)},
        "SecretLikeNames": [],
    }
    return of("lambda.function", name, regional("lambda", f"function:{name}"), sound | data)


def plan(name: str = "daily", *, copy_to: str = "", **data: Any) -> Resource:
    target = f"arn:aws:backup:{copy_to}:{ACCOUNT}:backup-vault:copies"
    copies = [{"DestinationBackupVaultArn": target}] if copy_to else []
    rules = [{"RuleName": "r", "ScheduleExpression": "cron(0 5 ? * * *)", "CopyActions": copies}]
    sound = {"Plan": {"BackupPlanName": name, "Rules": rules}, "Selections": [{"Resources": ["*"]}]}
    unread = data.pop("unread", None)
    return of(
        "backup.plan", name, regional("backup", f"backup-plan:{name}"), sound | data, unread=unread
    )


def protected(arn: str, **data: Any) -> Resource:
    sound = {"ResourceArn": arn, "LastBackupTime": ago(days=1)}
    return of("backup.protected_resource", arn.rsplit(":", 1)[-1], arn, sound | data)

"""Where AWS's own console shows a resource."""

from string import Template
from urllib.parse import quote

HOSTS = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
HOME = "us-east-1"

# By the service of an ARN and the start of its last part: the console's page for the rest.
PAGES: dict[str, dict[str, str]] = {
    "acm": {"certificate/": "acm/home?region=$region#/certificates/$id"},
    "autoscaling": {
        "autoScalingGroup:": "ec2/home?region=$region#AutoScalingGroupDetails:id=$name"
    },
    "backup": {
        "backup-vault:": "backup/home?region=$region#/backupvaults/details/$id",
        "backup-plan:": "backup/home?region=$region#/backupplan/details/$id",
    },
    "cloudformation": {
        "stack/": "cloudformation/home?region=$region#/stacks/stackinfo?stackId=$arn"
    },
    "cloudfront": {"distribution/": "cloudfront/v4/home#/distributions/$id"},
    "cloudtrail": {"trail/": "cloudtrailv2/home?region=$region#/trails/$arn"},
    "cloudwatch": {"alarm:": "cloudwatch/home?region=$region#alarmsV2:alarm/$id"},
    "codebuild": {"project/": "codesuite/codebuild/$account/projects/$id/history?region=$region"},
    "codepipeline": {"": "codesuite/codepipeline/pipelines/$id/view?region=$region"},
    "dynamodb": {"table/": "dynamodbv2/home?region=$region#table?name=$id"},
    "ec2": {
        "instance/": "ec2/home?region=$region#InstanceDetails:instanceId=$id",
        "volume/": "ec2/home?region=$region#VolumeDetails:volumeId=$id",
        "snapshot/": "ec2/home?region=$region#SnapshotDetails:snapshotId=$id",
        "security-group/": "ec2/home?region=$region#SecurityGroup:groupId=$id",
        "vpc/": "vpcconsole/home?region=$region#VpcDetails:VpcId=$id",
        "subnet/": "vpcconsole/home?region=$region#SubnetDetails:subnetId=$id",
        "natgateway/": "vpcconsole/home?region=$region#NatGatewayDetails:natGatewayId=$id",
        "vpc-endpoint/": "vpcconsole/home?region=$region#EndpointDetails:vpcEndpointId=$id",
        "elastic-ip/": "ec2/home?region=$region#ElasticIpDetails:AllocationId=$id",
    },
    "ecr": {"repository/": "ecr/repositories/private/$account/$id?region=$region"},
    "ecs": {"cluster/": "ecs/v2/clusters/$id?region=$region"},
    "eks": {"cluster/": "eks/clusters/$id?region=$region"},
    "elasticfilesystem": {"file-system/": "efs/home?region=$region#/file-systems/$id"},
    "elasticloadbalancing": {
        "loadbalancer/": "ec2/home?region=$region#LoadBalancer:loadBalancerArn=$arn"
    },
    "firehose": {"deliverystream/": "firehose/home?region=$region#/details/$id"},
    "fsx": {
        "file-system/": "fsx/home?region=$region#file-system-details/$id",
        "backup/": "fsx/home?region=$region#backup-details/$id",
    },
    "iam": {
        "user/": "iam/home#/users/details/$name",
        "role/": "iam/home#/roles/details/$name",
        "group/": "iam/home#/groups/details/$name",
        "policy/": "iam/home#/policies/details/$arn",
        "root": "iam/home#/home",
    },
    "kms": {"key/": "kms/home?region=$region#/kms/keys/$id"},
    "lambda": {"function:": "lambda/home?region=$region#/functions/$id"},
    "mq": {"": "amazon-mq/home?region=$region#/brokers"},
    "rds": {
        "db:": "rds/home?region=$region#database:id=$id;is-cluster=false",
        "cluster:": "rds/home?region=$region#database:id=$id;is-cluster=true",
        "snapshot:": "rds/home?region=$region#db-snapshot:id=$id",
    },
    "route53": {"hostedzone/": "route53/v2/hostedzones#ListRecordSets/$id"},
    "s3": {"": "s3/buckets/$id?region=$region"},
    "secretsmanager": {"secret:": "secretsmanager/listsecrets?region=$region"},
    "sns": {"": "sns/v3/home?region=$region#/topic/$arn"},
    "sqs": {"": "sqs/v3/home?region=$region#/queues"},
}


def console_link(arn: str, *, region: str = "") -> str:
    """The address of a resource in the console; its service's front page where the table has no
    better one; empty for what is no ARN.
    """
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or parts[1] not in HOSTS:
        return ""
    _, partition, service, arn_region, account, rest = parts
    place = arn_region or (region if region and region != "global" else HOME)
    page = _page(service, rest) or f"{service}/home?region=$region"
    path = Template(page).substitute(
        id=quote(_after_kind(service, rest), safe=""),
        name=quote(rest.rsplit("/", 1)[-1], safe=""),
        arn=quote(arn, safe=""),
        region=quote(place, safe=""),
        account=quote(account, safe=""),
    )
    return f"https://{HOSTS[partition]}/{path}"


def _page(service: str, rest: str) -> str:
    kind = _kind(service, rest)
    return "" if kind is None else PAGES[service][kind]


def _after_kind(service: str, rest: str) -> str:
    return rest.removeprefix(_kind(service, rest) or "")


def _kind(service: str, rest: str) -> str | None:
    return next((kind for kind in PAGES.get(service, {}) if rest.startswith(kind)), None)

"""What runs code: functions, containers and their images, read from a simulated account."""

import io
import json
import zipfile

import pytest

from tests.aws import ACCOUNT, Aws
from tests.collection.kinds import read_kind, read_names
from tests.fakes import DENIED, Refusal, fake_aws, tagged

KEY_ID = "AKIA" + "IOSFODNN7EXAMPLE"


def code():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("app.py", "def handle(event, context): pass")
    return {"ZipFile": held.getvalue()}


@pytest.fixture
def role(aws):
    made = aws.client("iam").create_role(RoleName="app", AssumeRolePolicyDocument="{}")
    return made["Role"]["Arn"]


def make_function(aws, role, name, variables=None, **more):
    return aws.client("lambda").create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.13",
        Handler="app.handle",
        Code=code(),
        Environment={"Variables": variables or {}},
        **more,
    )["FunctionArn"]


def test_functions_keep_names_of_secrets_and_no_value(aws, role):
    variables = {"DB_PASSWORD": "hunter2", "SETTING": KEY_ID, "STAGE": "prod-of-stages"}
    arn = make_function(
        aws, role, "resize", variables, Architectures=["arm64"], Tags={"Env": "prod"}
    )
    make_function(aws, role, "plain")
    aws.client("lambda").add_permission(
        FunctionName="resize", StatementId="all", Action="lambda:InvokeFunction", Principal="*"
    )
    found = read_names(aws, "lambda.function")
    resize = found["resize"]
    assert resize.id == arn == f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:resize"
    assert resize.data["SecretLikeNames"] == ["DB_PASSWORD", "SETTING"]
    assert "Environment" not in resize.data
    assert resize.data["Architectures"] == ["arm64"]
    assert resize.tags == {"Env": "prod"}
    assert found["plain"].data["SecretLikeNames"] == []
    assert found["plain"].data["Policy"] is None
    assert resize.data["Policy"]["Statement"][0]["Principal"] == "*"
    for value in variables.values():
        assert value not in repr(found)


def test_variables_that_lambda_cannot_decrypt_are_unread():
    error = {"ErrorCode": "AccessDeniedException", "Message": "the key is not for you"}
    function = {
        "FunctionName": "resize",
        "FunctionArn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:resize",
        "Environment": {"Error": error},
    }
    answers = {
        "GET /2015-03-31/functions": {"Functions": [function]},
        "GET /2015-03-31/functions/resize/policy": {"Policy": "{}"},
        "GetResources": tagged(),
    }
    with fake_aws(answers) as endpoint:
        (found,) = read_kind(Aws(endpoint), "lambda.function")
    assert set(found.unread) == {"SecretLikeNames"}
    assert found.unread["SecretLikeNames"].endswith("AccessDeniedException: the key is not for you")
    assert "SecretLikeNames" not in found.data


def test_functions_over_pages():
    def page(params):
        number = params.get("Marker", "1")
        function = {"FunctionName": f"f{number}", "FunctionArn": f"arn:aws:lambda:::f{number}"}
        more = {"NextMarker": "2"} if number == "1" else {}
        return {"Functions": [function], **more}

    answers = {
        "GET /2015-03-31/functions": page,
        "GET /2015-03-31/functions/*/policy": {"Policy": "{}"},
        "GetResources": tagged(),
    }
    with fake_aws(answers) as endpoint:
        assert set(read_names(Aws(endpoint), "lambda.function")) == {"f1", "f2"}


def test_event_source_mappings(aws, role):
    make_function(aws, role, "worker")
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    made = aws.client("lambda").create_event_source_mapping(
        EventSourceArn=queue["QueueArn"], FunctionName="worker", BatchSize=5
    )
    (found,) = read_kind(aws, "lambda.event_source_mapping")
    assert found.id == f"arn:aws:lambda:us-east-1:{ACCOUNT}:event-source-mapping:{made['UUID']}"
    assert found.data["EventSourceArn"] == queue["QueueArn"]
    assert found.data["BatchSize"] == 5


CONTAINER = {
    "name": "app",
    "image": "app:1",
    "memory": 128,
    "environment": [
        {"name": "DB_PASSWORD", "value": "hunter2"},
        {"name": "STAGE", "value": "prod-of-stages"},
    ],
    "secrets": [{"name": "TOKEN", "valueFrom": "arn:aws:ssm:us-east-1:1:parameter/token"}],
    "command": ["serve", "--key", "hunter3"],
    "logConfiguration": {
        "logDriver": "splunk",
        "options": {"splunk-token": "hunter4", "splunk-url": "https://splunk.example.com"},
    },
    "healthCheck": {"command": ["CMD", "curl", "-u", "app:hunter5", "localhost"], "retries": 3},
}


def register(aws, family="app", **container):
    made = aws.client("ecs").register_task_definition(
        family=family,
        containerDefinitions=[{**CONTAINER, **container}],
        tags=[{"key": "Env", "value": "prod"}],
    )
    return made["taskDefinition"]["taskDefinitionArn"]


def serve(aws, cluster, name, definition):
    aws.client("ecs").create_service(
        cluster=cluster,
        serviceName=name,
        taskDefinition=definition,
        desiredCount=1,
        tags=[{"key": "Team", "value": "web"}],
    )


def test_clusters(aws):
    ecs = aws.client("ecs")
    ecs.create_cluster(
        clusterName="main",
        settings=[{"name": "containerInsights", "value": "enabled"}],
        tags=[{"key": "Env", "value": "prod"}],
    )
    (found,) = read_kind(aws, "ecs.cluster")
    assert found.id == f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/main"
    assert (found.name, found.tags) == ("main", {"Env": "prod"})
    assert found.data["settings"] == [{"name": "containerInsights", "value": "enabled"}]


def test_services_of_all_clusters_in_batches(aws):
    definition = register(aws)
    ecs = aws.client("ecs")
    for cluster in ("main", "side"):
        ecs.create_cluster(clusterName=cluster)
    for n in range(11):
        serve(aws, "main", f"web-{n}", definition)
    serve(aws, "side", "jobs", definition)
    found = read_names(aws, "ecs.service")
    assert set(found) == {"jobs", *(f"web-{n}" for n in range(11))}
    assert found["jobs"].id == f"arn:aws:ecs:us-east-1:{ACCOUNT}:service/side/jobs"
    sizes = []

    def measure(params):
        sizes.append(len(params["services"]))
        return {"services": []}

    with fake_aws({"DescribeServices": measure}, upstream=aws.endpoint) as endpoint:
        assert read_kind(Aws(endpoint), "ecs.service") == []
    assert sizes == [10, 1, 1]
    assert found["jobs"].tags == {"Team": "web"}
    assert found["jobs"].data["taskDefinition"] == definition


def test_a_cluster_deleted_meanwhile_has_no_services(aws):
    aws.client("ecs").create_cluster(clusterName="main")
    gone = {"ListServices": Refusal("ClusterNotFoundException", "not found")}
    with fake_aws(gone, upstream=aws.endpoint) as endpoint:
        assert read_kind(Aws(endpoint), "ecs.service") == []


@pytest.fixture
def running(aws):
    """A service on the first revision, a task on the second, and nothing on the third."""
    ecs = aws.client("ecs")
    ecs.create_cluster(clusterName="main")
    served, run, idle = register(aws), register(aws), register(aws)
    serve(aws, "main", "web", served)
    subnet = aws.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    ecs.run_task(
        cluster="main",
        taskDefinition=run,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}},
    )
    return served, run, idle


def test_task_definitions_in_use(aws, running):
    served, run, _ = running
    assert {item.id for item in read_kind(aws, "ecs.task_definition")} == {served, run}


def test_task_definitions_keep_nothing_secret(aws, running):
    found = read_kind(aws, "ecs.task_definition")[0]
    assert found.name == "app:1"
    assert found.tags == {"Env": "prod"}
    assert found.data["SecretLikeNames"] == ["DB_PASSWORD", "splunk-token"]
    (container,) = found.data["containerDefinitions"]
    assert container["secrets"] == CONTAINER["secrets"]
    assert container["logConfiguration"]["options"] == {"splunk-url": "https://splunk.example.com"}
    assert container["healthCheck"]["retries"] == 3
    assert not set(container) & {"environment", "command", "entryPoint", "dockerLabels"}
    assert "hunter" not in repr(found)
    assert "prod-of-stages" not in repr(found)


def test_a_volume_that_mounts_a_share_keeps_no_password(aws, running):
    docker = {"driver": "local", "driverOpts": {"o": "username=app,password=hunter2"}}
    volumes = [{"name": "share", "dockerVolumeConfiguration": docker}, {"name": "scratch"}]
    definition = {"containerDefinitions": [], "volumes": volumes, "revision": 1}
    answers = {"DescribeTaskDefinition": {"taskDefinition": definition}}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        found = read_kind(Aws(endpoint), "ecs.task_definition")[0]
    share, scratch = found.data["volumes"]
    assert share["dockerVolumeConfiguration"] == {"driver": "local"}
    assert scratch["name"] == "scratch"
    assert "hunter2" not in repr(found)


def test_a_task_definition_that_is_denied_is_there_and_unread(aws, running):
    with fake_aws({"DescribeTaskDefinition": DENIED}, upstream=aws.endpoint) as endpoint:
        found = read_kind(Aws(endpoint), "ecs.task_definition")
    assert {item.id for item in found} == set(running[:2])
    for item in found:
        assert {"containerDefinitions", "SecretLikeNames", "networkMode"} <= set(item.unread)
        assert item.data == {"taskDefinitionArn": item.id}


@pytest.fixture
def kubernetes(aws, role):
    eks = aws.client("eks")
    subnets = [each["SubnetId"] for each in aws.client("ec2").describe_subnets()["Subnets"][:2]]
    eks.create_cluster(
        name="main",
        version="1.33",
        roleArn=role,
        resourcesVpcConfig={"subnetIds": subnets},
        tags={"Env": "prod"},
    )
    eks.create_nodegroup(
        clusterName="main",
        nodegroupName="spot",
        subnets=subnets,
        nodeRole=role,
        capacityType="SPOT",
        tags={"Team": "web"},
    )
    return eks


def test_kubernetes_clusters(aws, kubernetes):
    (found,) = read_kind(aws, "eks.cluster")
    assert found.id == f"arn:aws:eks:us-east-1:{ACCOUNT}:cluster/main"
    assert (found.name, found.tags) == ("main", {"Env": "prod"})
    assert found.data["version"] == "1.33"
    assert len(found.data["resourcesVpcConfig"]["subnetIds"]) == 2
    assert found.unread == {}


def test_node_groups(aws, kubernetes):
    (found,) = read_kind(aws, "eks.nodegroup")
    assert found.id.startswith(f"arn:aws:eks:us-east-1:{ACCOUNT}:nodegroup/main/spot/")
    assert (found.name, found.tags) == ("spot", {"Team": "web"})
    assert found.data["capacityType"] == "SPOT"
    assert found.data["clusterName"] == "main"


def test_a_cluster_that_is_denied_is_there_and_unread(aws, kubernetes):
    with fake_aws({"GET /clusters/main": DENIED}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "eks.cluster")
    assert found.id == f"arn:aws:eks:us-east-1:{ACCOUNT}:cluster/main"
    assert {"version", "logging", "encryptionConfig"} <= set(found.unread)
    assert found.data == {"name": "main"}


def test_clusters_and_groups_deleted_meanwhile_are_left_out(aws, kubernetes):
    gone = Refusal("ResourceNotFoundException", "not found", 404)
    answers = {"GET /clusters/main": gone, "GET /clusters/main/node-groups": gone}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        assert read_kind(Aws(endpoint), "eks.cluster") == []
        assert read_kind(Aws(endpoint), "eks.nodegroup") == []
    with fake_aws({"GET /clusters/main/node-groups/spot": gone}, upstream=aws.endpoint) as endpoint:
        assert read_kind(Aws(endpoint), "eks.nodegroup") == []


def test_repositories(aws):
    ecr = aws.client("ecr")
    ecr.create_repository(
        repositoryName="app",
        imageScanningConfiguration={"scanOnPush": True},
    )
    ecr.create_repository(repositoryName="tools/base")
    rule = {
        "rulePriority": 1,
        "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 5},
        "action": {"type": "expire"},
    }
    ecr.put_lifecycle_policy(
        repositoryName="app", lifecyclePolicyText=json.dumps({"rules": [rule]})
    )
    arn = f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/app"
    with fake_aws({"GetResources": tagged(arn, Env="prod")}, upstream=aws.endpoint) as endpoint:
        found = read_names(Aws(endpoint), "ecr.repository")
    app, base = found["app"], found["tools/base"]
    assert app.id == arn
    assert app.data["imageScanningConfiguration"] == {"scanOnPush": True}
    assert app.data["LifecyclePolicy"] == {"rules": [rule]}
    assert app.tags == {"Env": "prod"}
    assert base.data["LifecyclePolicy"] is None
    assert app.unread == base.unread == {}


@pytest.mark.parametrize(
    "kind",
    [
        "lambda.function",
        "lambda.event_source_mapping",
        "ecs.cluster",
        "ecs.service",
        "ecs.task_definition",
        "eks.cluster",
        "eks.nodegroup",
        "ecr.repository",
    ],
)
def test_an_account_without_any(aws, kind):
    assert read_kind(aws, kind) == []

"""Databases, caches and file systems, read from a simulated account."""

import pytest

from tests.aws import ACCOUNT, Aws
from tests.collection.kinds import read_kind, read_names
from tests.fakes import DENIED, Refusal, fake_aws, tagged

RDS = f"arn:aws:rds:us-east-1:{ACCOUNT}"


def make_instance(aws, name, **more):
    settings = {
        "DBInstanceClass": "db.t4g.medium",
        "Engine": "postgres",
        "EngineVersion": "14.9",
        "AllocatedStorage": 20,
        "MasterUsername": "app",
        "MasterUserPassword": "hunter2hunter2",
    }
    return aws.client("rds").create_db_instance(DBInstanceIdentifier=name, **settings | more)


def parameters(operation, *found):
    """An answer of DescribeDBParameters or DescribeDBClusterParameters: (name, value) pairs."""

    def xml(name, value):
        value = "" if value is None else f"<ParameterValue>{value}</ParameterValue>"
        return f"<Parameter><ParameterName>{name}</ParameterName>{value}</Parameter>"

    body = "".join(xml(*each) for each in found)
    return f"""<{operation}Response xmlns="http://rds.amazonaws.com/doc/2014-10-31/">
        <{operation}Result><Parameters>{body}</Parameters></{operation}Result>
        </{operation}Response>"""


def of_instance(*found):
    return {"DescribeDBParameters": parameters("DescribeDBParameters", *found)}


def of_cluster(*found):
    return {"DescribeDBClusterParameters": parameters("DescribeDBClusterParameters", *found)}


def test_instances(aws):
    make_instance(
        aws, "orders", MultiAZ=True, StorageEncrypted=True, Tags=[{"Key": "Env", "Value": "prod"}]
    )
    with fake_aws(of_instance(("rds.force_ssl", "1")), upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "rds.instance")
    assert (found.id, found.name) == (f"{RDS}:db:orders", "orders")
    assert found.tags == {"Env": "prod"}
    assert (found.data["MultiAZ"], found.data["StorageEncrypted"]) == (True, True)
    assert found.data["ForceSSL"] == "1"
    assert found.unread == {}
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("engine", "version", "found", "force"),
    [
        ("postgres", "14.9", [("rds.force_ssl", "1")], "1"),
        ("postgres", "16.3", [("rds.force_ssl", "0")], "0"),
        ("postgres", "14.9", [("rds.force_ssl", None)], "0"),
        ("postgres", "15.4", [("rds.force_ssl", None)], "1"),
        ("mysql", "8.0.36", [("require_secure_transport", "ON")], "1"),
        ("mysql", "8.0.36", [("require_secure_transport", "0")], "0"),
        ("mysql", "8.4.3", [("require_secure_transport", None)], "0"),
        ("mariadb", "11.4.3", [("require_secure_transport", None)], "0"),
        ("mariadb", "11.8.3", [("require_secure_transport", None)], "1"),
        ("mysql", "5.7.44", [("max_connections", "100")], None),
        ("oracle-ee", "19.0.0.0.ru-2024-01.rur-2024-01.r1", [], None),
    ],
)
def test_whether_connections_without_tls_are_refused(aws, engine, version, found, force):
    make_instance(aws, "orders", Engine=engine, EngineVersion=version)
    with fake_aws(of_instance(*found), upstream=aws.endpoint) as endpoint:
        (item,) = read_kind(Aws(endpoint), "rds.instance")
    assert item.data["ForceSSL"] == force


def test_instances_that_share_a_group_ask_for_it_once(aws):
    for name in ("one", "two", "three"):
        make_instance(aws, name)
    asked = []

    def answer(params):
        asked.append((params["DBParameterGroupName"], params["Filters.Filter.1.Name"]))
        return of_instance(("rds.force_ssl", "1"))["DescribeDBParameters"]

    with fake_aws({"DescribeDBParameters": answer}, upstream=aws.endpoint) as endpoint:
        found = read_kind(Aws(endpoint), "rds.instance")
    assert [item.data["ForceSSL"] for item in found] == ["1", "1", "1"]
    assert asked == [("default.postgres14", "parameter-name")]


def test_a_group_that_is_denied_makes_the_aspect_unread(aws):
    make_instance(aws, "orders")
    denied = {"DescribeDBParameters": Refusal("AccessDenied", "not authorized", 403)}
    with fake_aws(denied, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "rds.instance")
    assert found.unread == {"ForceSSL": "describe_db_parameters: AccessDenied: not authorized"}
    assert "ForceSSL" not in found.data


@pytest.fixture
def cluster(aws):
    aws.client("rds").create_db_cluster(
        DBClusterIdentifier="main",
        Engine="aurora-postgresql",
        EngineVersion="15.4",
        MasterUsername="app",
        MasterUserPassword="hunter2hunter2",
        StorageEncrypted=True,
        Tags=[{"Key": "Env", "Value": "prod"}],
    )
    make_instance(aws, "main-1", DBClusterIdentifier="main", Engine="aurora-postgresql")


def test_an_instance_of_a_cluster_follows_the_group_of_the_cluster(aws, cluster):
    answers = of_instance(("rds.force_ssl", "0")) | of_cluster(("rds.force_ssl", "1"))
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "rds.instance")
    assert found.data["ForceSSL"] == "1"


def test_clusters_that_are_denied_leave_their_instances_unread(aws, cluster):
    denied = {"DescribeDBClusters": Refusal("AccessDenied", "not authorized", 403)}
    with fake_aws(denied, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "rds.instance")
    assert found.unread == {"ForceSSL": "describe_db_clusters: AccessDenied: not authorized"}


def test_clusters(aws, cluster):
    (found,) = read_kind(aws, "rds.cluster")
    assert (found.id, found.name) == (f"{RDS}:cluster:main", "main")
    assert found.tags == {"Env": "prod"}
    assert found.data["StorageEncrypted"] is True


def test_snapshots_that_people_made(aws):
    make_instance(aws, "orders")
    aws.client("rds").create_db_snapshot(
        DBInstanceIdentifier="orders",
        DBSnapshotIdentifier="before-upgrade",
        Tags=[{"Key": "Env", "Value": "prod"}],
    )
    (found,) = read_kind(aws, "rds.snapshot")
    assert (found.id, found.name) == (f"{RDS}:snapshot:before-upgrade", "before-upgrade")
    assert found.data["DBInstanceIdentifier"] == "orders"
    assert found.data["SnapshotType"] == "manual"
    assert found.tags == {"Env": "prod"}


def test_snapshots_of_clusters(aws):
    rds = aws.client("rds")
    rds.create_db_cluster(
        DBClusterIdentifier="main",
        Engine="aurora-postgresql",
        MasterUsername="owner",
        MasterUserPassword="not-a-real-one",
    )
    rds.create_db_cluster_snapshot(
        DBClusterIdentifier="main", DBClusterSnapshotIdentifier="before-move"
    )
    (found,) = read_kind(aws, "rds.snapshot")
    assert (found.id, found.name) == (f"{RDS}:cluster-snapshot:before-move", "before-move")
    assert found.data["StorageEncrypted"] is False


def test_whether_everybody_may_restore_a_copy(aws):
    make_instance(aws, "orders", StorageEncrypted=False)
    rds = aws.client("rds")
    for name in ("own", "given"):
        rds.create_db_snapshot(DBInstanceIdentifier="orders", DBSnapshotIdentifier=name)
    rds.modify_db_snapshot_attribute(
        DBSnapshotIdentifier="given", AttributeName="restore", ValuesToAdd=["all"]
    )
    rds.modify_db_snapshot_attribute(
        DBSnapshotIdentifier="own", AttributeName="restore", ValuesToAdd=["111122223333"]
    )
    found = {item.name: item.data["Sharing"] for item in read_kind(aws, "rds.snapshot")}
    assert found == {"own": [], "given": ["all"]}


def make_table(aws, name, **more):
    return aws.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        **more,
    )["TableDescription"]["TableArn"]


def test_tables_with_backups_expiry_and_tags(aws):
    arn = make_table(aws, "orders", Tags=[{"Key": "Env", "Value": "prod"}])
    make_table(aws, "plain")
    client = aws.client("dynamodb")
    client.update_continuous_backups(
        TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    client.update_time_to_live(
        TableName="orders", TimeToLiveSpecification={"Enabled": True, "AttributeName": "gone"}
    )
    found = read_names(aws, "dynamodb.table")
    orders, plain = found["orders"], found["plain"]
    assert orders.id == arn == f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/orders"
    assert orders.data["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert orders.tags == {"Env": "prod"}
    assert _recovery(orders) == "ENABLED"
    assert _recovery(plain) == "DISABLED"
    assert orders.data["TimeToLive"]["TimeToLiveStatus"] == "ENABLED"
    assert plain.data["TimeToLive"]["TimeToLiveStatus"] == "DISABLED"
    assert orders.unread == plain.unread == {}


def _recovery(table):
    recovery = table.data["ContinuousBackups"]["PointInTimeRecoveryDescription"]
    return recovery["PointInTimeRecoveryStatus"]


def test_a_table_that_is_denied_is_there_and_nothing_else_is_known(aws):
    make_table(aws, "orders")

    def refuse(params):
        assert params["TableName"] == "orders"
        return DENIED

    answers = {"DescribeTable": refuse, "DescribeContinuousBackups": refuse}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "dynamodb.table")
    assert found.id == f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/orders"
    assert {"TableStatus", "SSEDescription", "DeletionProtectionEnabled"} < set(found.unread)
    assert found.unread["ContinuousBackups"].startswith("describe_continuous_backups: AccessDenied")
    assert "TableName" not in found.unread
    assert found.data["TimeToLive"]["TimeToLiveStatus"] == "DISABLED"


def test_a_table_deleted_meanwhile_is_left_out(aws):
    make_table(aws, "orders")
    gone = {"DescribeTable": Refusal("ResourceNotFoundException", "not found")}
    with fake_aws(gone, upstream=aws.endpoint) as endpoint:
        assert read_kind(Aws(endpoint), "dynamodb.table") == []


def test_tags_that_are_denied_are_unread(aws):
    make_table(aws, "orders", Tags=[{"Key": "Env", "Value": "prod"}])
    with fake_aws({"GetResources": DENIED}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "dynamodb.table")
    assert found.tags == {}
    assert set(found.unread) == {"Tags"}
    assert found.unread["Tags"].startswith("get_resources: AccessDeniedException: ")


def test_caches(aws):
    client = aws.client("elasticache")
    client.create_cache_cluster(
        CacheClusterId="sessions",
        Engine="redis",
        CacheNodeType="cache.t4g.micro",
        NumCacheNodes=1,
        Tags=[{"Key": "Env", "Value": "prod"}],
    )
    (found,) = read_kind(aws, "elasticache.cluster")
    assert found.id == f"arn:aws:elasticache:us-east-1:{ACCOUNT}:cluster:sessions"
    assert (found.name, found.data["Engine"]) == ("sessions", "redis")
    assert found.tags == {"Env": "prod"}


def test_replication_groups(aws):
    aws.client("elasticache").create_replication_group(
        ReplicationGroupId="cache",
        ReplicationGroupDescription="cache",
        Engine="redis",
        CacheNodeType="cache.t4g.micro",
        NumNodeGroups=1,
        ReplicasPerNodeGroup=1,
        MultiAZEnabled=True,
        AutomaticFailoverEnabled=True,
        TransitEncryptionEnabled=True,
    )
    (found,) = read_kind(aws, "elasticache.replication_group")
    assert found.id == f"arn:aws:elasticache:us-east-1:{ACCOUNT}:replicationgroup:cache"
    assert (found.name, found.data["MultiAZ"]) == ("cache", "enabled")
    assert found.data["TransitEncryptionEnabled"] is True


def test_serverless_caches():
    arn = f"arn:aws:elasticache:us-east-1:{ACCOUNT}:serverlesscache:flash"
    answer = (
        '<DescribeServerlessCachesResponse xmlns="http://elasticache.amazonaws.com/doc/2015-02-02/">'
        "<DescribeServerlessCachesResult><ServerlessCaches><member>"
        f"<ServerlessCacheName>flash</ServerlessCacheName><ARN>{arn}</ARN>"
        "<SubnetIds><member>subnet-1</member><member>subnet-2</member></SubnetIds>"
        "<SnapshotRetentionLimit>3</SnapshotRetentionLimit><CacheUsageLimits><DataStorage>"
        "<Maximum>10</Maximum><Unit>GB</Unit></DataStorage></CacheUsageLimits>"
        "</member></ServerlessCaches></DescribeServerlessCachesResult>"
        "</DescribeServerlessCachesResponse>"
    )
    answers = {"DescribeServerlessCaches": answer, "GetResources": tagged(arn, team="shop")}
    with fake_aws(answers) as endpoint:
        (found,) = read_kind(Aws(endpoint), "elasticache.serverless_cache")
    assert (found.id, found.name, found.tags) == (arn, "flash", {"team": "shop"})
    assert found.data["SubnetIds"] == ["subnet-1", "subnet-2"]
    assert found.data["SnapshotRetentionLimit"] == 3
    assert found.data["CacheUsageLimits"]["DataStorage"] == {"Maximum": 10, "Unit": "GB"}


def test_file_systems(aws):
    client = aws.client("efs")
    made = client.create_file_system(
        CreationToken="t", Encrypted=True, Backup=True, Tags=[{"Key": "Name", "Value": "shared"}]
    )
    bare = client.create_file_system(CreationToken="u")
    identity = made["FileSystemId"]
    client.put_lifecycle_configuration(
        FileSystemId=identity, LifecyclePolicies=[{"TransitionToIA": "AFTER_30_DAYS"}]
    )
    found = read_names(aws, "efs.file_system")
    shared, other = found["shared"], found[bare["FileSystemId"]]
    assert shared.id == made["FileSystemArn"]
    assert shared.data["Encrypted"] is True
    assert shared.data["BackupPolicy"]["Status"] == "ENABLED"
    assert shared.data["Lifecycle"] == [{"TransitionToIA": "AFTER_30_DAYS"}]
    assert other.data["BackupPolicy"] is None
    assert other.data["Lifecycle"] == []
    assert shared.unread == other.unread == {}


def test_a_backup_policy_that_is_denied_is_unread_and_not_none(aws):
    aws.client("efs").create_file_system(CreationToken="t")
    with fake_aws({"GET /*/backup-policy": DENIED}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "efs.file_system")
    assert set(found.unread) == {"BackupPolicy"}
    assert "BackupPolicy" not in found.data


@pytest.mark.parametrize(
    "kind",
    [
        "rds.instance",
        "rds.cluster",
        "rds.snapshot",
        "dynamodb.table",
        "elasticache.cluster",
        "elasticache.replication_group",
        "efs.file_system",
    ],
)
def test_an_account_without_any(aws, kind):
    assert read_kind(aws, kind) == []

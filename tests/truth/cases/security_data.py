"""Security of data: encrypted where it rests and on its way."""

from collections.abc import Callable
from typing import Any

from ..account import REGION, Account
from ..case import MET, NOT_MET, SUPPORTED, UNKNOWN, Case, every
from ..parts.data import (
    bucket,
    bucket_arn,
    cache,
    cluster,
    database,
    encrypt_bucket,
    files,
    lone_cache,
    table,
    tls_only,
    volume,
)
from ..parts.edge import behaviour, distribution, origin
from ..parts.network import (
    NEW_TLS,
    OLD_TLS,
    TO_HTTPS,
    balancer,
    forward,
    listener,
    network,
    targets,
)
from ..parts.watching import topic

REST, TRANSIT = "sec_encryption_at_rest", "sec_tls_in_transit"


def default_encryption(account: Account) -> None:
    account.client("ec2").enable_ebs_encryption_by_default()


def encrypted_volume(account: Account) -> None:
    account.innocent(REST, volume(account))


def plain_volume(account: Account) -> None:
    account.guilty(REST, volume(account, Encrypted=False))


def snapshot_of(account: Account, *, encrypted: bool) -> str:
    ec2 = account.client("ec2")
    disk = volume(account, Encrypted=encrypted).rpartition("/")[2]
    made = ec2.create_snapshot(VolumeId=disk)["SnapshotId"]
    ec2.delete_volume(VolumeId=disk)
    return f"arn:aws:ec2:{REGION}::snapshot/{made}"  # AWS writes no account there


def encrypted_snapshot(account: Account) -> None:
    account.innocent(REST, snapshot_of(account, encrypted=True))


def plain_snapshot(account: Account) -> None:
    account.guilty(REST, snapshot_of(account, encrypted=False))


def plain_copy_of_a_cluster(account: Account) -> None:
    """The cluster was replaced by an encrypted one; its last copy stayed as it was."""
    cluster(account, "old", instances=0, StorageEncrypted=False)
    rds = account.client("rds")
    made = rds.create_db_cluster_snapshot(
        DBClusterSnapshotIdentifier="last", DBClusterIdentifier="old"
    )["DBClusterSnapshot"]["DBClusterSnapshotArn"]
    rds.delete_db_cluster(DBClusterIdentifier="old", SkipFinalSnapshot=True)
    account.guilty(REST, made)


def encrypted_stores(account: Account) -> None:
    account.innocent(REST, database(account), cluster(account), table(account), files(account))
    account.innocent(REST, cache(account))
    name = bucket(account)
    encrypt_bucket(account, name, "aws:kms")
    account.innocent(REST, bucket_arn(name))
    account.client("sqs").create_queue(
        QueueName="jobs", Attributes={"SqsManagedSseEnabled": "true"}
    )


def plain_database(account: Account) -> None:
    account.guilty(REST, database(account, "plain", StorageEncrypted=False))


def plain_cluster(account: Account) -> None:
    account.guilty(REST, cluster(account, "plain-cluster", StorageEncrypted=False))


def plain_files(account: Account) -> None:
    account.guilty(REST, files(account, CreationToken="plain", Encrypted=False))


def plain_cache(account: Account) -> None:
    account.guilty(REST, cache(account, "plain", AtRestEncryptionEnabled=False))


def plain_lone_cache(account: Account) -> None:
    account.guilty(REST, lone_cache(account))


def plain_bucket(account: Account) -> None:
    account.guilty(REST, bucket_arn(bucket(account, f"plain-{account.id}")))


def plain_queue(account: Account) -> None:
    account.client("sqs").create_queue(
        QueueName="plain", Attributes={"SqsManagedSseEnabled": "false"}
    )
    account.guilty(REST, account.arn("sqs", "plain"))


def table_only(account: Account) -> None:
    table(account)


def gateway(account: Account) -> None:
    """A store that the product does not read, seen by its tags."""
    found = {
        "ResourceARN": account.arn("storagegateway", "gateway/sgw-1"),
        "Tags": [{"Key": "team", "Value": "sales"}],
    }
    account.answer("resourcegroupstaggingapi", "GetResources", {"ResourceTagMappingList": [found]})


def secure_balancer(account: Account) -> None:
    place = network(account)
    arn = balancer(account, place)
    account.innocent(TRANSIT, listener(account, arn, TO_HTTPS))
    group = targets(account, place, Protocol="HTTPS", Port=443)
    account.innocent(TRANSIT, listener(account, arn, forward(group), policy=NEW_TLS))


def plain_behind_the_balancer(account: Account) -> None:
    """TLS ends at the balancer; what follows is inside the network, and in the open."""
    place = network(account)
    arn = balancer(account, place)
    listener(account, arn, forward(targets(account, place)), policy=NEW_TLS)


def listening(action: Any, policy: str = "", **more: Any) -> Callable[[Account], None]:
    """A balancer whose one listener is not as it should be."""

    def build(account: Account) -> None:
        place = network(account)
        arn = balancer(account, place, "weak", **more)
        made = forward(targets(account, place, "weak")) if action is None else action
        account.guilty(TRANSIT, listener(account, arn, made, policy=policy))

    return build


plain_http = listening(None)
old_policy = listening(None, OLD_TLS)
inner_http = listening(None, Scheme="internal")
redirect_to_http = listening(
    {
        "Type": "redirect",
        "RedirectConfig": {"Protocol": "HTTP", "Port": "8080", "StatusCode": "HTTP_301"},
    }
)


def passing_through(account: Account) -> None:
    """A network load balancer hands on what it gets: nobody can say from here what that is."""
    place = network(account)
    arn = balancer(account, place, "through", Type="network")
    group = targets(account, place, "through", Protocol="TCP", Port=443)
    account.client("elbv2").create_listener(
        LoadBalancerArn=arn, Protocol="TCP", Port=443, DefaultActions=[forward(group)]
    )


def tls_bucket(account: Account) -> None:
    name = bucket(account, f"tls-{account.id}")
    encrypt_bucket(account, name)
    tls_only(account, name)
    account.innocent(TRANSIT, bucket_arn(name))


def bucket_without_policy(account: Account) -> None:
    account.guilty(TRANSIT, bucket_arn(bucket(account, f"any-{account.id}")))


def bucket_that_refuses_some(account: Account) -> None:
    """Only deletions need TLS; what is read may travel in the open."""
    name = bucket(account, f"some-{account.id}")
    tls_only(account, name, Action="s3:DeleteObject")
    account.guilty(TRANSIT, bucket_arn(name))


def bucket_that_refuses_one_prefix(account: Account) -> None:
    name = bucket(account, f"part-{account.id}")
    tls_only(account, name, Resource=f"{bucket_arn(name)}/secret/*")
    account.guilty(TRANSIT, bucket_arn(name))


def bucket_that_refuses_one_user(account: Account) -> None:
    name = bucket(account, f"one-{account.id}")
    tls_only(account, name, Principal={"AWS": f"arn:aws:iam::{account.id}:user/ada"})
    account.guilty(TRANSIT, bucket_arn(name))


def parameters(account: Account, value: str) -> None:
    """The group that says whether the database insists on TLS."""
    said = {"ParameterName": "rds.force_ssl", "ParameterValue": value, "Source": "user"}
    account.answer("rds", "DescribeDBParameters", {"Parameters": [said]})


def database_that_insists(account: Account) -> None:
    account.innocent(TRANSIT, database(account, "insists"))
    parameters(account, "1")


def database_that_offers(account: Account) -> None:
    account.guilty(TRANSIT, database(account, "offers"))
    parameters(account, "0")


def cache_with_tls(account: Account) -> None:
    account.innocent(TRANSIT, cache(account, "tls"))


def cache_without_tls(account: Account) -> None:
    account.guilty(TRANSIT, cache(account, "open", TransitEncryptionEnabled=False))


def secure_distribution(account: Account) -> None:
    account.innocent(TRANSIT, distribution(account))


def distribution_for_all(account: Account) -> None:
    account.guilty(TRANSIT, distribution(account, default=behaviour("allow-all")))


def distribution_with_an_open_path(account: Account) -> None:
    paths = [{"PathPattern": "/legacy/*", **behaviour("allow-all")}]
    account.guilty(TRANSIT, distribution(account, paths=paths))


def distribution_of_old_tls(account: Account) -> None:
    account.guilty(TRANSIT, distribution(account, tls="TLSv1"))


def distribution_with_plain_origin(account: Account) -> None:
    account.guilty(TRANSIT, distribution(account, origins=[origin("http-only")]))


def switched_off_distribution(account: Account) -> None:
    """Serves nobody, so that its settings harm nobody."""
    distribution(account, default=behaviour("allow-all"), enabled=False)


def encrypted_topic(account: Account) -> None:
    topic(account)


GOOD = Case(
    "data good",
    (
        default_encryption,
        encrypted_volume,
        encrypted_snapshot,
        encrypted_stores,
        encrypted_topic,
        tls_bucket,
    ),
    {REST: MET},
)
GOOD_WAY = Case(
    "transit good",
    (
        secure_balancer,
        tls_bucket,
        database_that_insists,
        cache_with_tls,
        secure_distribution,
        switched_off_distribution,
    ),
    {TRANSIT: MET},
)
BAD = Case(
    "data bad",
    (
        plain_volume,
        plain_snapshot,
        plain_copy_of_a_cluster,
        plain_database,
        plain_cluster,
        plain_files,
        plain_cache,
        plain_lone_cache,
        plain_bucket,
        plain_http,
        bucket_without_policy,
        database_that_offers,
        cache_without_tls,
        distribution_for_all,
        distribution_of_old_tls,
    ),
    every(NOT_MET, REST, TRANSIT),
)


def alone(name: str, choice: str, *build: Callable[[Account], None]) -> Case:
    return Case(name, build, {choice: NOT_MET})


CASES = (
    GOOD,
    GOOD_WAY,
    BAD,
    Case("data empty", (), every(UNKNOWN, REST, TRANSIT)),
    Case("tables only", (table_only,), {REST: MET}),
    Case(
        "a file system nobody read",
        (encrypted_stores, gateway),
        {REST: SUPPORTED, TRANSIT: NOT_MET},
    ),
    Case("one plain volume", (default_encryption, encrypted_stores, plain_volume), {REST: NOT_MET}),
    Case("plain snapshot of a lost volume", (encrypted_stores, plain_snapshot), {REST: NOT_MET}),
    Case(
        "plain copy of a lost cluster", (encrypted_stores, plain_copy_of_a_cluster), {REST: NOT_MET}
    ),
    Case("plain queue", (encrypted_stores, plain_queue), {REST: NOT_MET}),
    Case("passing through", (secure_balancer, passing_through), {TRANSIT: UNKNOWN}),
    Case("plain behind the balancer", (plain_behind_the_balancer,), {TRANSIT: SUPPORTED}),
    Case(
        "weak balancers",
        (secure_balancer, old_policy),
        {TRANSIT: NOT_MET},
    ),
    alone("inner balancer in the open", TRANSIT, inner_http),
    alone("redirect to plain http", TRANSIT, redirect_to_http),
    alone(
        "buckets that refuse too little",
        TRANSIT,
        bucket_that_refuses_some,
        bucket_that_refuses_one_prefix,
        bucket_that_refuses_one_user,
    ),
    alone(
        "distributions with a hole",
        TRANSIT,
        distribution_with_an_open_path,
        distribution_with_plain_origin,
    ),
)

"""Gives the account a past: what was just made gets the dates that a grown account has.

AWS offers no call for this, so the dates are set in moto's own models, which live in this
process. Ages are in days before now.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from moto.ec2.models import ec2_backends
from moto.elasticache.models import elasticache_backends
from moto.elbv2.models import elbv2_backends
from moto.iam.models import iam_backends
from moto.logs.models import logs_backends
from moto.rds.models import rds_backends
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends

from . import ACCOUNT, MAIN, REGIONS, SECOND

YEARS = 900
NETWORKS = {MAIN: "203.0.113", SECOND: "198.51.100"}

# User: age of the account, of the last sign-in (None: never), of each key and of its last use.
PEOPLE: dict[str, tuple[int, int | None, list[tuple[int, int | None]]]] = {
    "dana.whitlock": (1600, 1, []),
    "jon.ferris": (1590, 3, [(1588, 210)]),
    "mira.kovac": (700, 0, []),
    "ines.aldana": (320, 5, []),
    "former.contractor": (980, 402, [(980, 395)]),
    "ci-deploy": (1240, None, [(1240, 0), (41, 2)]),
    "erp-export": (1100, None, [(1100, 1)]),
}
SNAPSHOTS = {"erp before migration": 1010, "erp before upgrade": 480, "erp weekly": 6}
STOPPED = {"old-import": 340, "load-test": 192}
SECRETS = {"larkspur/payments-api": 410, "us/payment-provider": 415}
ROTATING = ("larkspur/orders-db",)
GIBIBYTE = 1024**3
# Bytes that log groups hold.
LOGGED = {
    "/aws/lambda/thumbnails": 410 * GIBIBYTE,
    "/larkspur/erp": 96 * GIBIBYTE,
    "/larkspur/recommendations": 38 * GIBIBYTE,
    "/larkspur/api": 120 * GIBIBYTE,
    "/aws/lambda/us-payment-webhook": 9 * GIBIBYTE,
}
DATABASE_SNAPSHOTS = {"catalogue-before-utf8": 730, "orders-before-black-friday-2024": 720}


def age_everything() -> None:
    _people()
    for region in REGIONS:
        _machines(ec2_backends[ACCOUNT][region])
        _networks(ec2_backends[ACCOUNT][region], elbv2_backends[ACCOUNT][region])
        _secrets(secretsmanager_backends[ACCOUNT][region])
        _log_groups(logs_backends[ACCOUNT][region])
        for database in rds_backends[ACCOUNT][region].databases.values():
            database.instance_create_time = _ago(YEARS)
        for cache in elasticache_backends[ACCOUNT][region].cache_clusters.values():
            cache.cache_cluster_create_time = _ago(YEARS)
    for name, days in DATABASE_SNAPSHOTS.items():
        rds_backends[ACCOUNT][MAIN].database_snapshots[name].created = _ago(days)
    for bucket in s3_backends[ACCOUNT]["aws"].buckets.values():
        bucket.creation_date = _ago(YEARS)


def _ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def _people() -> None:
    iam: Any = iam_backends[ACCOUNT]["aws"]
    # The root user has a second factor; no call could say so.
    iam.account_summary._account_mfa_enabled = 1
    for name, (days, signed_in, keys) in PEOPLE.items():
        user = iam.users[name]
        user.create_date = _ago(days)
        if signed_in is not None:
            user.password_last_used = _ago(signed_in)
        for key, (age, used) in zip(user.access_keys, keys, strict=True):
            key.create_date = _ago(age)
            if used is not None:
                key.last_used = _ago(used)


def _machines(ec2: Any) -> None:
    for snapshot in ec2.snapshots.values():
        if days := SNAPSHOTS.get(_name(snapshot)):
            snapshot.start_time = _ago(days)
    for number, address in enumerate(ec2.addresses, start=10):
        # moto gives out addresses of the machine itself; these are reserved for examples.
        address.public_ip = f"{NETWORKS[ec2.region_name]}.{number}"
    for volume in ec2.volumes.values():
        volume.create_time = _ago(YEARS)
    for reservation in ec2.reservations.values():
        for instance in reservation.instances:
            instance.launch_time = _ago(YEARS if _name(instance) in STOPPED else 60)
            if days := STOPPED.get(_name(instance)):
                when = f"{_ago(days):%Y-%m-%d %H:%M:%S UTC}"
                instance._reason = f"User initiated ({when})"


def _networks(ec2: Any, balancing: Any) -> None:
    for gateway in ec2.nat_gateways.values():
        gateway._created_at = _ago(YEARS)
    for balancer in balancing.load_balancers.values():
        balancer.created_time = f"{_ago(YEARS):%Y-%m-%dT%H:%M:%S.000Z}"


def _log_groups(logs: Any) -> None:
    """Months of events: moto counts only those that it holds."""
    for name, size in LOGGED.items():
        if group := logs.groups.get(name):
            logs.create_log_stream(name, "kept")
            group.streams["kept"].stored_bytes = size


def _name(resource: Any) -> str:
    return next((tag["value"] for tag in resource.get_tags() if tag["key"] == "Name"), "")


def _secrets(manager: Any) -> None:
    for secret in manager.secrets.values():
        days = SECRETS.get(secret.name, 30)
        secret.created_date = secret.last_changed_date = int(_ago(days).timestamp())
        if secret.name in ROTATING:
            secret.rotation_requested = secret.rotation_enabled = True
            secret.auto_rotate_after_days = 30
            secret.last_rotation_date = int(_ago(days).timestamp())

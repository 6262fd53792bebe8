"""Known truth for FSx file systems, brokers, delivery streams and serverless caches."""

import pytest

from pillars.checking import Verdict, run_check
from pillars.checks.cost import bounds
from pillars.checks.operations import apis, patches
from pillars.checks.performance.decoupling import queue_in_use
from pillars.checks.reliability import engines, file_servers, regions
from pillars.checks.security import access_logs, engines_open, key_use, rest_engines
from pillars.checks.security.unread_services import unread_endpoints, unread_stores

from . import truth
from .estate import named, serverless
from .factories import ACCOUNT, REGION, ago, reasons, resource, run, snapshot, verdicts
from .silence import says_nothing
from .truth import Truth

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
AWAY = "eu-west-1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"


def files(name="share", kind="WINDOWS", zones="MULTI_AZ_1", days=30, **data):
    settings = {"DeploymentType": zones, "AutomaticBackupRetentionDays": days}
    kept = {key: value for key, value in settings.items() if value is not None}
    sound = {"FileSystemId": name, "FileSystemType": kind, "Configuration": kept}
    arn = f"arn:aws:fsx:{REGION}:{ACCOUNT}:file-system/{name}"
    return resource("fsx.file_system", name, sound | data, arn=arn)


def lustre(name="scratch", zones="SCRATCH_2", days=None, **data):
    return files(name, "LUSTRE", zones, days, **data)


def ontap(name="volumes", days=0, **data):
    return files(name, "ONTAP", days=days, **data)


def broker(name="orders", engine="RABBITMQ", logs=("General",), **data):
    sound = {
        "EngineType": engine,
        "DeploymentMode": "CLUSTER_MULTI_AZ",
        "PubliclyAccessible": False,
        "AutoMinorVersionUpgrade": True,
        "EncryptionOptions": {"UseAwsOwnedKey": True},
        "Logs": {name: name in logs for name in ("General", "Audit")},
    }
    return named("mq.broker", name, **(sound | data))


def stream(name="clicks", status="ENABLED", source="DirectPut", logging=(True,), key=None):
    encryption = {"Status": status, "KeyType": "AWS_OWNED_CMK", "KeyARN": key}
    destinations = [{"Logging": each} for each in logging]
    return named(
        "firehose.stream",
        name,
        DeliveryStreamType=source,
        DeliveryStreamEncryptionConfiguration=encryption if status else None,
        Destinations=destinations,
    )


def plan(resources="*"):
    data = {
        "Plan": {"Rules": [{"ScheduleExpression": "cron(0 5 ? * * *)"}]},
        "Selections": [{"Resources": [resources]}],
    }
    return resource("backup.plan", "daily", data)


def protected(arn):
    data = {"ResourceArn": arn, "LastBackupTime": ago(days=1)}
    return resource("backup.protected_resource", "one", data)


def copied(days=2, name="share", kind="FILE_SYSTEM", state="AVAILABLE", region=AWAY, source=REGION):
    data = {
        "FileSystemId": name,
        "SourceBackupRegion": source,
        "ResourceType": kind,
        "Lifecycle": state,
        "CreationTime": ago(days=days),
    }
    return resource("fsx.backup", "copy", data, region=region)


def engine(kind, name, field="AutoMinorVersionUpgrade", *, on):
    return named(kind, name, **{field: on})


TRUTHS = (
    Truth(
        file_servers.fsx_multi_az,
        (files("a"), ontap("b", Configuration={"DeploymentType": "MULTI_AZ_2"})),
        (files("c", zones="SINGLE_AZ_2"), files("d", "OPENZFS", "SINGLE_AZ_HA_2")),
    ),
    Truth(
        file_servers.fsx_backups,
        (files("a"), lustre("b", "PERSISTENT_2", 7), files("c", days=0)),
        (files("d", days=0), files("e", "OPENZFS", days=0)),
        around=(plan("*file-system/c"),),
    ),
    Truth(
        file_servers.fsx_retention,
        (files("a", days=7), ontap("b", days=30)),
        (files("c", days=1), lustre("d", "PERSISTENT_1", 3)),
    ),
    Truth(engines_open.mq, (broker("a"),), (broker("b", PubliclyAccessible=True),)),
    Truth(engines_open.caches, (serverless("a"),), (serverless("b", ConnectionType="public"),)),
    Truth(
        bounds.caches_bounded,
        (serverless("a"),),
        (
            serverless("b", CacheUsageLimits=None),
            serverless("c", CacheUsageLimits={"DataStorage": {"Maximum": 10, "Unit": "GB"}}),
            serverless("d", CacheUsageLimits={"ECPUPerSecond": {"Minimum": 1000}}),
        ),
    ),
    Truth(
        access_logs.mq_logs,
        (broker("a"), broker("b", "ACTIVEMQ", ("General", "Audit"))),
        (broker("c", logs=()), broker("d", "ActiveMQ"), broker("e", "ACTIVEMQ", ("Audit",))),
    ),
    Truth(
        rest_engines.firehose,
        (stream("a"), stream("b", "ENABLING")),
        (stream("c", "DISABLED"), stream("d", None)),
    ),
    Truth(
        apis.deliveries_logged,
        (stream("a"), stream("b", logging=(True, True))),
        (stream("c", logging=(False,)), stream("d", logging=(True, False))),
    ),
    Truth(
        patches.versions_automatic,
        (
            broker("a"),
            engine("rds.instance", "b", on=True),
            engine("redshift.cluster", "c", "AllowVersionUpgrade", on=True),
        ),
        (
            broker("d", AutoMinorVersionUpgrade=False),
            engine("elasticache.cluster", "e", on=False),
            engine("memorydb.cluster", "f", on=False),
        ),
    ),
)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


SILENT = (
    (file_servers.fsx_multi_az, lustre()),
    (file_servers.fsx_backups, lustre()),
    (file_servers.fsx_retention, files(days=0)),
    (rest_engines.firehose, stream(status=None, source="KinesisStreamAsSource")),
    (key_use.under_own_keys, stream(status=None, source="KinesisStreamAsSource")),
    (
        patches.versions_automatic,
        named("rds.instance", "papers", Engine="docdb", AutoMinorVersionUpgrade=False),
    ),
)


@pytest.mark.parametrize(("check", "found"), SILENT, ids=lambda each: getattr(each, "id", ""))
def test_silence(check, found):
    says_nothing(check, found)


class TestFiles:
    @pytest.mark.parametrize(
        ("check", "found", "around"),
        [
            (file_servers.fsx_multi_az, lustre(zones="PERSISTENT_2"), ()),
            (file_servers.fsx_backups, lustre(zones="PERSISTENT_2"), ()),
            (file_servers.fsx_backups, ontap(), (plan("*other"),)),
            (
                file_servers.fsx_backups,
                ontap(),
                (protected(f"arn:aws:fsx:{REGION}:{ACCOUNT}:volume/volumes/fsvol-1"),),
            ),
            (file_servers.fsx_backups, files(days=None), ()),
            (file_servers.fsx_multi_az, files(Configuration=None), ()),
        ],
    )
    def test_what_nobody_can_tell_is_unknown(self, check, found, around):
        assert verdicts(run(check, found, *around)) == {found.name: UNKNOWN}

    def test_volumes_of_which_no_plan_and_no_backup_is_known_have_none(self):
        outcome = run(file_servers.fsx_backups, ontap())
        assert verdicts(outcome) == {"volumes": FAIL}
        assert reasons(outcome) == ["File system volumes makes no backups."]

    def test_one_zone_is_meant_before_production(self):
        outcome = run(file_servers.fsx_multi_az, files(zones="SINGLE_AZ_1"), production=False)
        assert verdicts(outcome) == {"share": UNKNOWN}


class TestCopies:
    def judge(self, *found):
        check = regions.stores_copied
        taken = snapshot(*found, reads=check.needs)
        return verdicts(run_check(check, taken))["share"]

    def test_a_backup_that_was_copied_away(self):
        assert self.judge(files(), copied()) is PASS

    @pytest.mark.parametrize(
        "other",
        [
            copied(days=60),
            copied(name="other"),
            copied(state="COPYING"),
            copied(region=REGION),
            copied(source="eu-north-1"),
        ],
        ids=["old", "of-another", "on-its-way", "at-home", "from-elsewhere"],
    )
    def test_what_is_no_copy(self, other):
        assert self.judge(files(), other) is FAIL

    def test_one_volume_is_not_all_of_them(self):
        assert self.judge(files(), copied(kind="VOLUME")) is UNKNOWN


class TestKeys:
    @pytest.mark.parametrize(
        ("found", "verdict"),
        [
            (files(KmsKeyId=KEY), PASS),
            (lustre(), FAIL),
            (broker(EncryptionOptions={"UseAwsOwnedKey": False, "KmsKeyId": KEY}), PASS),
            (broker(), FAIL),
            (broker(EncryptionOptions=None), UNKNOWN),
            (stream(key=KEY), PASS),
            (stream(status=None), FAIL),
            (serverless(KmsKeyId=KEY), PASS),
            (serverless(), FAIL),
        ],
    )
    def test_whose_key_it_is(self, found, verdict):
        key = resource("kms.key", "1", {"KeyId": "1"}, arn=KEY)
        outcome = run(key_use.under_own_keys, found, key)
        assert verdicts(outcome) == {found.name: verdict}


class TestBrokers:
    def test_a_single_instance_stands_in_one_zone(self):
        single = broker("one", DeploymentMode="SINGLE_INSTANCE")
        standby = broker("two", DeploymentMode="ACTIVE_STANDBY_MULTI_AZ")
        outcome = run(engines.engines_multi_az, single, standby)
        assert verdicts(outcome) == {"one": FAIL, "two": PASS}

    def test_they_take_work_off_the_request(self):
        assert verdicts(run(queue_in_use, broker())) == {"orders": PASS}


def test_where_a_stream_delivers_may_be_unanswered():
    assert verdicts(run(apis.deliveries_logged, stream(logging=()))) == {"clicks": UNKNOWN}


def test_what_is_read_is_not_called_unread():
    arns = (files().id, broker().id, f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/clicks")
    found = [resource("tagging.resource", arn, arn=arn) for arn in arns]
    assert run(unread_stores, *found).results == ()
    assert run(unread_endpoints, *found).results == ()
    assert verdicts(run(unread_endpoints, files())) == {"share": UNKNOWN}

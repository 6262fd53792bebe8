"""What may be lost and how soon it is back: per store, per strategy, against the objectives."""

import pytest

from pillars.checking import Verdict, run_check
from pillars.checks._recovery_point import duration, point_of, stores
from pillars.checks.reliability.recovery_fit import point_reached
from pillars.recovery import KINDS, STRATEGIES, recovery_of
from pillars.schedules import longest_gap

from .checks.factories import ACCOUNT, ago, denied, reading, resource, snapshot
from .checks.things import balancer, function

AWAY = "eu-west-1"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
PITR = {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}}


@pytest.mark.parametrize(
    ("expression", "minutes"),
    [
        ("rate(12 hours)", 720),
        ("rate(1 day)", 1440),
        ("cron(0 5 ? * * *)", 1440),
        ("cron(0 0/4 * * ? *)", 240),
        ("cron(0 6,18 * * ? *)", 720),
        ("cron(30 1,2 * * ? *)", 1380),
        ("cron(0/30 * * * ? *)", 30),
        ("cron(0 5 ? * SUN *)", 7 * 1440),
        ("cron(0 5 ? * MON-FRI *)", 3 * 1440),
        ("cron(0 5 1 * ? *)", 31 * 1440),
        ("cron(0 5 1 1 ? *)", 366 * 1440),
        ("cron(0 5 L * ? *)", None),
        ("cron(0 5 ? * 2#1 *)", None),
        ("cron(0 5)", None),
        ("every now and then", None),
        ("", None),
    ],
)
def test_the_longest_gap_of_a_schedule(expression, minutes):
    assert longest_gap(expression) == minutes


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "nothing"), (1, "1 minute"), (90, "90 minutes"), (60, "1 hour"), (2880, "2 days")],
)
def test_durations_in_words(minutes, words):
    assert duration(minutes) == words


def db(name="orders", **data):
    sound = {"DBInstanceIdentifier": name, "BackupRetentionPeriod": 7}
    return resource("rds.instance", name, sound | data)


def table(name="carts", **data):
    return resource("dynamodb.table", name, {"ContinuousBackups": PITR} | data)


def files(status="ENABLED"):
    return resource("efs.file_system", "media", {"BackupPolicy": {"Status": status}})


def share(days=7, kind="WINDOWS", zones="SINGLE_AZ_2"):
    settings = {"DeploymentType": zones, "AutomaticBackupRetentionDays": days}
    data = {"FileSystemId": "fs-1", "FileSystemType": kind, "Configuration": settings}
    return resource("fsx.file_system", "share", data)


def copied(**data):
    sound = {"FileSystemId": "fs-1", "SourceBackupRegion": "us-east-1", "Lifecycle": "AVAILABLE"}
    sound |= {"CreationTime": ago(days=2)}
    return resource("fsx.backup", "copy", sound | data, region=AWAY)


def bucket(status="Enabled"):
    return resource("s3.bucket", "b", {"Versioning": {"Status": status}, "Replication": None})


def plan(schedule="cron(0 5 ? * * *)", to="", **rule):
    copies = [{"DestinationBackupVaultArn": f"arn:aws:backup:{to}:{ACCOUNT}:backup-vault:x"}]
    rules = [{"ScheduleExpression": schedule, **({"CopyActions": copies} if to else {}), **rule}]
    data = {"Plan": {"Rules": rules}, "Selections": [{"Resources": ["*"]}]}
    return resource("backup.plan", "daily", data)


def point(store, *around):
    found = snapshot(store, *around, reads=KINDS)
    return point_of(store, found)


HERE = [
    (db(), (), 5),
    (db(BackupRetentionPeriod=0), (), None),
    (db(BackupRetentionPeriod=0), (plan(),), 1440),
    (db(BackupRetentionPeriod=0), (plan(EnableContinuousBackup=True),), 5),
    (db(BackupRetentionPeriod=0), (plan("cron(0 0/4 * * ? *)"), plan()), 240),
    (db(LatestRestorableTime=ago(minutes=12)), (), 12),
    (db(LatestRestorableTime=ago(days=3)), (), 3 * 1440),
    (table(), (), 5),
    (table(ContinuousBackups=None), (), None),
    (table(ContinuousBackups=None), (plan("rate(6 hours)"),), 360),
    (files(), (), 1440),
    (files("DISABLED"), (), None),
    (share(), (), 1440),
    (share(0), (), None),
    (share(0), (plan("rate(6 hours)"),), 360),
    (bucket(), (), 0),
    (bucket("Suspended"), (), None),
]


@pytest.mark.parametrize(("store", "around", "minutes"), HERE)
def test_what_a_store_loses_by_its_own_backups(store, around, minutes):
    here = point(store, *around).here
    assert here.minutes == minutes
    assert here.missing == (minutes is None)


AWAY_CASES = [
    (db(), (), None),
    (db(ReadReplicaDBInstanceIdentifiers=[f"arn:aws:rds:{AWAY}:1:db:copy"]), (), 5),
    (db(), (plan(to=AWAY),), 1440),
    (db(), (plan("cron(0 * * * ? *)", to=AWAY),), 60),
    (table(Replicas=[{"RegionName": AWAY}]), (), 1),
    (share(), (copied(),), 2 * 1440),
    (share(), (copied(FileSystemId="fs-2"),), None),
]


@pytest.mark.parametrize(("store", "around", "minutes"), AWAY_CASES)
def test_what_is_lost_with_the_whole_region(store, around, minutes):
    assert point(store, *around).away.minutes == minutes


ELSE = resource("backup.plan", "else", plan().data | {"Selections": [{"Resources": ["x"]}]})


@pytest.mark.parametrize(
    ("store", "around"),
    [(share(0, "LUSTRE", "PERSISTENT_2"), ()), (share(0, "ONTAP", "MULTI_AZ_1"), (ELSE,))],
)
def test_what_may_be_kept_elsewhere_is_not_known(store, around):
    assert point(store, *around).here.gap
    assert not point(share(0), *around).here.gap


def test_scratch_holds_no_data_of_its_own():
    found = snapshot(share(0, "LUSTRE", "SCRATCH_2"), files(), reads=KINDS)
    assert [store.name for store in stores(found)] == ["media"]


def test_a_schedule_that_is_not_understood_is_neither_kept_nor_missed():
    here = point(db(BackupRetentionPeriod=0), plan("cron(0 5 L * ? *)")).here
    assert (here.minutes, here.missing, here.fits(60)) == (None, False, None)


def test_members_of_clusters_replicas_and_locks_are_no_stores():
    member = db("member", DBClusterIdentifier="c")
    replica = db("replica", ReadReplicaSourceDBInstanceIdentifier="orders")
    locks = table("locks", KeySchema=[{"AttributeName": "LockID"}])
    found = snapshot(db(), member, replica, locks, reads=KINDS)
    assert [store.name for store in stores(found)] == ["orders"]


class TestThePointThatIsReached:
    def verdicts(self, *resources, rpo=15, **more):
        found = snapshot(*resources, reads=KINDS, rpo_minutes=rpo, **more)
        return {r.name: r.verdict for r in run_check(point_reached, found).results}

    def test_good_and_bad_in_one_account(self):
        found = self.verdicts(db(), db("old", BackupRetentionPeriod=0), files(), bucket("Off"))
        assert found == {"orders": PASS, "old": FAIL, "media": FAIL}

    def test_without_an_objective_nothing_is_judged(self):
        assert self.verdicts(db(BackupRetentionPeriod=0), rpo=None) == {}

    def test_a_longer_objective_is_kept_by_less(self):
        assert self.verdicts(files(), rpo=1440) == {"media": PASS}

    def test_an_empty_account_says_nothing(self):
        assert self.verdicts() == {}

    def test_plans_that_were_denied_leave_open_what_keeps_none_itself(self):
        without = [kind for kind in KINDS if kind != "backup.plan"]
        readings = [denied("backup.plan"), *map(reading, without)]
        stores_ = (db(), db("old", BackupRetentionPeriod=0))
        found = snapshot(*stores_, readings=readings, rpo_minutes=15)
        results = run_check(point_reached, found).results
        assert {r.name: r.verdict for r in results if r.name in ("orders", "old")} == {
            "orders": PASS,
            "old": UNKNOWN,
        }


def fit(*resources, rpo=None, rto=None, without=(), **profile):
    reads = set(KINDS) - set(without)
    found = snapshot(
        *resources, reads=reads, without=without, rpo_minutes=rpo, rto_minutes=rto, **profile
    )
    return recovery_of(found)


def strategies(recovery):
    return {judged.strategy.id: judged.found for judged in recovery.strategies}


COPIED = (db(), plan("cron(0 5 ? * * *)", to=AWAY))
LIVE = (db(ReadReplicaDBInstanceIdentifiers=[f"arn:aws:rds:{AWAY}:1:db:copy"]),)
ELSEWHERE = resource("lambda.function", "standby", {"FunctionName": "s"}, region=AWAY)
BALANCERS = (balancer("a"), resource("elbv2.load_balancer", "b", {"Type": "x"}, region=AWAY))
RECORD = resource("route53.record_set", "www", {"SetIdentifier": "a", "HealthCheckId": "h"})


@pytest.mark.parametrize(
    ("resources", "found"),
    [
        ((db(BackupRetentionPeriod=0),), None),
        ((db(),), None),  # backed up, and lost with its region
        (COPIED, "backup"),
        (LIVE, "pilot"),
        ((*LIVE, function(), ELSEWHERE), "warm"),
        ((*LIVE, function(), ELSEWHERE, *BALANCERS, RECORD), "active"),
    ],
)
def test_the_furthest_strategy_whose_signs_are_all_there(resources, found):
    recovery = fit(*resources)
    assert (recovery.found.id if recovery.found else None) == found


@pytest.mark.parametrize(
    ("rpo", "rto", "asked"),
    [
        (None, None, None),
        (1440, 1440, "backup"),
        (60, 240, "backup"),
        (15, 240, "pilot"),
        (1440, 60, "pilot"),
        (5, 10, "warm"),
        (0, 0, "active"),
    ],
)
def test_the_first_strategy_that_keeps_the_objectives(rpo, rto, asked):
    recovery = fit(db(), rpo=rpo, rto=rto)
    assert (recovery.asked.id if recovery.asked else None) == asked


def test_whether_it_is_enough():
    assert fit(*COPIED, rpo=1440, rto=1440).enough is True
    assert fit(*COPIED, rpo=5, rto=30).enough is False
    assert fit(*COPIED).enough is None
    assert fit(*LIVE, rpo=5, rto=30, without=["backup.plan"]).enough is True


def test_what_was_denied_is_unknown_and_not_missing():
    denied_plans = fit(db(), rpo=1440, rto=1440, without=["backup.plan"])
    assert strategies(denied_plans)["backup"] is None
    assert denied_plans.enough is None
    assert denied_plans.gaps


def test_an_empty_account_shows_no_strategy_and_misses_none():
    recovery = fit(rpo=60, rto=60)
    assert recovery.points == ()
    assert strategies(recovery) == dict.fromkeys((s.id for s in STRATEGIES[:2]), None) | {
        "warm": False,
        "active": False,
    }


def test_restores_of_the_last_year_count_as_a_test():
    job = {"Status": "COMPLETED", "ResourceType": "RDS"}
    old, new = ({"CompletionDate": ago(days=days)} for days in (400, 20))
    assert fit(resource("backup.restore_job", "j", job | new)).tested.found is True
    assert fit(resource("backup.restore_job", "j", job | old)).tested.found is False
    assert fit(without=["backup.restore_job"]).tested.found is None

"""Scaling, health, backups, other regions and chaos: edges, and what they say of the choices."""

import pytest

from pillars.checking import Verdict, run_check
from pillars.checks.reliability import CHECKS, backups_data, dns, health, regions, scaling
from pillars.checks.reliability.chaos import experiments_run
from pillars.checks.reliability.queues import dead_letters
from pillars.facts import GLOBAL
from pillars.prefill import Suggested

from .estate import (
    bucket,
    cluster,
    database,
    database_copy,
    disk_copy,
    files,
    instance,
    listener,
    named,
    plan,
    protected,
    scaling_group,
    service,
    table,
    target_group,
    volume,
)
from .factories import (
    ACCOUNT,
    REGION,
    ago,
    denied,
    reading,
    reasons,
    resource,
    run,
    snapshot,
    suggestion,
    verdicts,
)

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
AWAY = "eu-west-1"
SCALING, HEALTH, DNS, BACKUPS, CROSS_REGION, CHAOS = (
    f"foundations/rel_{choice}"
    for choice in (
        "auto_scaling",
        "lb_health_checks",
        "route53_health_checks",
        "automated_backups",
        "cross_region_backups",
        "chaos_tested",
    )
)
NO_RECOVERY = {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}


def says(key, *resources, without=(), **profile):
    relevant = [check for check in CHECKS if check.speaks_for(key)]
    kinds = {kind for check in relevant for kind in check.needs} - set(without)
    gaps = [denied(kind) for kind in without]
    found = snapshot(*resources, reads=kinds, readings=gaps, **profile)
    return suggestion(key, relevant, found).verdict


class TestScaling:
    def test_unread_policies_are_unknown(self):
        group = scaling_group("web", unread={"Policies": "AccessDenied"})
        assert verdicts(run(scaling.asg_scales, group)) == {"web": UNKNOWN}

    def test_target_without_a_policy_is_unknown(self):
        target = named(
            "applicationautoscaling.target",
            "t",
            ResourceId="service/main/api",
            MinCapacity=1,
            MaxCapacity=4,
        )
        assert reasons(run(scaling.ecs_scales, service("api"), target)) == [
            "ECS service api may scale from 1 to 4, by no policy; schedules are not read."
        ]

    def test_a_service_of_the_same_name_in_another_cluster_does_not_count(self):
        target = named("applicationautoscaling.target", "t", ResourceId="service/other/api")
        assert verdicts(run(scaling.ecs_scales, service("api"), target)) == {"api": FAIL}

    def test_servers_without_any_group(self):
        outcome = run(scaling.ec2_in_groups, instance("i-1"), instance("i-2"))
        assert reasons(outcome) == [
            "None of 2 running instances in us-east-1 can grow in number: no group or fleet."
        ]
        assert outcome.failed

    def test_servers_some_of_them_in_groups(self):
        group = scaling_group("web", Instances=[{"InstanceId": "i-1"}])
        outcome = run(scaling.ec2_in_groups, instance("i-1"), instance("i-2"), group)
        assert reasons(outcome) == [
            (
                "1 of 2 running instances in us-east-1 belong to no group or fleet; whether they need "
                "not, a person decides."
            )
        ]
        assert not outcome.passed
        assert not outcome.failed

    def test_lone_server_beside_services_or_a_bastion_says_nothing(self):
        assert run(scaling.ec2_in_groups, instance("i-1"), service("api")).results == ()
        bastion = instance("i-1", tags={"Name": "bastion"})
        assert run(scaling.ec2_in_groups, bastion).results == ()

    @pytest.mark.parametrize("profile", [{"production": False}, {"traffic_pattern": "steady"}])
    def test_servers_that_need_not_scale(self, profile):
        outcome = run(scaling.ec2_in_groups, instance("i-1"), **profile)
        assert [r.verdict for r in outcome.results] == [UNKNOWN]

    def test_choice(self):
        assert says(SCALING, scaling_group("web")) is Suggested.MET
        assert says(SCALING, scaling_group("web"), table()) is Suggested.MET
        fixed = scaling_group("fixed", MinSize=2, MaxSize=2)
        assert says(SCALING, scaling_group("web"), fixed) is Suggested.NOT_MET
        assert says(SCALING, instance("i-1")) is Suggested.NOT_MET
        assert says(SCALING, service("api")) is Suggested.NOT_MET
        assert says(SCALING) is Suggested.UNKNOWN

    def test_a_table_of_fixed_capacity_keeps_it_from_being_met(self):
        fixed = table("fixed", BillingModeSummary=None)
        assert says(SCALING, scaling_group("web"), fixed) is Suggested.SUPPORTED

    def test_never_met_with_a_kind_denied(self):
        assert says(SCALING, scaling_group("web"), without=["ecs.service"]) is Suggested.SUPPORTED


class TestHealth:
    def test_unused_groups_and_functions_are_left_out(self):
        found = (
            target_group("unused", LoadBalancerArns=[], HealthCheckEnabled=False),
            target_group("function", TargetType="lambda", HealthCheckEnabled=False),
        )
        assert run(health.health_checks, *found).results == ()

    def test_reason_names_path_and_interval(self):
        assert reasons(run(health.health_checks, target_group("web"))) == [
            "Target group web checks HTTP /health every 10 seconds."
        ]

    def test_groups_without_targets_have_nobody_healthy_or_not(self):
        assert run(health.targets_healthy, target_group("empty")).results == ()

    def test_groups_behind_no_balancer_need_only_ec2(self):
        alone = scaling_group("w", HealthCheckType="EC2", TargetGroupARNs=[])
        assert run(health.asg_elb_health, alone).results == ()

    def test_choice(self):
        assert says(HEALTH, target_group("web"), listener()) is Suggested.MET
        blind = target_group("blind", HealthCheckEnabled=False)
        assert says(HEALTH, target_group("web"), blind) is Suggested.NOT_MET
        deaf = scaling_group("deaf", HealthCheckType="EC2")
        assert says(HEALTH, target_group("web"), deaf) is Suggested.SUPPORTED
        down = target_group("down", "unhealthy")
        assert says(HEALTH, target_group("web"), down) is Suggested.SUPPORTED
        assert says(HEALTH) is Suggested.UNKNOWN
        assert says(HEALTH, without=["elbv2.target_group"]) is Suggested.UNKNOWN


def zone(name="example.com.", identity="Z1"):
    data = {"Id": f"/hostedzone/{identity}", "Name": name}
    return resource("route53.hosted_zone", name, data)


def record(name="www.example.com.", **data):
    sound = {"Type": "A", "ZoneId": "Z1", "Private": False}
    return resource("route53.record_set", name, sound | data)


def watcher(name="www.example.com", **config):
    sound = {"FullyQualifiedDomainName": name, "Disabled": False}
    return resource("route53.health_check", name, {"HealthCheckConfig": sound | config})


class TestDns:
    def test_zone_without_health_checks(self):
        assert reasons(run(dns.zones_checked, zone(), record(), record("a.example.com."))) == [
            "None of 2 records in zone example.com. has a health check."
        ]

    @pytest.mark.parametrize(
        "found",
        [
            record(HealthCheckId="1"),
            record(AliasTarget={"EvaluateTargetHealth": True}),
        ],
    )
    def test_zone_whose_record_watches_health(self, found):
        assert verdicts(run(dns.zones_checked, zone(), found)) == {"example.com.": PASS}

    @pytest.mark.parametrize(
        ("check", "verdict"),
        [
            (watcher(), PASS),
            (watcher("example.com"), PASS),
            (watcher("www.example.com", Disabled=True), FAIL),
            (watcher("www.notexample.com"), FAIL),
        ],
    )
    def test_zone_that_a_health_check_watches(self, check, verdict):
        outcome = run(dns.zones_checked, zone(), record(), check)
        assert verdicts(outcome) == {"example.com.": verdict}

    def test_a_disabled_health_check_calls_everything_healthy(self):
        found = (record(HealthCheckId="1", SetIdentifier="a"), record(SetIdentifier="b"))
        off = named("route53.health_check", "1", HealthCheckConfig={"Disabled": True})
        outcome = run(dns.routed_records, found[0], off)
        assert reasons(outcome) == [
            "Record www.example.com. A (a) has health check 1, which is disabled."
        ]
        assert outcome.failed
        assert run(dns.routed_records, found[0]).passed
        assert run(dns.zones_checked, zone(), *found, off).failed

    @pytest.mark.parametrize(
        "found",
        [
            record(Private=True),
            record("_acme.example.com.", Type="CNAME"),
            record(ZoneId="Z2"),
        ],
    )
    def test_zone_that_leads_nowhere_is_left_out(self, found):
        assert run(dns.zones_checked, zone(), found).results == ()

    def test_the_last_resort_needs_no_health_check(self):
        found = record(SetIdentifier="b", Failover="SECONDARY")
        assert run(dns.routed_records, found).results == ()

    def test_choice(self):
        assert says(DNS, zone(), record(HealthCheckId="1")) is Suggested.MET
        assert says(DNS, zone(), record()) is Suggested.NOT_MET
        assert says(DNS, zone(), record(), production=False) is Suggested.UNKNOWN
        assert says(DNS, watcher()) is Suggested.SUPPORTED
        assert says(DNS) is Suggested.UNKNOWN
        routed = record("a.example.com.", SetIdentifier="b")
        assert says(DNS, zone(), record(HealthCheckId="1"), routed) is Suggested.NOT_MET
        without = ["route53.health_check"]
        assert says(DNS, zone(), record(), without=without) is Suggested.UNKNOWN


class TestBackups:
    def test_replicas_and_members_are_left_out(self):
        found = (
            database("r", BackupRetentionPeriod=0, ReadReplicaSourceDBInstanceIdentifier="orders"),
            database("m", BackupRetentionPeriod=0, DBClusterIdentifier="sales"),
        )
        assert run(backups_data.rds_backups, *found).results == ()

    @pytest.mark.parametrize(
        ("store", "keeper"),
        [
            (database(BackupRetentionPeriod=0), protected(database().id)),
            (table(ContinuousBackups=NO_RECOVERY), protected(table().id)),
            (files(BackupPolicy=None), protected(files().id)),
            (database(BackupRetentionPeriod=0), plan()),
            (
                database(BackupRetentionPeriod=0, tags={"backup": "daily"}),
                plan(
                    Selections=[
                        {"ListOfTags": [{"ConditionKey": "backup", "ConditionValue": "daily"}]}
                    ]
                ),
            ),
        ],
    )
    def test_aws_backup_counts_for_every_store(self, store, keeper):
        check = {
            "rds.instance": backups_data.rds_backups,
            "dynamodb.table": backups_data.dynamodb_backups,
            "efs.file_system": backups_data.efs_backups,
        }[store.kind]
        assert verdicts(run(check, store, keeper)) == {store.name: PASS}

    @pytest.mark.parametrize(
        "keeper",
        [
            protected(database().id, LastBackupTime=ago(days=90)),
            protected(database("other").id),
            plan(Selections=[{"Resources": ["arn:aws:dynamodb:*"]}]),
            plan(Selections=[{"Resources": ["*"], "NotResources": ["arn:aws:rds:*"]}]),
            plan(Plan={"Rules": [{"RuleName": "by hand"}]}),
            plan(
                Selections=[
                    {
                        "Resources": ["*"],
                        "Conditions": {
                            "StringEquals": [
                                {"ConditionKey": "aws:ResourceTag/env", "ConditionValue": "prod"}
                            ]
                        },
                    }
                ]
            ),
        ],
    )
    def test_what_does_not_protect(self, keeper):
        outcome = run(backups_data.rds_backups, database(BackupRetentionPeriod=0), keeper)
        assert verdicts(outcome) == {"orders": FAIL}

    @pytest.mark.parametrize(
        ("operator", "value", "verdict"),
        [
            ("StringEquals", "prod", PASS),
            ("StringLike", "pr*", PASS),
            ("StringNotEquals", "prod", FAIL),
            ("StringNotLike", "dev*", PASS),
        ],
    )
    def test_conditions_of_a_selection(self, operator, value, verdict):
        conditions = {operator: [{"ConditionKey": "aws:ResourceTag/env", "ConditionValue": value}]}
        keeper = plan(Selections=[{"Resources": ["*"], "Conditions": conditions}])
        store = database(BackupRetentionPeriod=0, tags={"env": "prod"})
        assert verdicts(run(backups_data.rds_backups, store, keeper)) == {"orders": verdict}

    def test_without_aws_backup_read_nothing_fails(self):
        reads = set(backups_data.rds_backups.needs) - {"backup.plan"}
        found = snapshot(
            database(BackupRetentionPeriod=0), reads=reads, readings=[denied("backup.plan")]
        )
        outcome = run_check(backups_data.rds_backups, found)
        assert {r.verdict for r in outcome.results} == {UNKNOWN}

    def test_what_was_backed_up_counts_and_its_absence_proves_nothing(self):
        gap = denied("backup.protected_resource")
        readings = [reading(kind) for kind in backups_data.rds_backups.needs]
        found = snapshot(database(BackupRetentionPeriod=0), readings=[*readings, gap])
        assert run_check(backups_data.rds_backups, found).failed

    def test_a_selection_by_tags_that_were_not_read_is_unknown(self):
        store = table(ContinuousBackups=NO_RECOVERY, unread={"Tags": "AccessDenied"})
        condition = {"ConditionKey": "backup", "ConditionValue": "daily"}
        by_tag = plan(Selections=[{"ListOfTags": [condition]}])
        assert verdicts(run(backups_data.dynamodb_backups, store, by_tag)) == {"carts": UNKNOWN}
        assert verdicts(run(backups_data.dynamodb_backups, store)) == {"carts": FAIL}

    def test_unread_selections_are_unknown(self):
        keeper = plan(unread={"Selections": "AccessDenied"})
        outcome = run(backups_data.rds_backups, database(BackupRetentionPeriod=0), keeper)
        assert verdicts(outcome)["orders"] is UNKNOWN

    def test_tables_of_locks_are_left_out(self):
        locks = table("tf-locks", KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}])
        assert run(backups_data.dynamodb_backups, locks).results == ()

    def test_lifecycle_policies_back_up_volumes(self):
        found = (volume(), instance())
        young = disk_copy(tags={"aws:dlm:lifecycle-policy-id": "policy-1"})
        old = disk_copy(tags={"aws:dlm:lifecycle-policy-id": "policy-1"}, StartTime=ago(days=40))
        assert reasons(run(backups_data.ebs_backups, *found, young)) == [
            "Volume vol-1 of i-1: a lifecycle policy made snap-1 1 day ago."
        ]
        assert run(backups_data.ebs_backups, *found, old).failed
        assert run(backups_data.ebs_backups, *found, disk_copy()).failed

    def test_the_backup_of_an_instance_holds_its_volumes(self):
        assert run(backups_data.ebs_backups, volume(), instance(), protected(instance().id)).passed

    def test_replaceable_and_loose_volumes_are_left_out(self):
        group = scaling_group("web", Instances=[{"InstanceId": "i-1"}])
        assert run(backups_data.ebs_backups, volume(), instance(), group).results == ()
        assert run(backups_data.ebs_backups, volume(Attachments=[])).results == ()

    def test_choice(self):
        assert says(BACKUPS, database(), table(), files()) is Suggested.MET
        off = database("off", BackupRetentionPeriod=0)
        assert says(BACKUPS, database(), off) is Suggested.NOT_MET
        short = database("short", BackupRetentionPeriod=1)
        assert says(BACKUPS, database(), short) is Suggested.SUPPORTED
        no_recovery = table(ContinuousBackups=NO_RECOVERY)
        assert says(BACKUPS, database(), no_recovery) is Suggested.NOT_MET
        assert says(BACKUPS, database(), volume(), instance()) is Suggested.SUPPORTED
        assert says(BACKUPS) is Suggested.UNKNOWN
        assert says(BACKUPS, database(), without=["backup.plan"]) is not Suggested.MET


class TestOtherRegion:
    REPLICATED = {
        "Rules": [{"Status": "Enabled", "Destination": {"Bucket": "arn:aws:s3:::copies"}}]
    }

    def test_buckets(self):
        source, copy = bucket("data", Replication=self.REPLICATED), bucket("copies", region=AWAY)
        assert verdicts(run(regions.stores_copied, source, copy)) == {"data": PASS}
        same_region = bucket("copies")
        assert verdicts(run(regions.stores_copied, source, same_region)) == {"data": FAIL}
        assert verdicts(run(regions.stores_copied, source)) == {"data": UNKNOWN}

    def test_disabled_replication_is_none(self):
        rules = {"Rules": [{"Status": "Disabled", "Destination": {"Bucket": "arn:aws:s3:::x"}}]}
        assert verdicts(run(regions.stores_copied, bucket(Replication=rules))) == {"data": FAIL}

    def test_a_plan_that_copies_what_it_selects(self):
        away = plan(copy_to=AWAY, Selections=[{"Resources": ["arn:aws:rds:*"]}])
        outcome = run(regions.stores_copied, database(), table(Replicas=[]), away)
        assert verdicts(outcome) == {"orders": PASS, "carts": FAIL}
        here = plan(copy_to=REGION)
        assert run(regions.stores_copied, database(), here).failed

    def test_a_replica_seen_in_the_other_region(self):
        replica = database(
            "orders-eu", region=AWAY, ReadReplicaSourceDBInstanceIdentifier=database().id
        )
        readings = [reading(kind) for kind in regions.KINDS]
        found = snapshot(database(), replica, readings=readings)
        assert verdicts(run_check(regions.stores_copied, found)) == {"orders": PASS}

    def test_an_old_copy_of_a_snapshot_is_none(self):
        old = database_copy(
            region=AWAY,
            SourceDBSnapshotIdentifier=f"arn:aws:rds:{REGION}:{ACCOUNT}:snapshot:s",
            SnapshotCreateTime=ago(days=300),
        )
        assert run(regions.stores_copied, database(), old).failed

    def test_none_at_all(self):
        outcome = run(regions.any_copy, database(), table(Replicas=[]), bucket())
        assert [(r.verdict, r.region, r.reason) for r in outcome.results] == [
            (
                FAIL,
                GLOBAL,
                "None of 2 stores of data (orders, carts) has a copy in another region.",
            )
        ]

    def test_buckets_alone_fail_nothing(self):
        assert run(regions.any_copy, bucket()).results == ()

    def test_one_copy_is_enough(self):
        copied = table(Replicas=[{"RegionName": AWAY}])
        assert run(regions.any_copy, database(), copied).passed
        assert run(regions.any_copy, database(), plan(copy_to=AWAY)).passed

    def test_plans_that_copy_nowhere_or_never_run_are_no_copy(self):
        by_hand = plan(copy_to=AWAY)
        rule = {**by_hand.data["Plan"]["Rules"][0], "ScheduleExpression": ""}
        never = plan("never", Plan={"Rules": [rule]})
        for found in (plan(), plan(copy_to=REGION), never):
            assert run(regions.any_copy, database(), found).failed

    def test_what_could_not_be_read_may_be_the_copy(self):
        hidden = bucket(unread={"Replication": "AccessDenied"})
        outcome = run(regions.any_copy, database(), hidden)
        assert [r.verdict for r in outcome.results] == [UNKNOWN]

    def test_a_region_that_was_denied_leaves_it_open(self):
        readings = [reading(kind) for kind in regions.KINDS]
        gap = denied("rds.instance", region=AWAY)
        outcome = run_check(regions.any_copy, snapshot(database(), readings=[*readings, gap]))
        assert {r.verdict for r in outcome.results} == {UNKNOWN}

    @pytest.mark.parametrize("profile", [{"production": False}, {"criticality": "low"}])
    def test_workloads_that_may_do_without(self, profile):
        outcome = run(regions.any_copy, database(), **profile)
        assert [r.verdict for r in outcome.results] == [UNKNOWN]

    def test_choice(self):
        away = plan(copy_to=AWAY)
        assert says(CROSS_REGION, database(), table(), away) is Suggested.MET
        assert says(CROSS_REGION, database(), cluster()) is Suggested.NOT_MET
        half = table(Replicas=[{"RegionName": AWAY}])
        assert says(CROSS_REGION, database(), half) is Suggested.SUPPORTED
        assert says(CROSS_REGION) is Suggested.UNKNOWN
        assert says(CROSS_REGION, database(), without=["backup.plan"]) is Suggested.UNKNOWN


class TestChaosAndQueues:
    def experiment(self, days=30, status="completed"):
        data = {"state": {"status": status}, "endTime": ago(days=days)}
        return resource("fis.experiment", "e", data | {"experimentTemplateId": "t"})

    def test_template_that_ran_is_not_named_again(self):
        template = resource("fis.experiment_template", "t", {"id": "t"})
        outcome = run(experiments_run, self.experiment(), template)
        assert verdicts(outcome) == {"e": PASS}

    def test_choice_is_supported_and_never_refuted(self):
        assert says(CHAOS, self.experiment()) is Suggested.SUPPORTED
        assert says(CHAOS, self.experiment(days=500)) is Suggested.UNKNOWN
        assert says(CHAOS) is Suggested.UNKNOWN

    def test_dead_letter_queues_need_none_themselves(self):
        dead = named("sqs.queue", "dead", Attributes={})
        policy = f'{{"deadLetterTargetArn":"{dead.id}"}}'
        orders = named("sqs.queue", "orders", Attributes={"RedrivePolicy": policy})
        assert verdicts(run(dead_letters, dead, orders)) == {"orders": PASS}

"""Several zones: tiers of servers, NAT gateways, databases, and what they say of the choices."""

import pytest

from pillars.checking import Verdict, run_check
from pillars.checks._zones import stem
from pillars.checks.reliability import CHECKS, zones_compute, zones_data, zones_network
from pillars.checks.reliability.zones_servers import tiers_multi_az
from pillars.prefill import Suggested

from .estate import (
    ZONE_A,
    ZONE_B,
    balancer,
    cluster,
    database,
    function,
    instance,
    named,
    scaling_group,
    service,
    subnet,
    table,
    target_group,
)
from .factories import denied, reasons, run, snapshot, suggestion, verdicts

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
MULTI_AZ, RDS = "foundations/rel_multi_az", "foundations/rel_rds_multi_az"


def says(key, *resources, without=(), **profile):
    relevant = [check for check in CHECKS if check.speaks_for(key)]
    kinds = {kind for check in relevant for kind in check.needs} - set(without)
    gaps = [denied(kind) for kind in without]
    found = snapshot(*resources, reads=kinds, readings=gaps, **profile)
    return suggestion(key, relevant, found).verdict


def server(number, zone, name="", **tags):
    return instance(f"i-{number}", zone, tags=({"Name": name} if name else {}) | tags)


@pytest.mark.parametrize(
    ("name", "shared"),
    [
        ("web-1", "web"),
        ("Web-2b", "web"),
        ("web_a", "web"),
        ("web-us-east-1a", "web"),
        ("web-az1", "web"),
        ("kafka-3-eu-west-1c", "kafka"),
        ("data", "data"),
        ("db", "db"),
        ("1", "1"),
    ],
)
def test_names_of_copies_share_a_stem(name, shared):
    assert stem(name) == shared


class TestServers:
    def tiers(self, *servers, **more):
        return verdicts(run(tiers_multi_az, *servers, **more))

    def test_alone(self):
        assert reasons(run(tiers_multi_az, server(1, ZONE_A, "shop"))) == [
            "Instance shop (i-1) belongs to tier shop, in one zone (us-east-1a) only."
        ]

    def test_two_tiers_of_one_server_each_are_no_twins(self):
        found = (server(1, ZONE_A, "web"), server(2, ZONE_B, "db"))
        assert self.tiers(*found) == {"web": FAIL, "db": FAIL}

    def test_a_role_tells_more_than_a_name(self):
        found = (server(1, ZONE_A, "alpha", Role="web"), server(2, ZONE_B, "beta", Role="web"))
        assert self.tiers(*found) == {"alpha": PASS, "beta": PASS}

    def test_one_target_group_is_one_tier(self):
        group = target_group("web", "healthy", "healthy")
        found = (server(1, ZONE_A, "alpha"), server(2, ZONE_B, "beta"))
        assert self.tiers(*found, group) == {"alpha": PASS, "beta": PASS}
        same = (server(1, ZONE_A, "web-1"), server(2, ZONE_A, "web-2"))
        assert self.tiers(*same, group) == {"web-1": FAIL, "web-2": FAIL}

    def test_stopped_twins_do_not_count(self):
        stopped = instance("i-2", ZONE_B, tags={"Name": "web-2"}, State={"Name": "stopped"})
        assert self.tiers(server(1, ZONE_A, "web-1"), stopped) == {"web-1": FAIL}

    def test_nameless_in_one_zone_fail_and_in_two_are_unknown(self):
        assert self.tiers(server(1, ZONE_A), server(2, ZONE_A)) == {"i-1": FAIL, "i-2": FAIL}
        assert self.tiers(server(1, ZONE_A), server(2, ZONE_B)) == {"i-1": UNKNOWN, "i-2": UNKNOWN}

    @pytest.mark.parametrize(
        "found",
        [
            server(1, ZONE_A, "bastion-1"),
            server(1, ZONE_A, "prod-nat"),
            server(1, ZONE_A, "jenkins"),
            server(1, ZONE_A, "x", Role="vpn"),
            server(1, ZONE_A, "web", **{"aws:autoscaling:groupName": "web"}),
            server(1, ZONE_A, "node", **{"karpenter.sh/nodepool": "default"}),
            server(1, ZONE_A, "dev-web"),
        ],
        ids=lambda found: found.name,
    )
    def test_tools_and_replaceable_ones_are_left_out(self, found):
        assert self.tiers(found) == {}

    def test_members_of_a_group_are_left_out_without_a_tag(self):
        group = scaling_group("web", Instances=[{"InstanceId": "i-1"}])
        assert self.tiers(server(1, ZONE_A, "web"), group) == {}

    def test_words_within_words_do_not_make_a_tool(self):
        assert self.tiers(server(1, ZONE_A, "native")) == {"native": FAIL}

    def test_tagged_as_not_for_production_is_left_to_a_person(self):
        outcome = run(tiers_multi_az, server(1, ZONE_A, "web", Environment="Staging"))
        assert verdicts(outcome) == {"web": UNKNOWN}
        assert "Environment=Staging" in reasons(outcome)[0]

    def test_unread_targets_are_unknown(self):
        group = target_group("web", unread={"Health": "AccessDenied"})
        assert self.tiers(server(1, ZONE_A, "web"), group) == {"web": UNKNOWN}

    @pytest.mark.parametrize("kind", ["autoscaling.group", "elbv2.target_group"])
    def test_nothing_fails_where_a_kind_was_denied(self, kind):
        reads = set(tiers_multi_az.needs) - {kind}
        found = snapshot(server(1, ZONE_A, "web"), reads=reads, readings=[denied(kind)])
        assert [r.verdict for r in run_check(tiers_multi_az, found).results] == [UNKNOWN]


class TestNat:
    SUBNETS = (subnet("subnet-a", ZONE_A), subnet("subnet-b", ZONE_B))

    def gateway(self, name, subnet_id="subnet-a", **data):
        sound = {"VpcId": "vpc-1", "SubnetId": subnet_id, "State": "available"}
        return named("ec2.nat_gateway", name, **(sound | data))

    def test_one_for_two_zones(self):
        outcome = run(zones_network.nat_multi_az, self.gateway("nat-1"), *self.SUBNETS)
        assert verdicts(outcome) == {"nat-1": FAIL}
        assert reasons(outcome) == [
            "NAT gateways of vpc-1 stand in one zone (us-east-1a); its subnets in 2."
        ]

    def test_one_for_each_zone_is_judged_once(self):
        found = (self.gateway("nat-1"), self.gateway("nat-2", "subnet-b"))
        outcome = run(zones_network.nat_multi_az, *found, *self.SUBNETS)
        assert verdicts(outcome) == {"nat-1": PASS}

    def test_regional_deleted_and_single_zone(self):
        regional = self.gateway("nat-1", AvailabilityMode="regional", SubnetId=None)
        assert run(zones_network.nat_multi_az, regional, *self.SUBNETS).passed
        deleted = self.gateway("nat-1", State="deleted")
        assert run(zones_network.nat_multi_az, deleted, *self.SUBNETS).results == ()
        assert run(zones_network.nat_multi_az, self.gateway("nat-1"), self.SUBNETS[0]).passed

    def routes(self, *ways):
        """A route table for each pair of a subnet and the gateway by which it goes out."""
        return tuple(
            named(
                "ec2.route_table",
                f"rtb-{inside}",
                VpcId="vpc-1",
                Associations=[{"SubnetId": inside} if inside != "main" else {"Main": True}],
                Routes=[{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": out}],
            )
            for inside, out in ways
        )

    @pytest.mark.parametrize(
        ("ways", "verdict"),
        [
            ((("subnet-a", "1"), ("subnet-b", "2")), PASS),
            ((("subnet-a", "1"), ("subnet-b", "1")), FAIL),
            ((("main", "1"),), FAIL),
            ((("main", "1"), ("subnet-b", "2")), PASS),
            ((("subnet-a", "1"),), PASS),
        ],
    )
    def test_the_gateways_that_routes_lead_to_count(self, ways, verdict):
        two = (self.gateway("1", NatGatewayId="1"), self.gateway("2", "subnet-b", NatGatewayId="2"))
        outcome = run(zones_network.nat_multi_az, *two, *self.SUBNETS, *self.routes(*ways))
        assert verdicts(outcome) == {"1": verdict}

    def test_a_subnet_that_was_not_read_is_unknown(self):
        outcome = run(zones_network.nat_multi_az, self.gateway("nat-1", "subnet-x"), *self.SUBNETS)
        assert verdicts(outcome) == {"nat-1": UNKNOWN}


class TestEndpoints:
    def endpoint(self, kind="Interface"):
        data = {"VpcEndpointType": kind, "VpcId": "vpc-1", "SubnetIds": ["subnet-a"]}
        return named("ec2.vpc_endpoint", "vpce-1", **data)

    def test_gateways_and_vpcs_of_one_zone_need_no_second(self):
        check = zones_network.endpoints_multi_az
        assert run(check, self.endpoint("Gateway"), subnet("subnet-a")).results == ()
        assert run(check, self.endpoint(), subnet("subnet-a")).passed
        assert run(check, self.endpoint(), subnet("subnet-a"), subnet("subnet-b", ZONE_B)).failed


class TestCompute:
    def test_switched_off_groups_are_left_out(self):
        off = scaling_group("off", ZONE_A, MaxSize=0)
        assert run(zones_compute.asg_multi_az, off).results == ()

    def test_groups_of_nodes_share_the_name_that_kubernetes_gave(self):
        tags = {"eks:nodegroup-name": "workers-a"}, {"eks:nodegroup-name": "workers-b"}
        found = (
            scaling_group("eks-1f", ZONE_A, tags=tags[0]),
            scaling_group("eks-9c", ZONE_B, tags=tags[1]),
        )
        assert verdicts(run(zones_compute.asg_multi_az, *found)) == {"eks-1f": PASS, "eks-9c": PASS}

    def test_a_lone_instance_or_task_stands_in_one_zone(self):
        lone = scaling_group("lone", DesiredCapacity=1)
        assert verdicts(run(zones_compute.asg_multi_az, lone)) == {"lone": FAIL}
        pair = (scaling_group("db-1", DesiredCapacity=1), scaling_group("db-2", DesiredCapacity=1))
        assert verdicts(run(zones_compute.asg_multi_az, *pair)) == {"db-1": PASS, "db-2": PASS}
        places = (subnet("subnet-a", ZONE_A), subnet("subnet-b", ZONE_B))
        task = service("api", "subnet-a", "subnet-b", desiredCount=1)
        outcome = run(zones_compute.ecs_multi_az, task, *places)
        assert reasons(outcome) == [
            "ECS service api wants one task in 2 zones (us-east-1a, us-east-1b)."
        ]
        assert verdicts(outcome) == {"api": FAIL}

    def test_group_without_zones_is_unknown(self):
        group = scaling_group("web", AvailabilityZones=[])
        assert verdicts(run(zones_compute.asg_multi_az, group)) == {"web": UNKNOWN}

    def test_services_on_instances_and_inactive_ones_are_left_out(self):
        found = (service("bridge"), service("gone", "subnet-a", status="INACTIVE"))
        assert run(zones_compute.ecs_multi_az, *found).results == ()

    def test_daemons_and_services_at_rest_need_no_second_task(self):
        found = (
            service("agent", desiredCount=1, schedulingStrategy="DAEMON"),
            service("rest", desiredCount=0),
        )
        assert run(zones_compute.ecs_two_tasks, *found).results == ()

    def test_a_subnet_of_nobody_is_unknown(self):
        outcome = run(zones_compute.ecs_multi_az, service("api", "subnet-x"))
        assert verdicts(outcome) == {"api": UNKNOWN}

    def test_balancer_without_zones_is_unknown(self):
        outcome = run(zones_network.elb_multi_az, balancer(AvailabilityZones=[]))
        assert verdicts(outcome) == {"shop": UNKNOWN}


class TestDatabases:
    MEMBERS = (
        database("sales-1", MultiAZ=False, DBClusterIdentifier="sales", AvailabilityZone=ZONE_A),
        database("sales-2", MultiAZ=False, DBClusterIdentifier="sales", AvailabilityZone=ZONE_B),
    )

    def test_replicas_and_members_are_left_out(self):
        found = (
            database("r", MultiAZ=False, ReadReplicaSourceDBInstanceIdentifier="orders"),
            database("m", MultiAZ=False, DBClusterIdentifier="sales"),
        )
        assert run(zones_data.rds_multi_az, *found).results == ()

    def test_reason_names_engine_and_zone(self):
        assert reasons(run(zones_data.rds_multi_az, database(MultiAZ=False))) == [
            "Database orders (postgres) runs in us-east-1a only, without a standby."
        ]

    def test_missing_value_is_unknown(self):
        assert verdicts(run(zones_data.rds_multi_az, database(MultiAZ=None))) == {"orders": UNKNOWN}

    def test_choice(self):
        assert says(RDS, database()) is Suggested.MET
        assert says(RDS, cluster(), self.MEMBERS[0]) is Suggested.NOT_MET
        assert says(RDS, cluster(), *self.MEMBERS) is Suggested.MET
        assert says(RDS, cluster()) is Suggested.UNKNOWN
        assert says(RDS, database(), database("old", MultiAZ=False)) is Suggested.NOT_MET
        assert says(RDS) is Suggested.UNKNOWN
        assert says(RDS, database(), without=["rds.cluster"]) is not Suggested.MET

    def test_choice_in_pre_production_is_left_to_people(self):
        bad = database(MultiAZ=False)
        assert says(RDS, bad, production=False) is Suggested.UNKNOWN
        dev = database(MultiAZ=False, tags={"env": "dev"})
        assert says(RDS, dev) is Suggested.UNKNOWN
        assert says(RDS, database(MultiAZ=False, tags={"env": "prod"})) is Suggested.NOT_MET


class TestChoice:
    GOOD = (scaling_group("web"), balancer(), subnet("subnet-a"), subnet("subnet-b", ZONE_B))

    def test_met(self):
        assert says(MULTI_AZ, *self.GOOD, database()) is Suggested.MET

    @pytest.mark.parametrize(
        "bad",
        [
            scaling_group("alone", ZONE_A),
            balancer("alone", AvailabilityZones=[{"ZoneName": ZONE_A}]),
            service("api", "subnet-a"),
            function("bill", "subnet-a"),
            server(1, ZONE_A, "shop"),
        ],
        ids=lambda found: found.kind,
    )
    def test_not_met_by_a_single_one(self, bad):
        assert says(MULTI_AZ, *self.GOOD, bad) is Suggested.NOT_MET

    def test_a_database_in_one_zone_keeps_it_from_being_met(self):
        assert says(MULTI_AZ, *self.GOOD, database(MultiAZ=False)) is Suggested.SUPPORTED

    def test_functions_and_tables_alone_support_it(self):
        assert says(MULTI_AZ, function(), table()) is Suggested.SUPPORTED

    def test_unknown_with_nothing_or_in_pre_production(self):
        assert says(MULTI_AZ) is Suggested.UNKNOWN
        alone = scaling_group("alone", ZONE_A)
        assert says(MULTI_AZ, alone, production=False) is Suggested.UNKNOWN

    @pytest.mark.parametrize("kind", ["ecs.service", "ec2.instance", "rds.instance"])
    def test_never_met_with_one_kind_denied(self, kind):
        assert says(MULTI_AZ, *self.GOOD, without=[kind]) is Suggested.SUPPORTED

"""Small readings that many checks of security and reliability share."""

import pytest

from pillars.checking import Check, Severity, Verdict
from pillars.checks import all_checks, security
from pillars.checks._network import openings
from pillars.checks._policies import allows_everything, denies_plain_transport, is_privileged
from pillars.checks._reading import production_excuse
from pillars.checks._values import aspect_map, items, label, many, region_of, tail, true
from pillars.checks.reliability import scaling, zones_compute, zones_data
from pillars.checks.security.access_keys import unused_credentials
from pillars.facts import Unread

from .estate import (
    ADMIN,
    cluster,
    console,
    function,
    key_holder,
    policy_of,
    rule,
    security_group,
    service,
    table,
)
from .factories import ago, resource, run, snapshot, verdicts


class TestValues:
    @pytest.mark.parametrize("value", [True, "true", "TRUE", "1", 1, "enabled", " yes "])
    def test_yes(self, value):
        assert true(value)

    @pytest.mark.parametrize("value", [False, None, "", "false", 0, "0", "N/A", "no_information"])
    def test_no(self, value):
        assert not true(value)

    def test_one_or_many(self):
        assert many(None) == []
        assert many("a") == ["a"]
        assert many(("a", "b")) == ["a", "b"]
        assert items({"Quantity": 1, "Items": ["a"]}) == ["a"]
        assert items({"Quantity": 0}) == []
        assert items(None) == []

    @pytest.mark.parametrize(
        ("arn", "last", "region"),
        [
            ("arn:aws:ec2:us-east-1:1:volume/vol-1", "vol-1", "us-east-1"),
            ("arn:aws:rds:eu-west-1:1:db:orders", "orders", "eu-west-1"),
            ("arn:aws:s3:::data", "data", ""),
            ("orders-2", "orders-2", ""),
        ],
    )
    def test_parts_of_an_arn(self, arn, last, region):
        assert (tail(arn), region_of(arn)) == (last, region)

    def test_label_tells_the_id_only_where_it_differs(self):
        arn = "arn:aws:ec2:us-east-1:1:volume/vol-1"
        assert label(resource("ec2.volume", "data", arn=arn)) == "data (vol-1)"
        assert label(resource("ec2.volume", "vol-1", arn=arn)) == "vol-1"
        assert label(resource("iam.account_summary", "1", arn="arn:aws:iam::1:root")) == "1"

    def test_aspects_with_and_without_their_wrapping(self):
        bare = resource("s3.bucket", "b", {"PolicyStatus": {"IsPublic": True}})
        wrapped = resource("s3.bucket", "b", {"PolicyStatus": {"PolicyStatus": {"IsPublic": True}}})
        for found in (bare, wrapped):
            assert aspect_map(found, "PolicyStatus", inside="PolicyStatus") == {"IsPublic": True}
        assert aspect_map(resource("s3.bucket", "b", {"Policy": None}), "Policy") == {}
        with pytest.raises(Unread):
            aspect_map(resource("s3.bucket", "b"), "Policy")


class TestPolicies:
    def test_documents_as_text(self):
        text = '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
        assert allows_everything(text)
        assert is_privileged(text)

    @pytest.mark.parametrize("document", [None, "", "no policy", [], {}, {"Statement": "x"}])
    def test_what_is_no_policy_allows_nothing(self, document):
        assert not allows_everything(document)
        assert not is_privileged(document)
        assert not denies_plain_transport(document, "arn:aws:s3:::data")

    def test_everything_on_one_resource_is_not_everything(self):
        assert not allows_everything(policy_of(ADMIN | {"Resource": "arn:aws:s3:::data"}))
        assert not is_privileged(policy_of(ADMIN | {"Resource": "arn:aws:s3:::data"}))

    def test_another_condition_does_not_ask_for_mfa(self):
        condition = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
        assert is_privileged(policy_of(ADMIN | {"Condition": condition}))
        address = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
        assert is_privileged(policy_of(ADMIN | {"Condition": address}))


class TestOpenings:
    @pytest.mark.parametrize(
        ("found", "ports"),
        [
            (rule(None), "all ports from 0.0.0.0/0"),
            (rule(-1, -1), "all ports from 0.0.0.0/0"),
            (rule(443, protocol="6"), "port 443 from 0.0.0.0/0"),
            (rule(53, protocol="udp"), "port 53 from 0.0.0.0/0"),
            (rule(8000, 8001), "ports 8000 to 8001 from 0.0.0.0/0"),
            ({**rule(None), "FromPort": 443}, "all ports from 0.0.0.0/0"),
        ],
    )
    def test_ports(self, found, ports):
        assert [str(each) for each in openings(security_group("sg-1", found))] == [ports]

    @pytest.mark.parametrize(
        "found",
        [rule(22, source="10.0.0.0/8"), rule(8, protocol="icmp"), rule(None, protocol="50")],
    )
    def test_what_opens_no_port_to_the_world(self, found):
        assert openings(security_group("sg-1", found)) == []


class TestLeftOut:
    def test_functions_in_a_vpc_are_not_spread_by_themselves(self):
        outcome = run(zones_compute.regional_services, function("in", "subnet-a"), function("out"))
        assert verdicts(outcome) == {"out": Verdict.PASS}
        assert run(zones_compute.regional_services, table()).passed

    def test_services_that_need_not_scale(self):
        found = (
            service("agent", schedulingStrategy="DAEMON"),
            service("gone", status="INACTIVE"),
            service("rest", desiredCount=0),
        )
        assert run(scaling.ecs_scales, *found).results == ()

    def test_clusters_with_standbys_need_no_reader(self):
        found = cluster("my", Engine="mysql")
        assert run(zones_data.aurora_second_instance, found).results == ()


class TestUse:
    def test_a_user_of_an_unknown_last_use_is_unknown(self):
        found = console("ada", mfa=True, password_last_used="N/A", password_last_changed="N/A")
        assert verdicts(run(unused_credentials, found)) == {"ada": Verdict.UNKNOWN}

    def test_a_young_credential_never_used_is_fine(self):
        young = console("ada", mfa=True, password_last_used="N/A")
        assert run(unused_credentials, young, key_holder("bob", age=5, used=None)).passed

    def test_the_reason_names_the_credential(self):
        old = console("ada", mfa=True, password_last_used=ago(days=200))
        assert [r.reason for r in run(unused_credentials, old).results] == [
            "User ada: the password was not used for 200 days."
        ]


def test_what_counts_as_production():
    production, other = snapshot(), snapshot(production=False)
    tagged = resource("ec2.instance", "i", tags={"Env": "QA"})
    plain = resource("ec2.instance", "i", tags={"Name": "dev", "env": "live"})
    assert production_excuse(production) == ""
    assert production_excuse(production, plain) == ""
    assert "Env=QA" in production_excuse(production, tagged)
    assert "pre-production" in production_excuse(other, plain)


def test_two_checks_of_one_id_are_refused(monkeypatch):
    twin = Check(
        id=security.CHECKS[0].id,
        title="twin",
        pillar="security",
        severity=Severity.LOW,
        needs=("ec2.volume",),
        passes="Always.",
        function=lambda _: (),
    )
    monkeypatch.setattr(security, "CHECKS", (*security.CHECKS, twin))
    with pytest.raises(ValueError, match=twin.id):
        all_checks()

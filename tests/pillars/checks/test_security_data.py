"""Encryption at rest and in transit, open doors: the edges, and what they say of the choices."""

import pytest

from pillars.checking import Verdict, run_check
from pillars.checks.security import CHECKS, exposure
from pillars.checks.security.certificates import certificates_current
from pillars.checks.security.rest_databases import dynamodb, elasticache_clusters
from pillars.checks.security.rest_disks import ebs_by_default, ebs_volumes, s3_buckets
from pillars.checks.security.rest_messages import keys_rotate
from pillars.checks.security.security_groups import (
    admin_ports_closed,
    default_unused,
    internet_web_only,
)
from pillars.checks.security.transit_balancers import listeners_tls, targets_tls
from pillars.checks.security.transit_data import rds_force_tls, s3_tls_only
from pillars.checks.security.transit_edge import origins_https, tls_version
from pillars.checks.security.unread_services import unread_endpoints, unread_stores
from pillars.facts import GLOBAL
from pillars.prefill import Suggested

from .estate import (
    balancer,
    bucket,
    cache,
    cache_group,
    cluster,
    database,
    database_copy,
    disk_copy,
    distribution,
    files,
    interface,
    listener,
    named,
    origin,
    policy_of,
    rule,
    security_group,
    table,
    target_group,
    tls_only,
    to_https,
    volume,
)
from .factories import (
    ACCOUNT,
    REGION,
    denied,
    reasons,
    resource,
    run,
    snapshot,
    suggestion,
    verdicts,
)

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
AT_REST, IN_TRANSIT, LEAST = (
    "foundations/sec_encryption_at_rest",
    "foundations/sec_tls_in_transit",
    "foundations/sec_security_groups_least_privilege",
)


def tagged(arn):
    return resource("tagging.resource", arn.rsplit("/", 1)[-1], {"ResourceARN": arn}, arn=arn)


def says(key, *resources, without=()):
    relevant = [check for check in CHECKS if check.speaks_for(key)]
    kinds = {kind for check in relevant for kind in check.needs} - set(without)
    found = snapshot(*resources, reads=kinds, readings=[denied(kind) for kind in without])
    return suggestion(key, relevant, found).verdict


class TestAtRest:
    STORES = (
        volume(),
        disk_copy(),
        bucket(),
        database(),
        cluster(),
        database_copy(),
        table(),
        files(),
        cache_group(),
        cache(),
    )

    def test_reason_tells_size_and_owner(self):
        assert reasons(run(ebs_volumes, volume(Encrypted=False))) == [
            "Volume vol-1 (100 GiB, attached to i-1) is not encrypted."
        ]
        loose = volume(Encrypted=False, Attachments=[])
        assert reasons(run(ebs_volumes, loose)) == [
            "Volume vol-1 (100 GiB, not attached) is not encrypted."
        ]

    def test_missing_value_is_unknown(self):
        assert verdicts(run(ebs_volumes, volume(Encrypted=None))) == {"vol-1": UNKNOWN}

    def test_denied_bucket_is_unknown(self):
        found = bucket(unread={"Encryption": "AccessDenied"})
        assert reasons(run(s3_buckets, found)) == ["Could not be read: AccessDenied"]

    def test_tables_are_always_encrypted(self):
        own = table("own", SSEDescription={"Status": "ENABLED", "KMSMasterKeyArn": "arn:key"})
        assert reasons(run(dynamodb, table(), own)) == [
            "Table carts is encrypted with a key that AWS owns.",
            "Table own is encrypted with arn:key.",
        ]

    def test_memcached_and_members_of_groups_are_left_out(self):
        found = (cache("m", Engine="memcached"), cache("r", ReplicationGroupId="g"))
        assert run(elasticache_clusters, *found).results == ()

    def test_keys_that_cannot_rotate_are_left_out(self):
        found = (
            named("kms.key", "gone", KeyState="PendingDeletion", Rotation=None),
            named("kms.key", "pair", KeySpec="RSA_2048", Rotation=None),
            named("kms.key", "theirs", Origin="EXTERNAL", Rotation=None),
        )
        assert run(keys_rotate, *found).results == ()

    def test_met_when_every_store_is_encrypted(self):
        assert says(AT_REST, *self.STORES) is Suggested.MET

    @pytest.mark.parametrize(
        "bad",
        [
            volume("vol-2", Encrypted=False),
            disk_copy("snap-2", Encrypted=False),
            bucket("bare", Encryption=None),
            database("old", StorageEncrypted=False),
            cluster("old", StorageEncrypted=False),
            database_copy("old", Encrypted=False),
            files("fs-2", Encrypted=False),
            cache_group("old", AtRestEncryptionEnabled=False),
            cache("old", AtRestEncryptionEnabled=False),
        ],
        ids=lambda found: found.kind,
    )
    def test_not_met_by_a_single_one(self, bad):
        assert says(AT_REST, *self.STORES, bad) is Suggested.NOT_MET

    def test_a_hint_neither_proves_nor_refutes(self):
        weak = named("sns.topic", "t", Attributes={})
        assert says(AT_REST, *self.STORES, weak) is Suggested.MET
        assert says(AT_REST, weak) is Suggested.UNKNOWN

    @pytest.mark.parametrize(
        "weak",
        [
            named("ec2.ebs_encryption_default", "off", EbsEncryptionByDefault=False),
            named("sqs.queue", "q", Attributes={}),
        ],
        ids=lambda found: found.kind,
    )
    def test_some_keep_the_proof_open_without_refuting(self, weak):
        assert says(AT_REST, *self.STORES, weak) is Suggested.SUPPORTED

    def test_the_default_matters_where_there_are_volumes(self):
        off = named("ec2.ebs_encryption_default", "off", EbsEncryptionByDefault=False)
        assert run(ebs_by_default, off).results == ()
        assert run(ebs_by_default, off, volume()).failed

    @pytest.mark.parametrize("store", [*STORES, tagged("arn:x")], ids=lambda found: found.kind)
    def test_never_met_with_one_kind_denied(self, store):
        left = [found for found in self.STORES if found.kind != store.kind]
        assert says(AT_REST, *left, without=[store.kind]) is Suggested.SUPPORTED

    def test_unknown_without_any_store(self):
        assert says(AT_REST) is Suggested.UNKNOWN

    @pytest.mark.parametrize(
        "arn",
        [
            f"arn:aws:storagegateway:{REGION}:{ACCOUNT}:gateway/sgw-1",
            f"arn:aws:elasticmapreduce:{REGION}:{ACCOUNT}:cluster/j-1",
        ],
    )
    def test_a_store_nobody_read_keeps_it_from_being_met(self, arn):
        assert verdicts(run(unread_stores, tagged(arn))) == {tagged(arn).name: UNKNOWN}
        assert says(AT_REST, *self.STORES, tagged(arn)) is Suggested.SUPPORTED

    def test_one_without_tags_is_known_from_the_index_and_told_once(self):
        arns = [f"arn:aws:elasticmapreduce:{REGION}:{ACCOUNT}:cluster/j-{n}" for n in (1, 2)]
        indexed = [resource("resourceexplorer.resource", arn, {}, arn=arn) for arn in arns]
        found = run(unread_stores, tagged(arns[0]), *indexed).results
        assert sorted(each.resource for each in found) == arns
        assert {each.verdict for each in found} == {UNKNOWN}
        assert says(AT_REST, *self.STORES, indexed[1]) is Suggested.SUPPORTED

    def test_tagged_resources_that_are_read_elsewhere_do_not(self):
        found = (tagged(volume().id), tagged(database().id), tagged("odd"))
        assert run(unread_stores, *found).results == ()


class TestInTransit:
    GOOD = (
        listener(),
        listener("HTTP", 80, DefaultActions=to_https()),
        distribution(),
        database(),
        cache_group(),
        bucket(),
    )

    @pytest.mark.parametrize(
        ("found", "reason"),
        [
            (
                listener("TCP", 443),
                (
                    "Listener TCP:443 of shop passes through what it gets: whether that is TLS is not "
                    "known."
                ),
            ),
            (
                listener(SslPolicy="ELBSecurityPolicy-Future"),
                (
                    "Listener HTTPS:443 of shop has security policy ELBSecurityPolicy-Future, whose "
                    "lowest version is not known."
                ),
            ),
            (
                listener("HTTP", 80, DefaultActions=[{"Type": "fixed-response"}]),
                (
                    "Listener HTTP:80 of shop answers by itself: whether that may be read, a "
                    "person decides."
                ),
            ),
        ],
    )
    def test_listeners_that_cannot_be_judged(self, found, reason):
        outcome = run(listeners_tls, found)
        assert [(r.verdict, r.reason) for r in outcome.results] == [(UNKNOWN, reason)]

    def test_gateway_listeners_carry_packets(self):
        assert run(listeners_tls, listener("GENEVE", 6081)).results == ()

    def test_targets_of_functions_and_unused_groups_are_left_out(self):
        found = (target_group("f", TargetType="lambda"), target_group("u", LoadBalancerArns=[]))
        assert run(targets_tls, *found).results == ()

    def test_disabled_distributions_are_left_out(self):
        found = distribution(ViewerCertificate={"CloudFrontDefaultCertificate": True})
        off = resource(found.kind, "off", {**found.data, "Enabled": False}, region=GLOBAL)
        assert run(tls_version, off).results == ()

    def test_unread_certificate_is_unknown(self):
        assert verdicts(run(tls_version, distribution(ViewerCertificate={}))) == {
            "www.example.com": UNKNOWN
        }

    def test_bucket_origins_are_left_out(self):
        found = distribution(Origins={"Items": [{"DomainName": "b.s3.amazonaws.com"}]})
        assert run(origins_https, found).results == ()

    def test_reason_names_the_weak_origin(self):
        found = distribution(Origins={"Items": [origin("http-only"), origin()]})
        assert reasons(run(origins_https, found)) == [
            "Distribution www.example.com reaches api.example.com (by http-only)."
        ]

    def test_database_without_the_parameter_is_unknown(self):
        assert verdicts(run(rds_force_tls, database(ForceSSL=None))) == {"orders": UNKNOWN}

    @pytest.mark.parametrize(
        "changed",
        [
            {"Principal": {"AWS": ["*"]}},
            {"Action": ["s3:*"]},
            {"Action": "*"},
            {"Condition": {"BoolIfExists": {"aws:SecureTransport": False}}},
        ],
    )
    def test_ways_to_say_tls_only(self, changed):
        assert run(s3_tls_only, bucket(Policy=policy_of(tls_only(**changed)))).passed

    @pytest.mark.parametrize(
        "condition",
        [
            {"Bool": {"aws:SecureTransport": "true"}},
            {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}},
            {},
        ],
    )
    def test_conditions_that_leave_a_way_in(self, condition):
        assert run(s3_tls_only, bucket(Policy=policy_of(tls_only(Condition=condition)))).failed

    def test_met_when_all_speak_tls(self):
        assert says(IN_TRANSIT, *self.GOOD) is Suggested.MET

    @pytest.mark.parametrize(
        "bad",
        [
            listener("HTTP", 8080),
            distribution("a", DefaultCacheBehavior={"ViewerProtocolPolicy": "allow-all"}),
            database("old", ForceSSL="0"),
            cache_group("old", TransitEncryptionEnabled=False),
            cache("old", TransitEncryptionEnabled=False),
            bucket("bare", Policy=None),
        ],
        ids=lambda found: found.kind,
    )
    def test_not_met_by_a_single_one(self, bad):
        assert says(IN_TRANSIT, *self.GOOD, bad) is Suggested.NOT_MET

    @pytest.mark.parametrize(
        "unseen",
        [
            listener("TCP", 5432),
            target_group("plain"),
            files(),
            tagged(f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/classic"),
        ],
        ids=lambda found: found.name,
    )
    def test_only_supported_with_something_unseen(self, unseen):
        assert says(IN_TRANSIT, *self.GOOD, unseen) is Suggested.SUPPORTED

    def test_newer_balancers_are_read(self):
        assert run(unread_endpoints, tagged(balancer().id)).results == ()

    @pytest.mark.parametrize("kind", ["elbv2.listener", "cloudfront.distribution", "s3.bucket"])
    def test_never_met_with_one_kind_denied(self, kind):
        left = [found for found in self.GOOD if found.kind != kind]
        assert says(IN_TRANSIT, *left, without=[kind]) is Suggested.SUPPORTED


class TestDoors:
    def test_reason_names_port_and_source(self):
        group = security_group("sg-1", rule(22), rule(3389, source="::/0"), GroupName="web")
        assert reasons(run(admin_ports_closed, group)) == [
            "Security group sg-1 opens SSH (22) from 0.0.0.0/0, RDP (3389) from ::/0."
        ]

    def test_other_ports_are_named(self):
        group = security_group("sg-1", rule(8000, 8080), rule(None, protocol="-1"))
        assert reasons(run(internet_web_only, group)) == [
            "Security group sg-1 opens ports 8000 to 8080 from 0.0.0.0/0, all ports from 0.0.0.0/0."
        ]

    def test_untouched_default_groups_say_nothing(self):
        default = security_group("sg-1", GroupName="default")
        assert run(internet_web_only, default).results == ()
        assert run(default_unused, default).results == ()
        assert run(default_unused, default, interface()).passed

    def test_rules_that_were_not_read_are_unknown(self):
        assert verdicts(run(admin_ports_closed, security_group(IpPermissions=None))) == {
            "sg-1": UNKNOWN
        }

    def test_choice_is_refuted_or_supported_and_never_proved(self):
        web, ssh = security_group("sg-1", rule(443)), security_group("sg-2", rule(22))
        assert says(LEAST, web) is Suggested.SUPPORTED
        assert says(LEAST, web, ssh) is Suggested.NOT_MET
        assert says(LEAST, security_group("sg-3", rule(5432))) is Suggested.NOT_MET
        assert says(LEAST, without=["ec2.security_group"]) is Suggested.UNKNOWN


class TestExposure:
    def test_block_of_the_account_counts_for_its_buckets(self):
        block = resource(
            "s3control.public_access_block",
            ACCOUNT,
            {"RestrictPublicBuckets": True},
            region=GLOBAL,
        )
        public = bucket(PolicyStatus={"IsPublic": True}, PublicAccessBlock=None)
        assert run(exposure.s3_policy_not_public, public, block).passed
        assert run(exposure.s3_policy_not_public, public).failed

    def test_unread_block_is_unknown(self):
        found = bucket(unread={"PublicAccessBlock": "AccessDenied"})
        assert verdicts(run(exposure.s3_public_access_blocked, found)) == {"data": UNKNOWN}

    def test_internal_and_network_balancers_need_no_firewall(self):
        found = (balancer("a", Scheme="internal"), balancer("b", Type="network"))
        assert run(exposure.waf_before_balancers, *found).results == ()

    def test_unread_web_acl_is_unknown(self):
        acl = resource("wafv2.web_acl", "acl", unread={"Resources": "AccessDenied"})
        assert verdicts(run(exposure.waf_before_balancers, balancer(), acl)) == {"shop": UNKNOWN}

    def test_certificates_nobody_uses_are_left_out(self):
        assert run(certificates_current, named("acm.certificate", "x", InUseBy=[])).results == ()

    def test_certificate_without_an_end_is_unknown(self):
        found = named("acm.certificate", "x", InUseBy=["arn:lb"])
        assert verdicts(run(certificates_current, found)) == {"x": UNKNOWN}

    def test_buckets_without_the_account_block_read_are_not_failed(self):
        found = snapshot(
            bucket(PublicAccessBlock=None), readings=[denied("s3control.public_access_block")]
        )
        outcome = run_check(exposure.s3_public_access_blocked, found)
        assert [r.verdict for r in outcome.results] == [UNKNOWN]

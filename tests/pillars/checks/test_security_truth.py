"""Known truth for each security check that judges resource by resource."""

import pytest

from pillars.checks.security import (
    access_keys,
    access_logs,
    certificates,
    compute,
    exposure,
    permissions,
    rest_databases,
    rest_disks,
    rest_messages,
    root_user,
    secrets,
    security_groups,
    sign_in,
    trails,
    transit_balancers,
    transit_data,
    transit_edge,
)

from . import truth
from .estate import (
    ADMIN,
    READ,
    attached,
    balancer,
    bucket,
    cache,
    cache_group,
    cluster,
    console,
    database,
    database_copy,
    disk_copy,
    distribution,
    files,
    function,
    instance,
    interface,
    key_holder,
    listener,
    managed,
    named,
    origin,
    policy_of,
    role,
    row,
    rule,
    security_group,
    serverless,
    summary,
    target_group,
    tls_only,
    to_https,
    trail,
    user,
    volume,
)
from .factories import ACCOUNT, REGION, ago, resource
from .truth import Truth

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
OTHER = "arn:aws:iam::111122223333:other"


def other(found):
    """The same kind of resource of which an account has one, under another id."""
    return resource(found.kind, "other", dict(found.data), arn=OTHER, region=found.region)


def queue(name: str, **attributes: str):
    return named("sqs.queue", name, Attributes=attributes)


def key(name: str, **data: object):
    sound = {"KeyState": "Enabled", "Rotation": {"KeyRotationEnabled": True}}
    return named("kms.key", name, **(sound | data))


def certificate(name: str, days_left: int):
    return named("acm.certificate", name, NotAfter=ago(days=-days_left), InUseBy=["arn:lb"])


def repository(name: str, *, scan: bool = True, tags: str = "IMMUTABLE"):
    scanning = {"scanOnPush": scan}
    return named(
        "ecr.repository", name, imageScanningConfiguration=scanning, imageTagMutability=tags
    )


IDENTITY = (
    Truth(root_user.root_mfa, (summary(),), (other(summary(AccountMFAEnabled=0)),)),
    Truth(root_user.root_access_keys, (summary(),), (other(summary(AccountAccessKeysPresent=1)),)),
    Truth(
        root_user.root_unused,
        (row("<root_account>", password_last_used=ago(days=200)),),
        (other(row("<root_account>", password_last_used=ago(days=3))),),
    ),
    Truth(
        sign_in.console_users_mfa,
        (console("ada", mfa=True), console("bob", mfa=True)),
        (console("eve", mfa=False),),
    ),
    Truth(
        access_keys.access_keys_rotated,
        (key_holder("ada", age=3), key_holder("bob", age=90)),
        (key_holder("eve", age=91), key_holder("old", age=800)),
    ),
    Truth(
        access_keys.users_without_access_keys,
        (row("ada"),),
        (key_holder("eve", age=1), row("two", access_key_2_active="true")),
    ),
    Truth(
        access_keys.unused_credentials,
        (key_holder("ada", age=400, used=3), console("bob", mfa=False)),
        (
            key_holder("eve", age=400, used=120),
            key_holder("never", age=400, used=None),
            console("gone", mfa=True, password_last_used=ago(days=100)),
        ),
    ),
    Truth(
        permissions.service_roles_not_admin,
        (role("app", RolePolicyList=[{"PolicyName": "r", "PolicyDocument": policy_of(READ)}]),),
        (
            role("deploy", AttachedManagedPolicies=attached(ADMINISTRATOR)),
            role(
                "inline", RolePolicyList=[{"PolicyName": "a", "PolicyDocument": policy_of(ADMIN)}]
            ),
            role(
                "own",
                AttachedManagedPolicies=attached(f"arn:aws:iam::{ACCOUNT}:policy/all"),
            ),
        ),
        around=(managed("all", policy_of(ADMIN)),),
    ),
    Truth(
        permissions.own_policies_not_admin,
        (managed("read", policy_of(READ)),),
        (managed("all", policy_of(READ, ADMIN)),),
    ),
    Truth(
        permissions.users_through_groups,
        (user("ada", GroupList=["ops"]),),
        (
            user("eve", AttachedManagedPolicies=attached(ADMINISTRATOR)),
            user("bob", UserPolicyList=[{"PolicyName": "mine", "PolicyDocument": {}}]),
        ),
    ),
    Truth(
        permissions.instance_roles,
        (instance("i-1"),),
        (instance("i-2", IamInstanceProfile=None),),
    ),
)

SECRETS = (
    Truth(
        secrets.lambda_plaintext_secrets,
        (function("resize"),),
        (function("bill", SecretLikeNames=["DB_PASSWORD", "API_KEY"]),),
    ),
    Truth(
        secrets.ecs_plaintext_secrets,
        (named("ecs.task_definition", "api:3", SecretLikeNames=[]),),
        (named("ecs.task_definition", "web:1", SecretLikeNames=["TOKEN"]),),
    ),
    Truth(
        secrets.codebuild_plaintext_secrets,
        (named("codebuild.project", "build", SecretLikeNames=[]),),
        (named("codebuild.project", "release", SecretLikeNames=["NPM_TOKEN"]),),
    ),
    Truth(
        secrets.ssm_plaintext_parameters,
        (named("ssm.parameter", "/shop/db/password", Type="SecureString"),),
        (
            named("ssm.parameter", "/shop/api-key", Type="String"),
            named("ssm.parameter", "/shop/dbPassword", Type="String"),
        ),
    ),
    Truth(
        secrets.rds_managed_passwords,
        (database("orders"), cluster("sales")),
        (database("old", MasterUserSecret=None), cluster("plain", MasterUserSecret=None)),
    ),
    Truth(
        secrets.secrets_rotated,
        (
            named("secretsmanager.secret", "db", RotationEnabled=True),
            named("secretsmanager.secret", "young", LastChangedDate=ago(days=30)),
        ),
        (named("secretsmanager.secret", "stale", LastChangedDate=ago(days=500)),),
    ),
)

LOGS = (
    Truth(trails.validated, (trail("a"),), (trail("b", LogFileValidationEnabled=False),)),
    Truth(trails.own_key, (trail("a"),), (trail("b", KmsKeyId=None),)),
    Truth(
        access_logs.elb_access_logs,
        (balancer("shop"),),
        (balancer("quiet", Attributes={"access_logs.s3.enabled": "false"}),),
    ),
    Truth(access_logs.s3_access_logs, (bucket("data"),), (bucket("quiet", Logging=None),)),
    Truth(
        access_logs.cloudfront_access_logs,
        (distribution("www"),),
        (distribution("quiet", Logging={"Enabled": False}),),
    ),
    Truth(
        access_logs.rds_log_exports,
        (database("orders"),),
        (database("quiet", EnabledCloudwatchLogsExports=[]),),
    ),
    Truth(
        access_logs.eks_control_plane_logs,
        (
            named(
                "eks.cluster",
                "main",
                logging={"clusterLogging": [{"types": ["audit"], "enabled": True}]},
            ),
        ),
        (
            named(
                "eks.cluster",
                "quiet",
                logging={"clusterLogging": [{"types": ["audit", "api"], "enabled": False}]},
            ),
        ),
    ),
)

NETWORK = (
    Truth(
        security_groups.admin_ports_closed,
        (
            security_group("sg-web", rule(443), rule(80)),
            security_group("sg-office", rule(22, source="203.0.113.0/24")),
            security_group("sg-ping", rule(-1, protocol="icmp")),
            security_group("sg-games", rule(20, 1024, protocol="udp")),
        ),
        (
            security_group("sg-ssh", rule(22)),
            security_group("sg-rdp-udp", rule(3389, protocol="udp")),
            security_group("sg-rdp", rule(3389, source="::/0")),
            security_group("sg-range", rule(20, 25)),
            security_group("sg-all", rule(None, protocol="-1")),
        ),
    ),
    Truth(
        security_groups.data_ports_closed,
        (security_group("sg-web", rule(443)), security_group("sg-none")),
        (
            security_group("sg-pg", rule(5432)),
            security_group("sg-redis", rule(6379, source="::/0")),
            security_group("sg-all", rule(None, protocol="-1")),
        ),
    ),
    Truth(
        security_groups.internet_web_only,
        (security_group("sg-web", rule(443), rule(80)),),
        (security_group("sg-odd", rule(8080)), security_group("sg-wide", rule(80, 443))),
    ),
    Truth(
        security_groups.default_unused,
        (security_group("sg-default", GroupName="default"),),
        (security_group("sg-used", GroupName="default"),),
        around=(interface(Groups=[{"GroupId": "sg-used"}]),),
    ),
    Truth(
        exposure.s3_public_access_blocked,
        (bucket("data"),),
        (
            bucket("open", PublicAccessBlock=None),
            bucket("half", PublicAccessBlock={"BlockPublicAcls": True}),
        ),
    ),
    Truth(
        exposure.s3_policy_not_public,
        (bucket("data"), bucket("none", PolicyStatus=None)),
        (bucket("open", PolicyStatus={"IsPublic": True}, PublicAccessBlock=None),),
    ),
    Truth(
        exposure.rds_not_public,
        (database("orders"),),
        (database("open", PubliclyAccessible=True),),
    ),
    Truth(
        exposure.waf_before_balancers,
        (balancer("shop"),),
        (balancer("bare"),),
        around=(named("wafv2.web_acl", "acl", Resources=[balancer("shop").id]),),
    ),
    Truth(
        exposure.waf_before_distributions,
        (distribution("www"),),
        (distribution("bare", WebACLId=""),),
    ),
)

COMPUTE = (
    Truth(
        compute.imdsv2,
        (
            instance("i-1"),
            instance("i-2", MetadataOptions={"HttpTokens": "optional", "HttpEndpoint": "disabled"}),
        ),
        (instance("i-3", MetadataOptions={"HttpTokens": "optional"}),),
    ),
    Truth(compute.ecr_scan, (repository("api"),), (repository("old", scan=False),)),
    Truth(compute.ecr_immutable, (repository("api"),), (repository("old", tags="MUTABLE"),)),
)

AT_REST = (
    Truth(rest_disks.ebs_volumes, (volume("vol-1"),), (volume("vol-2", Encrypted=False),)),
    Truth(
        rest_disks.ebs_snapshots, (disk_copy("snap-1"),), (disk_copy("snap-2", Encrypted=False),)
    ),
    Truth(
        rest_disks.ebs_by_default,
        (named("ec2.ebs_encryption_default", "on", EbsEncryptionByDefault=True),),
        (named("ec2.ebs_encryption_default", "off", EbsEncryptionByDefault=False),),
        around=(volume(),),
    ),
    Truth(rest_disks.efs, (files("fs-1"),), (files("fs-2", Encrypted=False),)),
    Truth(rest_disks.s3_buckets, (bucket("data"),), (bucket("bare", Encryption=None),)),
    Truth(
        rest_databases.rds_instances,
        (database("orders"),),
        (database("old", StorageEncrypted=False),),
    ),
    Truth(
        rest_databases.rds_clusters, (cluster("sales"),), (cluster("old", StorageEncrypted=False),)
    ),
    Truth(
        rest_databases.rds_snapshots,
        (database_copy("a"), database_copy("c", Encrypted=None, StorageEncrypted=True)),
        (database_copy("b", Encrypted=False),),
    ),
    Truth(
        rest_databases.elasticache_groups,
        (cache_group("a"), serverless("c")),
        (cache_group("b", AtRestEncryptionEnabled=False),),
    ),
    Truth(
        rest_databases.elasticache_clusters,
        (cache("a"),),
        (cache("b", AtRestEncryptionEnabled=False),),
    ),
    Truth(
        rest_messages.sqs,
        (queue("a", SqsManagedSseEnabled="true"), queue("k", KmsMasterKeyId="alias/x")),
        (queue("b", SqsManagedSseEnabled="false"),),
    ),
    Truth(
        rest_messages.sns,
        (named("sns.topic", "a", Attributes={"KmsMasterKeyId": "alias/x"}),),
        (named("sns.topic", "b", Attributes={}),),
    ),
    Truth(
        rest_messages.keys_rotate,
        (key("a"),),
        (key("b", Rotation={"KeyRotationEnabled": False}), key("c", Rotation=None)),
    ),
)

IN_TRANSIT = (
    Truth(
        transit_balancers.listeners_tls,
        (
            listener(),
            listener("TLS", 8443, SslPolicy="ELBSecurityPolicy-FS-1-2-Res-2020-10"),
            listener("HTTP", 80, DefaultActions=to_https()),
        ),
        (
            listener("HTTP", 8080),
            listener(SslPolicy="ELBSecurityPolicy-2016-08"),
            listener(SslPolicy="ELBSecurityPolicy-FS-2018-06"),
            listener(SslPolicy="ELBSecurityPolicy-TLS13-1-1-2021-06"),
            listener(SslPolicy="ELBSecurityPolicy-TLS-1-0-2015-04"),
            listener(
                "HTTP",
                81,
                DefaultActions=[{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTP"}}],
            ),
        ),
    ),
    Truth(
        transit_balancers.targets_tls,
        (target_group("tls", Protocol="HTTPS"),),
        (target_group("plain"),),
    ),
    Truth(
        transit_edge.https_only,
        (distribution("www"),),
        (
            distribution("a", DefaultCacheBehavior={"ViewerProtocolPolicy": "allow-all"}),
            distribution(
                "b",
                CacheBehaviors={
                    "Items": [{"PathPattern": "/api/*", "ViewerProtocolPolicy": "allow-all"}]
                },
            ),
        ),
    ),
    Truth(
        transit_edge.tls_version,
        (
            distribution("www"),
            distribution("new", ViewerCertificate={"MinimumProtocolVersion": "TLSv1.3_2025"}),
        ),
        (
            distribution("a", ViewerCertificate={"CloudFrontDefaultCertificate": True}),
            distribution("b", ViewerCertificate={"MinimumProtocolVersion": "TLSv1.1_2016"}),
            distribution("c", ViewerCertificate={"MinimumProtocolVersion": "TLSv1"}),
        ),
    ),
    Truth(
        transit_edge.origins_https,
        (
            distribution("www"),
            distribution("match", Origins={"Items": [origin("match-viewer")]}),
        ),
        (
            distribution("plain", Origins={"Items": [origin("http-only")]}),
            distribution("old", Origins={"Items": [origin("https-only", "TLSv1", "TLSv1.2")]}),
            distribution(
                "both",
                Origins={"Items": [origin("match-viewer")]},
                DefaultCacheBehavior={"ViewerProtocolPolicy": "allow-all"},
            ),
        ),
    ),
    Truth(transit_data.rds_force_tls, (database("a"),), (database("b", ForceSSL="0"),)),
    Truth(
        transit_data.elasticache_groups_tls,
        (cache_group("a"), serverless("d")),
        (
            cache_group("b", TransitEncryptionEnabled=False),
            cache_group("c", TransitEncryptionMode="preferred"),
        ),
    ),
    Truth(
        transit_data.elasticache_clusters_tls,
        (cache("a"), cache("m", Engine="memcached")),
        (cache("b", TransitEncryptionEnabled=False),),
    ),
    Truth(
        transit_data.s3_tls_only,
        (bucket("data"),),
        (
            bucket("bare", Policy=None),
            bucket("reads", Policy=policy_of(tls_only(Action="s3:GetObject"))),
            bucket("some", Policy=policy_of(tls_only(Principal={"AWS": "111122223333"}))),
            bucket("allow", Policy=policy_of(tls_only(Effect="Allow"))),
        ),
    ),
    Truth(
        certificates.certificates_current,
        (certificate("www", 200), certificate("api", 30)),
        (certificate("soon", 29), certificate("over", -2)),
    ),
)

TRUTHS = (*IDENTITY, *SECRETS, *LOGS, *NETWORK, *COMPUTE, *AT_REST, *IN_TRANSIT)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


def test_all_of_one_region_is_judged_in_it():
    assert {result.region for result in TRUTHS[-1].of(*TRUTHS[-1].good).results} == {REGION}

"""What security guides ask for, thing by thing, and the checks that look at it.

Three lists that every review of security goes through: encryption at rest, in transit and its
keys; the rules that AWS Config is told to evaluate first; and what is to be watched, limited and
answered by itself. A thing without a check is named with the reason why no call shows it.
"""

import pytest

from pillars.checks import all_checks

CHECKS = {check.id: check for check in all_checks()}

AT_REST = {
    "objects in S3": ("s3-buckets-encrypted",),
    "new volumes of EBS, by default": ("ebs-encryption-by-default",),
    "volumes of EBS and their copies": ("ebs-volumes-encrypted", "ebs-snapshots-encrypted"),
    "databases of RDS and their copies": (
        "rds-instances-encrypted",
        "rds-clusters-encrypted",
        "rds-snapshots-encrypted",
    ),
    "tables of DynamoDB": ("dynamodb-encrypted",),
    "files of EFS": ("efs-encrypted",),
    "caches of ElastiCache": ("elasticache-groups-encrypted", "elasticache-clusters-encrypted"),
    "messages": ("sqs-encrypted", "sns-encrypted"),
    "stores of services that are not read": ("encryption-unread-stores",),
}
IN_TRANSIT = {
    "listeners of load balancers, from TLS 1.2": ("elb-listeners-tls",),
    "viewers of CloudFront": ("cloudfront-https", "cloudfront-tls-version"),
    "CloudFront and its origins": ("cloudfront-origins-https",),
    "connections to databases": ("rds-force-tls",),
    "requests to buckets": ("s3-tls-only",),
    "connections to caches": ("elasticache-groups-tls", "elasticache-clusters-tls"),
    "certificates": ("acm-certificates-current",),
    "private ways to AWS's services": ("vpc-nat-spared-by-endpoint", "vpc-endpoints-multi-az"),
}
KEYS = {
    "keys that the customer manages": ("data-under-own-keys", "cloudtrail-own-key"),
    "rotation of keys": ("kms-keys-rotate",),
    "policies of keys": ("kms-policies-closed",),
    "record of the use of keys": ("key-use-recorded", "cloudtrail-all-regions"),
    "rotation of secrets": ("secrets-rotated", "rds-managed-passwords"),
    "rotation of access keys within 90 days": ("iam-access-keys-rotated",),
    "secrets in their place": (
        "secrets-kept",
        "ssm-plaintext-parameters",
        "lambda-plaintext-secrets",
        "ecs-plaintext-secrets",
        "codebuild-plaintext-secrets",
    ),
}
# The identifiers are AWS's; their pages are named among the references of the checks.
CONFIG_RULES = {
    "encrypted-volumes": ("ebs-volumes-encrypted",),
    "s3-bucket-public-read-prohibited": ("s3-public-access-blocked", "s3-policy-not-public"),
    "s3-bucket-public-write-prohibited": ("s3-public-access-blocked", "s3-policy-not-public"),
    "s3-bucket-server-side-encryption-enabled": ("s3-buckets-encrypted",),
    "rds-storage-encrypted": ("rds-instances-encrypted",),
    "rds-multi-az-support": ("rds-multi-az",),
    "cloudtrail-enabled": ("cloudtrail-all-regions",),
    "multi-region-cloudtrail-enabled": ("cloudtrail-all-regions",),
    "root-account-mfa-enabled": ("iam-root-mfa",),
    "iam-password-policy": ("iam-password-policy",),
    "vpc-flow-logs-enabled": ("vpc-flow-logs",),
}
WATCHED = {
    "threats": ("guardduty-enabled",),
    "findings in one place": ("securityhub-enabled",),
    "changes of resources": ("config-recording", "obligations-checked"),
    "sensitive data": ("macie-searches",),
    "vulnerabilities": ("inspector-scans",),
    "access from outside": ("iam-access-analyzer",),
    "calls to AWS, unaltered": ("cloudtrail-all-regions", "cloudtrail-validated"),
    "traffic": ("vpc-flow-logs",),
    "web requests": ("waf-before-balancers", "waf-before-distributions", "waf-limits-rate"),
    "traffic between networks": ("network-firewall-inspects",),
}
LIMITED = {
    "programs act through roles": ("iam-instance-roles", "iam-users-without-access-keys"),
    "second factors": ("iam-root-mfa", "iam-console-users-mfa", "iam-privileged-users-mfa"),
    "one identity for people": ("iam-central-identity",),
    "boundaries of permissions": ("iam-boundaries-set",),
    "guardrails of the organisation": ("organization-rules-attached",),
    "least privilege": ("iam-own-policies-not-admin", "iam-service-roles-not-admin"),
    "unused credentials": ("iam-unused-credentials",),
    "doors of networks": ("sg-admin-ports-closed", "sg-data-ports-closed", "sg-internet-web-only"),
    "databases away from the internet": ("rds-not-public",),
}
ANSWERED = {
    "breaches of rules and threats": ("threats-answered", "events-rule-responds"),
    "containment": ("ssm-containment-runbook",),
    "plans and escalation": ("incident-response-plan", "incident-escalation-plan"),
    "somebody to tell": ("account-security-contact",),
}
# Every request to DynamoDB that an SDK makes goes over HTTPS, and no setting tells of others;
# reports of AWS's own audits are downloaded by people; subnets alone do not tell what is in them.
NO_CALL_SHOWS = {"requests to DynamoDB", "AWS's own audit reports", "what belongs in a subnet"}
LISTS = {
    "encryption at rest": AT_REST,
    "encryption in transit": IN_TRANSIT,
    "keys and secrets": KEYS,
    "Config rules": CONFIG_RULES,
    "watched": WATCHED,
    "limited": LIMITED,
    "answered": ANSWERED,
}


@pytest.mark.parametrize("name", LISTS)
def test_each_thing_has_its_checks(name):
    missing = {thing: set(ids) - set(CHECKS) for thing, ids in LISTS[name].items()}
    assert {thing: ids for thing, ids in missing.items() if ids} == {}
    assert all(LISTS[name].values())


@pytest.mark.parametrize("rule", CONFIG_RULES)
def test_checks_name_the_rule_of_aws_config_that_asks_the_same(rule):
    page = f"https://docs.aws.amazon.com/config/latest/developerguide/{rule}.html"
    for check_id in CONFIG_RULES[rule]:
        assert page in CHECKS[check_id].references, check_id


def test_a_check_of_these_lists_can_fail_or_support():
    ids = {check_id for found in LISTS.values() for each in found.values() for check_id in each}
    assert len(ids) > 60
    for check_id in ids:
        check = CHECKS[check_id]
        assert check.refutes or check.supports or check.proves, check_id


def test_what_no_call_shows_is_in_no_list():
    things = {thing for found in LISTS.values() for thing in found}
    assert not things & NO_CALL_SHOWS

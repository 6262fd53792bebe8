"""Vendors, emergencies, classes of data, its end, what software comes from: known truth."""

import pytest

from pillars.checking import Verdict
from pillars.checks.security import (
    classification,
    data_life,
    emergency,
    managed,
    supply,
    third_parties,
)
from pillars.facts import GLOBAL
from pillars.prefill import Suggested

from . import truth
from .estate import ADMIN, attached, bucket, database, files, named, policy_of, role
from .estate import managed as policy
from .factories import (
    ACCOUNT,
    ago,
    denied,
    reasons,
    resource,
    run,
    snapshot,
    suggestion,
    verdicts,
)
from .silence import says_nothing
from .truth import Truth

VENDOR, OWN = "464622532012", "222233334444"
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
SUB = "token.actions.githubusercontent.com:sub"
ORG = resource("organizations.organization", "o-1", {"MasterAccountId": OWN}, region=GLOBAL)
MEMBER = resource("organizations.account", "member", {"Id": "333344445555"}, region=GLOBAL)
ORGANIZED = (ORG, MEMBER)
BLOCKED = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
TRIED = {"LastUsedDate": ago(days=40)}


def trusting(name, principal, condition=None, **data):
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    return role(name, AssumeRolePolicyDocument=policy_of(statement), **data)


def account(number):
    return {"AWS": f"arn:aws:iam::{number}:root"}


def external(value="x-1"):
    return {"StringEquals": {"sts:ExternalId": value}}


def share(name, *outside, allow=True):
    found = [{"id": each, "external": True} for each in outside] + [{"id": OWN, "external": False}]
    return named("ram.resource_share", name, allowExternalPrincipals=allow, Principals=found)


def tagged(make, name, tag, **data):
    made = make(name, **data)
    return resource(made.kind, name, dict(made.data), arn=made.id, tags={"data-class": tag})


def ci(name, *values, **data):
    condition = {"StringLike": {SUB: list(values)}} if values else None
    return trusting(name, {"Federated": GITHUB}, condition, **data)


def builder(name, **data):
    return trusting(name, {"Service": "codebuild.amazonaws.com"}, **data)


def macie(name, status="ENABLED", discovery="ENABLED"):
    return named("macie2.session", name, status=status, AutomatedDiscovery={"status": discovery})


def inspector(name, status="ENABLED", **parts):
    told = {part: {"status": value} for part, value in parts.items()}
    return named("inspector2.status", name, state={"status": status}, resourceState=told)


def ttl(name, status):
    life = {"TimeToLiveStatus": status, "AttributeName": "expires"}
    return named("dynamodb.table", name, TimeToLive=life)


def document(name, kind="Automation"):
    return named("ssm.document", name, DocumentType=kind)


TRUTHS = (
    Truth(
        third_parties.vendors_external_id,
        (
            trusting("datadog", account(VENDOR), external()),
            trusting("organised", account(VENDOR), {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
        ),
        (
            trusting("open", account(VENDOR)),
            trusting("plain", {"AWS": VENDOR}),
            trusting("half", {"AWS": [f"arn:aws:iam::{VENDOR}:role/agent"]}, MFA),
        ),
        around=ORGANIZED,
    ),
    Truth(
        third_parties.shares_inside,
        (share("closed", allow=False), share("own")),
        (share("vendor", VENDOR),),
    ),
    Truth(
        emergency.emergency_role,
        (
            trusting("break-glass", account(OWN), MFA, RoleLastUsed=TRIED),
            trusting("Emergency_Access", {"Federated": "arn:saml"}, RoleLastUsed=TRIED),
        ),
        (
            trusting("breakglass", account(OWN), RoleLastUsed=TRIED),
            trusting("fire-call", account(OWN), MFA),
            trusting("responder", account(OWN), MFA, RoleLastUsed={"LastUsedDate": ago(days=400)}),
        ),
    ),
    Truth(
        emergency.containment_runbook, (document("isolate-instance"), document("Quarantine")), ()
    ),
    Truth(
        classification.stores_classified,
        (tagged(bucket, "a", "internal"), tagged(database, "d", "confidential")),
        (bucket("b"), database("e"), files("fs-2")),
    ),
    Truth(
        classification.classified_protected,
        (
            tagged(bucket, "a", "confidential", PublicAccessBlock=BLOCKED),
            tagged(database, "d", "PII"),
            tagged(files, "fs-1", "highly-restricted"),
        ),
        (
            tagged(bucket, "b", "restricted", PublicAccessBlock=None),
            tagged(bucket, "c", "secret", PublicAccessBlock={**BLOCKED, "BlockPublicAcls": False}),
            tagged(database, "e", "personal data", PubliclyAccessible=True),
            tagged(database, "f", "pci", StorageEncrypted=False),
            tagged(files, "fs-2", "sensitive", Encrypted=False),
        ),
    ),
    Truth(
        data_life.macie_searches,
        (macie("on"),),
        (macie("paused", "PAUSED"), macie("asked", discovery="DISABLED")),
    ),
    Truth(
        data_life.data_expires,
        (
            bucket("a", Lifecycle=[{"Status": "Enabled", "Expiration": {"Days": 30}}]),
            bucket(
                "b",
                Lifecycle=[
                    {"Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 9}}
                ],
            ),
            ttl("sessions", "ENABLED"),
        ),
        (),
    ),
    Truth(
        supply.packages_kept,
        (
            resource("codeartifact.repository", "npm", {"name": "npm"}),
            named("ecr.pull_through_cache_rule", "hub", upstreamRegistryUrl="registry-1.docker.io"),
        ),
        (),
    ),
    Truth(
        supply.pipeline_roles,
        (builder("build"), ci("deploy", "repo:acme/shop:ref:refs/heads/main")),
        (
            builder(
                "mighty",
                AttachedManagedPolicies=attached("arn:aws:iam::aws:policy/AdministratorAccess"),
            ),
            ci("anybody"),
            ci("everybody", "repo:*"),
            ci(
                "root",
                "repo:acme/shop:*",
                RolePolicyList=[{"PolicyName": "all", "PolicyDocument": policy_of(ADMIN)}],
            ),
        ),
        around=(policy("some", policy_of()),),
    ),
    Truth(
        supply.inspector_scans,
        (inspector("on", ec2="ENABLED", ecr="DISABLED"),),
        (inspector("off", "DISABLED", ec2="DISABLED"), inspector("empty", ec2="DISABLED")),
    ),
)

SILENT = (
    (third_parties.vendors_external_id, (trusting("own", account(ACCOUNT)), *ORGANIZED)),
    (third_parties.vendors_external_id, (trusting("payer", account(OWN)), *ORGANIZED)),
    (third_parties.vendors_external_id, (trusting("member", account("333344445555")), *ORGANIZED)),
    (third_parties.vendors_external_id, (role("service"), *ORGANIZED)),
    (emergency.emergency_role, (role("app"),)),
    (emergency.containment_runbook, (document("restart-container"),)),
    (emergency.containment_runbook, (document("isolate", "Command"),)),
    (classification.classified_protected, (tagged(bucket, "a", "public"),)),
    (classification.classified_protected, (tagged(bucket, "a", "non-sensitive"),)),
    (classification.classified_protected, (bucket("bare"),)),
    (data_life.data_expires, (bucket("kept", Lifecycle=[]), ttl("carts", "DISABLED"))),
    (
        data_life.data_expires,
        (bucket("off", Lifecycle=[{"Status": "Disabled", "Expiration": {"Days": 1}}]),),
    ),
    (supply.pipeline_roles, (role("app"),)),
)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


@pytest.mark.parametrize(("check", "resources"), SILENT, ids=lambda each: getattr(each, "id", ""))
def test_silence(check, resources):
    says_nothing(check, *resources)


class TestVendorsWithoutTheListOfAccounts:
    def test_a_foreign_account_may_be_ones_own(self):
        found = snapshot(
            trusting("open", account(VENDOR)),
            trusting("closed", account(VENDOR), external()),
            ORG,
            readings=[denied("organizations.account", region=GLOBAL)],
        )
        said = suggestion("SEC03-BP09", [third_parties.vendors_external_id], found)
        assert said.verdict is Suggested.UNKNOWN
        outcome = third_parties.vendors_external_id.function(found)
        assert [each.verdict for each in outcome] == [Verdict.UNKNOWN, Verdict.PASS]

    def test_outside_an_organisation_foreign_is_foreign(self):
        outcome = run(third_parties.vendors_external_id, trusting("open", account(VENDOR)))
        # The organisation's kinds are global; `run` reads them in the role's region.
        assert verdicts(outcome)["open"] is Verdict.FAIL


class TestManagedServices:
    def server(self, name):
        return resource("ec2.instance", name, {"State": {"Name": "running"}}, tags={"Name": name})

    def function(self, name):
        return named("lambda.function", name, FunctionName=name)

    def test_a_larger_share_passes(self):
        outcome = run(managed.managed_carry, self.function("a"), self.server("web"))
        assert [each.verdict for each in outcome.results] == [Verdict.PASS]
        assert reasons(outcome) == ["AWS operates 1 function beside 1 server."]

    def test_without_servers(self):
        assert reasons(run(managed.managed_carry, self.function("a"))) == [
            "AWS operates 1 function and no server."
        ]

    def test_a_smaller_one_says_nothing(self):
        servers = [self.server(f"web{n}") for n in range(3)]
        says_nothing(managed.managed_carry, self.function("a"), *servers)

    def test_tools_do_not_count(self):
        tools = [self.server(f"jenkins {n}") for n in range(3)]
        assert run(managed.managed_carry, self.function("a"), *tools).passed

    def test_a_kind_denied_says_nothing(self):
        kinds = [kind for kind in managed.managed_carry.needs if kind != "sqs.queue"]
        found = snapshot(self.function("a"), reads=kinds, without=["sqs.queue"])
        assert list(managed.managed_carry.function(found)) == []

"""Keys of one's own, the record of their use, boundaries, and answers to threats."""

import json

import pytest

from pillars.checks.security import guardrails, key_use

from . import truth
from .estate import bucket, database, files, named, table, trail, user, volume
from .estate import role as estate_role
from .factories import ACCOUNT, REGION, denied, reasons, run, run_check, snapshot, verdicts
from .silence import says_nothing
from .truth import Truth

OWN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"
AWSS = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/9"
KEY = named("kms.key", "key/1", KeyManager="CUSTOMER")
BOUNDARY = {"PermissionsBoundaryArn": f"arn:aws:iam::{ACCOUNT}:policy/limit"}


def kms_rules(key):
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}


def selecting(name, *sources, **more):
    selector = {"IncludeManagementEvents": True, "ExcludeManagementEventSources": list(sources)}
    return trail(name, EventSelectors={"EventSelectors": [selector | more]})


def advanced(name, **fields):
    found = [{"Field": "eventCategory", "Equals": ["Management"]}]
    found += [{"Field": "eventSource", **fields}] if fields else []
    return trail(name, EventSelectors={"AdvancedEventSelectors": [{"FieldSelectors": found}]})


def rule(name, source, target="lambda", state="ENABLED"):
    return named(
        "events.rule",
        name,
        State=state,
        EventPattern=json.dumps({"source": [source]}),
        Targets=[{"Id": "1", "Arn": f"arn:aws:{target}:{REGION}:{ACCOUNT}:function:contain"}],
    )


TRUTHS = (
    Truth(
        key_use.under_own_keys,
        (
            volume("vol-1", KmsKeyId=OWN),
            database("orders", KmsKeyId=OWN),
            files("fs-1", KmsKeyId=OWN),
            bucket("data", Encryption=kms_rules("1")),
            table("carts", SSEDescription={"Status": "ENABLED", "KMSMasterKeyArn": OWN}),
        ),
        (
            volume("vol-2", KmsKeyId=AWSS),
            volume("vol-3", Encrypted=False),
            database("sales", KmsKeyId=AWSS),
            bucket("plain"),
            bucket("aws", Encryption=kms_rules("alias/aws/s3")),
            table("sessions"),
        ),
        around=(KEY,),
    ),
    Truth(
        key_use.use_recorded,
        (
            trail("usual"),
            selecting("simple"),
            selecting("data-too", "rdsdata.amazonaws.com"),
            advanced("all"),
            advanced("all-but-data", NotEquals=["rdsdata.amazonaws.com"]),
        ),
        (
            selecting("quiet", "kms.amazonaws.com"),
            selecting("objects", IncludeManagementEvents=False),
            advanced("narrow", NotEquals=["kms.amazonaws.com"]),
            advanced("other", Equals=["rdsdata.amazonaws.com"]),
        ),
    ),
)
SILENT = (
    (key_use.use_recorded, (trail("off", Status={"IsLogging": False}),)),
    (guardrails.boundaries_set, (estate_role("app"), user("ada"))),
    (guardrails.threats_answered, (rule("off", "aws.guardduty", state="DISABLED"),)),
    (guardrails.threats_answered, (rule("told", "aws.guardduty", "sns"),)),
    (guardrails.threats_answered, (rule("health", "aws.health"),)),
)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


@pytest.mark.parametrize(("check", "resources"), SILENT, ids=lambda each: getattr(each, "id", ""))
def test_silence(check, resources):
    says_nothing(check, *resources)


def test_boundaries_and_answers_pass():
    bounded = run(guardrails.boundaries_set, estate_role("app", PermissionsBoundary=BOUNDARY))
    assert reasons(bounded) == [
        f"app can do no more than arn:aws:iam::{ACCOUNT}:policy/limit allows."
    ]
    for source in guardrails.WATCHERS:
        assert run(guardrails.threats_answered, rule("contain", source)).passed


def test_without_the_list_of_keys_nobody_knows_whose_key_it_is():
    kinds = [kind for kind in key_use.under_own_keys.needs if kind != "kms.key"]
    found = snapshot(volume("vol-1", KmsKeyId=OWN), reads=kinds, readings=[denied("kms.key")])
    outcome = run_check(key_use.under_own_keys, found)
    assert not outcome.failed
    assert verdicts(outcome)["vol-1"].value == "unknown"


def test_a_key_of_another_account_is_not_known():
    foreign = f"arn:aws:kms:{REGION}:999988887777:key/7"
    outcome = run(key_use.under_own_keys, volume("vol-1", KmsKeyId=foreign), KEY)
    assert verdicts(outcome)["vol-1"].value == "unknown"

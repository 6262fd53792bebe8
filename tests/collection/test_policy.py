"""The role that a customer makes: exactly what is called, reading alone, in forms that AWS takes."""

import json
import re
from fnmatch import fnmatchcase

import pytest

from reviewapp.collection.domain import policy
from reviewapp.collection.registry import collectors

PRINCIPAL = "arn:aws:iam::111122223333:root"
EXTERNAL_ID = "pillars-tX_9-for-this-one"
READING = ("Get", "List", "Describe", "View", "BatchGet", "Lookup", "Search", "Select")
# Makes AWS write the report that GetCredentialReport reads; changes nothing in the account.
REPORT = "iam:GenerateCredentialReport"
# The one permission of API Gateway for reading, named after HTTP's verb.
NARROWED = "apigateway:GET"
# Reading in name, but what they read is what the account keeps secret or works with.
CONTENT = {
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "ecr:GetAuthorizationToken",
    "lambda:GetFunction",
    "logs:GetLogEvents",
    "s3:GetObject",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
}


def allowed(document: dict) -> list[str]:
    assert {statement["Effect"] for statement in document["Statement"]} == {"Allow"}
    return [action for statement in document["Statement"] for action in statement["Action"]]


@pytest.fixture(scope="module")
def template() -> dict:
    return json.loads(policy.cloudformation(principal=PRINCIPAL, external_id=EXTERNAL_ID))


@pytest.fixture(scope="module")
def terraform() -> str:
    return policy.terraform(principal=PRINCIPAL, external_id=EXTERNAL_ID)


def managed_policies(template: dict) -> dict[str, dict]:
    return {
        name: resource["Properties"]["PolicyDocument"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::IAM::ManagedPolicy"
    }


def test_every_declared_action_is_allowed_and_no_other():
    declared = {action for collector in collectors() for action in collector.actions}
    found = allowed(json.loads(policy.policy_json()))
    assert sorted(found) == sorted(declared)
    assert policy.actions() == sorted(found)


def test_nothing_but_reading_is_allowed():
    verbs = [action for action in policy.actions() if action not in {REPORT, NARROWED}]
    assert [action for action in verbs if not action.split(":")[1].startswith(READING)] == []
    assert not [action for action in policy.actions() if "*" in action]
    assert CONTENT.isdisjoint(policy.actions())


def test_a_permission_that_opens_more_is_narrowed_to_what_is_read():
    resources = {s["Sid"]: s["Resource"] for s in policy.policy_document()["Statement"]}
    narrowed = resources.pop("ReadApigateway")
    assert set(resources.values()) == {"*"}
    paths = [each.split("::")[1] for each in narrowed]
    assert paths == [
        "/restapis",
        "/restapis/*/stages",
        "/apis",
        "/apis/*/stages",
        "/domainnames",
    ]
    # A star also stands for slashes: no path may end where keys or their plans can follow.
    secret = ("/apikeys", "/apikeys/abc", "/usageplans/x/keys", "/clientcertificates")
    assert not [each for each in secret for path in paths if fnmatchcase(each, path)]
    assert not [path for path in paths if path.endswith("*")]


def test_statements_are_well_formed():
    document = policy.policy_document()
    names = [statement["Sid"] for statement in document["Statement"]]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9]+", name) for name in names)
    assert document["Version"] == "2012-10-17"


def test_the_template_passes_the_linter_that_knows_every_action(template):
    """Among its rules: the resources' properties (E3002) and the names of IAM actions (W3037)."""
    import cfnlint.api  # every process loads this file, one runs this test, and it loads much

    text = json.dumps(template)
    found = cfnlint.api.lint_all(text)
    assert [str(match) for match in found if match.rule.severity != "informational"] == []
    broken = cfnlint.api.lint_all(text.replace("s3:ListAllMyBuckets", "s3:ListAllOfMyBuckets"))
    assert "W3037" in {match.rule.id for match in broken}


def test_the_template_gives_the_same_actions_in_policies_that_aws_takes(template):
    documents = managed_policies(template)
    found = [action for document in documents.values() for action in allowed(document)]
    assert sorted(found) == policy.actions()
    sizes = [len(json.dumps(each, separators=(",", ":"))) for each in documents.values()]
    assert max(sizes) <= 6144
    assert len(documents) <= 10
    role = template["Resources"]["Role"]["Properties"]
    assert role["ManagedPolicyArns"] == [{"Ref": name} for name in documents]


def test_policies_are_split_before_they_grow_too_large(monkeypatch):
    many = [f"service{n:02}:Describe{'x' * 60}{m}" for n in range(30) for m in range(20)]
    monkeypatch.setattr(policy, "actions", lambda: many)
    template = json.loads(policy.cloudformation(principal=PRINCIPAL, external_id=EXTERNAL_ID))
    documents = managed_policies(template)
    assert sorted(a for each in documents.values() for a in allowed(each)) == sorted(many)
    assert max(len(json.dumps(each, separators=(",", ":"))) for each in documents.values()) <= 6144


def test_only_this_server_with_this_external_id_may_take_the_role(template):
    trust = template["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]
    assert trust["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": PRINCIPAL},
            "Action": "sts:AssumeRole",
            "Condition": {"StringLike": {"sts:ExternalId": [EXTERNAL_ID, f"{EXTERNAL_ID}/*"]}},
        }
    ]


def test_the_role_of_terraform_is_the_same(terraform, template):
    trust, *documents = (json.loads(body) for body in jsonencoded(terraform))
    assert trust == template["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]
    assert documents == list(managed_policies(template).values())
    names = re.findall(r'^resource "(\w+)" "(\w+)" \{$', terraform, re.MULTILINE)
    attached = [name for kind, name in names if kind == "aws_iam_role_policy_attachment"]
    assert attached == [name for kind, name in names if kind == "aws_iam_policy"]
    assert ("aws_iam_role", "pillars_review") in names
    for name in attached:
        assert f"policy_arn = aws_iam_policy.{name}.arn" in terraform
    assert terraform.count("{") == terraform.count("}")
    assert "${" not in terraform


def jsonencoded(text: str) -> list[str]:
    """What stands in each `jsonencode(…)`."""
    decoder = json.JSONDecoder()
    starts = [match.end() for match in re.finditer(r"jsonencode\(", text)]
    ends = [start + decoder.raw_decode(text[start:])[1] for start in starts]
    assert all(text[end] == ")" for end in ends)
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]

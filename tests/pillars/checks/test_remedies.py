"""What makes a check pass: texts that shell, CloudFormation and Terraform would take.

Each test is about all checks at once and names the ones that are wrong.
"""

import re
from collections.abc import Callable, Iterable, Iterator

import yaml

from pillars.checks import all_checks
from tests.pillars import terraform
from tests.pillars.aws_cli import commands, count_of, wrong_with

from .templates import resources_of, wrong_in

CHECKS = all_checks()
# Where CloudFormation has nothing: what is deleted, what people or the root user do in person,
# and settings of accounts, quotas and bills for which it has no resource type.
WITHOUT_CLOUDFORMATION = frozenset(
    """
    accelerators-busy cloudwatch-alarm-has-data ebs-volume-attached ec2-address-associated
    ec2-instance-not-forgotten elb-has-targets nat-gateway-routed ec2-instance-in-use
    elb-carries-traffic nat-gateway-carries-traffic rds-instance-in-use elb-classic-has-instances
    elasticache-in-use mq-broker-in-use fsx-in-use vpc-endpoint-in-use

    cloudformation-stack-healthy cloudformation-stack-in-sync elb-targets-healthy
    encryption-unread-stores tls-unread-endpoints region-matched-with-renewables
    regional-services wellarchitected-review-recent vpn-both-tunnels-up

    iam-access-keys-rotated iam-users-without-access-keys iam-unused-credentials
    iam-root-access-keys iam-root-mfa iam-federated-sign-in-mfa

    account-operations-contact account-security-contact iam-password-policy
    rds-snapshots-private ec2-images-private
    ebs-encryption-by-default inspector-scans compute-optimizer-enrolled devices-shared
    support-plan-fits ebs-snapshots-encrypted rds-snapshots-encrypted
    iam-quota-headroom quota-fixed-respected quota-headroom quota-managed-automatically
    quota-raised quotas-equal

    commitments-bought-by-payer commitments-cover-most commitments-for-steady-use
    databases-reserved compute-optimizer-nothing-idle cost-hub-enrolled
    cost-allocation-tag-active cost-estimated cost-estimated-at-levels
    """.split()  # noqa: SIM905 - a table reads best as a table
)
AWS_PAGE = re.compile(
    r"https://(docs\.aws\.amazon\.com|aws\.amazon\.com|sustainability\.aboutamazon\.com)/"
    r"[A-Za-z0-9/_.-]+"
)


def test_there_is_a_way_for_people_and_one_for_machines():
    for check in CHECKS:
        assert check.severity, check.id
        assert check.passes, check.id
        assert check.remedy.console, check.id
        assert check.remedy.cli or check.remedy.terraform, check.id


def test_cloudformation_is_left_out_on_purpose_alone():
    without = {check.id for check in CHECKS if not check.remedy.cloudformation}
    assert without == WITHOUT_CLOUDFORMATION


def test_cloudformation_knows_the_types_and_their_properties():
    assert len(list(texts("cloudformation"))) > 200
    assert wrong_ones("cloudformation", wrong_template) == {}


def wrong_template(text: str) -> list[str]:
    try:
        found = resources_of(text)
    except yaml.YAMLError as error:
        return [str(error)]
    return [wrong for name, each in found.items() for wrong in wrong_resource(name, each)]


def wrong_resource(name: str, resource: object) -> Iterator[str]:
    if not re.fullmatch(r"[A-Za-z0-9]+", name):
        yield f"{name} is no logical id"
    if not isinstance(resource, dict) or set(resource) != {"Type", "Properties"}:
        yield f"{name} is not made of Type and Properties"
    elif not resource["Properties"]:
        yield f"{name} sets nothing"
    else:
        yield from wrong_in(resource)


def test_a_template_that_is_wrong_is_found():
    assert wrong_template("Bucket:\n  Type: AWS::S3::Bucket\n  Properties:\n    Nam: x")
    assert wrong_template("Bucket:\n  Type: AWS::S3::Bucket")
    assert wrong_template("Tags:\n  - Key: a")
    assert wrong_template("a: {b")


def test_the_command_line_takes_the_commands():
    assert wrong_ones("cli", wrong_commands) == {}
    assert wrong_commands("aws s3api put-bucket-polcy --bucket b")
    assert wrong_commands("aws s3api put-bucket-policy --bucket b --plicy file://p.json")
    assert wrong_commands("aws s3api put-bucket-policy --bucket b")
    assert wrong_commands("aws s3apis put-bucket-policy --bucket b")


def wrong_commands(text: str) -> list[str]:
    found = list(commands(text))
    if not found or len(found) != count_of(text):
        return ["holds no command, or one that cannot be read"]
    return [wrong for command in found if (wrong := wrong_with(*command))]


def test_a_shell_can_read_the_commands():
    """No quote is left open, and no placeholder would be taken for a file."""
    assert [check_id for check_id, text in texts("cli") if not readable(text)] == []
    assert not readable("aws s3 ls <bucket>")
    assert not readable("aws s3 ls 'bucket")


def readable(text: str) -> bool:
    code = re.sub(r"^#.*$|\s#.*$", "", text, flags=re.MULTILINE)
    outside = re.sub(r"'[^']*'|\"(?:\\.|[^\"\\])*\"", "", code)
    redirected = re.findall(r"<|>(?! [a-z.]+\s*$)", outside, flags=re.MULTILINE)
    return not redirected and not set(outside) & set("'\"`")


def test_terraform_knows_the_resources_and_their_arguments():
    assert wrong_ones("terraform", terraform.wrong_in) == {}
    assert list(terraform.wrong_in('resource "aws_s3_bucket" "b" {\n  bucket = "b"'))
    assert list(terraform.wrong_in('resource "aws_bucket" "b" {\n}'))
    assert list(terraform.wrong_in('resource "aws_s3_bucket" "b" {\n  nam = "b"\n}'))
    assert list(terraform.wrong_in('resource "aws_s3_bucket" "b" {\n  versions { }\n}'))
    assert list(terraform.wrong_in("enabled = true"))


def test_terraform_that_leaves_something_out_says_so():
    """A new resource is whole; of one that stands, the lines that change."""
    partly = {check_id for check_id, text in texts("terraform") if terraform.missing_in(text)}
    told = {check_id for check_id, text in texts("terraform") if "stays as it is" in text}
    assert partly - told == set()
    assert terraform.missing_in('resource "aws_ecr_lifecycle_policy" "p" {\n}')


def texts(means: str) -> Iterator[tuple[str, str]]:
    """(id of the check, text) of all that there is to say by one means."""
    for check in CHECKS:
        for remedy in (check.remedy, *(other for _, other in check.remedy.others)):
            if text := getattr(remedy, means):
                yield check.id, text


def wrong_ones(means: str, find: Callable[[str], Iterable[str]]) -> dict[str, list[str]]:
    return {check_id: wrong for check_id, text in texts(means) if (wrong := list(find(text)))}


def test_what_it_costs_is_told_in_a_line():
    for check in CHECKS:
        assert 0 < len(check.remedy.cost) <= 110, check.id
        assert not check.remedy.cost.endswith("."), check.id


def test_pages_are_awss_and_stable():
    for check in CHECKS:
        pages = (check.url, *check.references)
        assert len(pages) == len(set(pages)), check.id
        assert [page for page in pages if not AWS_PAGE.fullmatch(page)] == [], check.id

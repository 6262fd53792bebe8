"""AWS Config: what rules say of resources.

A managed rule goes by its identifier, whatever the customer called it, written as AWS names the
rule: `s3-bucket-versioning-enabled`. A custom one goes by `custom/` and its name, since nobody else
can know what it looks for.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pillars.checking import Severity, Verdict
from pillars.facts import Resource, Snapshot, Unread

from ..model import Imported, Tool
from .source import Source, finding

COMPLIANCE = "config.compliance"
MANAGED = "https://docs.aws.amazon.com/config/latest/developerguide/{}.html"
VERDICTS = {
    "COMPLIANT": Verdict.PASS,
    "NON_COMPLIANT": Verdict.FAIL,
    "INSUFFICIENT_DATA": Verdict.UNKNOWN,
}
REASONS = {
    Verdict.PASS: "Every resource that the rule {name} looked at complies.",
    Verdict.FAIL: "{subject} does not comply with the rule {name}.",
    Verdict.UNKNOWN: "The rule {name} has no result yet.",
}
# Types whose id is no ARN by itself, and where it stands in one; `-` for services without regions.
PLACES = {
    "AWS::S3::Bucket": "arn:aws:s3:::{id}",
    "AWS::EC2::Instance": "arn:aws:ec2:{region}:{account}:instance/{id}",
    "AWS::EC2::Volume": "arn:aws:ec2:{region}:{account}:volume/{id}",
    "AWS::EC2::SecurityGroup": "arn:aws:ec2:{region}:{account}:security-group/{id}",
    "AWS::EC2::Subnet": "arn:aws:ec2:{region}:{account}:subnet/{id}",
    "AWS::EC2::VPC": "arn:aws:ec2:{region}:{account}:vpc/{id}",
    "AWS::EC2::NatGateway": "arn:aws:ec2:{region}:{account}:natgateway/{id}",
    "AWS::EC2::EIP": "arn:aws:ec2:{region}:{account}:elastic-ip/{id}",
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:{region}:{account}:table/{id}",
    "AWS::Lambda::Function": "arn:aws:lambda:{region}:{account}:function:{id}",
    "AWS::KMS::Key": "arn:aws:kms:{region}:{account}:key/{id}",
    "AWS::Logs::LogGroup": "arn:aws:logs:{region}:{account}:log-group:{id}",
    "AWS::ECR::Repository": "arn:aws:ecr:{region}:{account}:repository/{id}",
    "AWS::EFS::FileSystem": "arn:aws:elasticfilesystem:{region}:{account}:file-system/{id}",
    "AWS::RDS::DBCluster": "arn:aws:rds:{region}:{account}:cluster:{id}",
    "AWS::RDS::DBSnapshot": "arn:aws:rds:{region}:{account}:snapshot:{id}",
    "AWS::Redshift::Cluster": "arn:aws:redshift:{region}:{account}:cluster:{id}",
    "AWS::CodeBuild::Project": "arn:aws:codebuild:{region}:{account}:project/{id}",
    "AWS::Kinesis::Stream": "arn:aws:kinesis:{region}:{account}:stream/{id}",
    "AWS::::Account": "arn:aws:iam::{id}:root",
}


def convert(snapshot: Snapshot) -> Iterator[Imported]:
    for judged in snapshot.of(COMPLIANCE):
        verdict = VERDICTS.get(str(judged.get("Compliance")))
        if verdict is Verdict.FAIL:
            yield from _failing(judged)
        elif verdict is not None:
            yield _of(judged, verdict, judged.id)


def _failing(judged: Resource) -> Iterator[Imported]:
    """One for each resource that fails; one for the rule where those were not read."""
    try:
        failing = judged.get("Failing", ())
    except Unread:
        failing = ()
    subjects = [_arn(judged, each) for each in failing] or [judged.id]
    return (_of(judged, Verdict.FAIL, subject) for subject in subjects)


def _of(judged: Resource, verdict: Verdict, subject: str) -> Imported:
    rule = judged.get("Rule", {})
    managed = rule.get("Owner") == "AWS"
    identifier = str(rule.get("Identifier") or "") if managed else ""
    known = identifier.lower().replace("_", "-")
    return finding(
        judged,
        rule=known or f"custom/{judged.name}"[:200],
        title=f"AWS Config rule {known or judged.name}",
        verdict=verdict,
        severity=Severity.MEDIUM,
        reason=REASONS[verdict].format(name=judged.name, subject=subject),
        about=subject,
        url=MANAGED.format(known) if known else "",
    )


def _arn(judged: Resource, each: Mapping[str, Any]) -> str:
    """The resource's ARN where its type tells how to write it, else its id."""
    identity = str(each.get("Id") or "")
    place = PLACES.get(str(each.get("Type")))
    if identity.startswith("arn:") or not place:
        return identity
    return place.format(id=identity, account=judged.account, region=judged.region)


SOURCE = Source(Tool.CONFIG, (COMPLIANCE,), convert)

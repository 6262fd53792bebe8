"""Who owns what, and which environment it belongs to, as tags say it."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._tagging import tagging
from ..common import judged, required
from ..tags import has_key_like, tags_of

OWNED = (
    "rds.instance",
    "rds.cluster",
    "elbv2.load_balancer",
    "s3.bucket",
    "dynamodb.table",
    "lambda.function",
)
DOCUMENTS = "ssm.document"
OWNER_WORDS = ("owner", "team", "contact", "ownedby", "maintainer", "squad", "serviceowner")


@check(
    id="resource-names-owner",
    title="Resources name their owner",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=OWNED,
    passes="A tag such as owner, team or contact says who answers for the resource. Owners can be "
    "kept elsewhere, so a failure proves nothing.",
    supports=["OPS02-BP01"],
    remedy=tagging(
        "Resource Groups → Tag Editor: find {name}, add an owner tag.", {"owner": "OWNER"}
    ),
    url="https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
)
def resource_names_owner(snapshot: Snapshot) -> Iterator[Result]:
    for kind in OWNED:
        yield from judged(snapshot.of(kind), _owner)


@check(
    id="runbooks-name-owner",
    title="Procedures name their owner",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[DOCUMENTS],
    passes="A tag of a runbook or command document in Systems Manager says who keeps it true. "
    "Procedures and owners kept elsewhere do not show, so absence yields nothing.",
    supports=["OPS02-BP02"],
    remedy=Remedy(
        console="Systems Manager → Documents → Owned by me → {name} → Details → Tags: add owner.",
        cli="aws ssm add-tags-to-resource --region {region} --resource-type Document "
        "--resource-id {name} --tags Key=owner,Value=team@example.com",
        cloudformation=(
            'Runbook:\n  Type: AWS::SSM::Document\n  Properties:\n    Name: "{name}"\n'
            "    DocumentType: Automation\n    Content: CONTENT\n    Tags:\n"
            "      - Key: owner\n        Value: team@example.com"
        ),
        terraform=(
            'resource "aws_ssm_document" "runbook" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            '  tags = { owner = "team@example.com" }\n'
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/framework/"
    "ops_ops_model_def_proc_owners.html",
)
def runbooks_name_owner(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(DOCUMENTS), _kept_by)


def _kept_by(document: Resource) -> Result | None:
    if required(document, "DocumentType") not in ("Automation", "Command"):
        return None
    if not has_key_like(tags_of(document), OWNER_WORDS):
        return None
    return passed(document, f"A tag of procedure {document.name} names its owner.")


def _owner(resource: Resource) -> Result:
    if has_key_like(tags_of(resource), OWNER_WORDS):
        return passed(resource, f"A tag of {resource.name} names its owner.")
    return failed(resource, f"No tag of {resource.name} names its owner.")

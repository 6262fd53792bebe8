"""Who pays for what: tags on billable resources, active in the bill."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._tagging import tagging
from .._values import label
from ..common import dig, in_account, judged, listed, payer_of, read_everywhere
from ..tags import own_keys, tags_of

CHOICE = "foundations/cost_allocation_tags"
ACTIVE = "ce.cost_allocation_tag"
# What makes up most of a bill. Volumes are paid with their instances.
BILLABLE = (
    "ec2.instance",
    "ec2.nat_gateway",
    "rds.instance",
    "rds.cluster",
    "elbv2.load_balancer",
    "elbv2.classic_balancer",
    "s3.bucket",
    "dynamodb.table",
    "lambda.function",
    "elasticache.cluster",
    "elasticache.serverless_cache",
    "efs.file_system",
    "fsx.file_system",
    "mq.broker",
    "eks.cluster",
)


def active_keys(snapshot: Snapshot, *accounts: str | None) -> set[str]:
    """The tag keys of the customer's own that divide the bill (of these accounts, or any)."""
    return {
        str(tag.data.get("TagKey") or tag.name)
        for tag in snapshot.of(ACTIVE)
        if (not accounts or tag.account in accounts)
        and tag.data.get("Type") == "UserDefined"
        and tag.data.get("Status") == "Active"
    }


@check(
    id="resource-cost-tagged",
    title="Billable resources carry cost allocation tags",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=BILLABLE,
    passes="The resource carries one of the tags that are active in the bill; where the active "
    "tags are not known, any tag of the customer's own besides Name.",
    refutes=[CHOICE],
    proves=[CHOICE],
    supports=["COST03-BP02", "COST03-BP03", "COST04-BP01"],
    remedy=tagging(
        "Resource Groups → Tag Editor: find {name}, add the tags that your organisation "
        "agreed on (project, environment, owner, cost-center).",
        {"project": "PROJECT", "cost-center": "CENTER"},
    ),
    url="https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/cost-alloc-tags.html",
)
def resource_cost_tagged(snapshot: Snapshot) -> Iterator[Result]:
    keys = active_keys(snapshot)
    for kind in BILLABLE:
        found = [r for r in snapshot.of(kind) if dig(r.data, "State", "Name") != "terminated"]
        yield from judged(found, lambda resource: _tagged(resource, keys))


def _tagged(resource: Resource, keys: set[str]) -> Result:
    own = own_keys(tags_of(resource))
    having = [key for key in own if not keys or key in keys]
    if having:
        return passed(resource, f"{label(resource)} carries {listed(having)}.")
    if own:
        reason = f"{label(resource)} carries none of the tags that are active in the bill"
        return failed(resource, f"{reason}: {listed(sorted(keys))}.")
    return failed(resource, f"{label(resource)} carries no tag by which its cost can be assigned.")


@check(
    id="cost-allocation-tag-active",
    title="Tags divide the bill",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[ACTIVE],
    passes="At least one tag of the customer's own is activated as a cost allocation tag. In an "
    "organisation only the paying account can activate them.",
    refutes=[CHOICE],
    proves=[CHOICE],
    supports=["COST03-BP02", "COST03-BP03"],
    remedy=Remedy(
        console="Billing and Cost Management → Cost allocation tags: select the keys, Activate "
        "(from the paying account).",
        cli="aws ce update-cost-allocation-tags-status "
        "--cost-allocation-tags-status TagKey=project,Status=Active",
        terraform='resource "aws_ce_cost_allocation_tag" "project" {\n  tag_key = "project"\n'
        '  status  = "Active"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html",
)
def cost_allocation_tag_active(snapshot: Snapshot) -> Iterator[Result]:
    for account in read_everywhere(snapshot, ACTIVE):
        payer = payer_of(snapshot, account)
        keys = sorted(active_keys(snapshot, account, payer))
        if keys:
            reason = f"The bill can be divided by {listed(keys)}."
            yield in_account(Verdict.PASS, reason, account)
        elif payer == account:
            reason = "No tag is activated as a cost allocation tag."
            yield in_account(Verdict.FAIL, reason, account)
        else:
            reason = "Cost allocation tags are activated in the paying account, not read here."
            yield in_account(Verdict.UNKNOWN, reason, account)

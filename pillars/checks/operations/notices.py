"""Who hears of what AWS and the workload have to say: owners, operators, customers."""

import re
from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._events import is_on, takes
from ..common import aspect, dig, in_account, judged, listed, read_everywhere, required

RULES = "events.rule"
CONTACTS = "account.alternate_contact"
RECORDS = "route53.record_set"
_STATUS_NAME = re.compile(r"^(status|statuspage|trust|uptime)\.", re.IGNORECASE)


@check(
    id="health-events-routed",
    title="Notices of AWS Health reach somebody",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=[RULES],
    passes="An enabled rule takes events of AWS Health (maintenance, retirements, incidents of "
    "AWS) to a target. Other ways, such as User Notifications or a delegated account, do not show.",
    supports=["OPS03-BP04", "REL11-BP06", "OPS10-BP02"],
    remedy=Remedy(
        console="EventBridge → Rules → Create rule: source aws.health, target the topic that the "
        "owners read.",
        cli="aws events put-rule --region {region} --name aws-health --event-pattern "
        '\'{"source":["aws.health"]}\'\n'
        "aws events put-targets --region {region} --rule aws-health "
        "--targets Id=owners,Arn=TOPIC_ARN",
        cloudformation="Health:\n  Type: AWS::Events::Rule\n  Properties:\n    EventPattern:\n"
        "      source: [aws.health]\n    Targets:\n      - Id: owners\n        Arn: !Ref Topic",
        terraform='resource "aws_cloudwatch_event_rule" "health" {\n'
        '  event_pattern = jsonencode({ source = ["aws.health"] })\n}',
        cost="Free for events of AWS's own services",
    ),
    url="https://docs.aws.amazon.com/health/latest/ug/cloudwatch-events-health.html",
)
def health_routed(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(RULES), _health)


def _health(rule: Resource) -> Result | None:
    if not takes(rule, "aws.health") or not is_on(rule):
        return None
    targets = [str(target.get("Arn")) for target in aspect(rule, "Targets") or ()]
    if not targets:
        return failed(rule, f"Rule {rule.name} takes events of AWS Health nowhere.")
    services = sorted({arn.split(":")[2] for arn in targets if arn.count(":") > 2})
    return passed(rule, f"Rule {rule.name} takes events of AWS Health to {listed(services)}.")


@check(
    id="account-operations-contact",
    title="AWS knows whom to tell about operations",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[CONTACTS],
    passes="The account has an alternate contact for operations, so that AWS's notices do not end "
    "in the mailbox of the root user. That its mailbox is read, people know.",
    supports=["OPS02-BP04"],
    remedy=Remedy(
        console="Account menu → Account → Alternate contacts → Operations: a team's mailbox.",
        cli="aws account put-alternate-contact --alternate-contact-type OPERATIONS "
        "--name 'Platform team' --title 'On call' --email-address platform@example.com "
        "--phone-number +15555550100",
        terraform='resource "aws_account_alternate_contact" "operations" {\n'
        '  alternate_contact_type = "OPERATIONS"\n  name          = "Platform team"\n'
        '  title         = "On call"\n  email_address = "platform@example.com"\n'
        '  phone_number  = "+15555550100"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html",
)
def operations_contact(snapshot: Snapshot) -> Iterator[Result]:
    for account in read_everywhere(snapshot, CONTACTS):
        found = snapshot.of(CONTACTS, account=account)
        if any(c.data.get("AlternateContactType") == "OPERATIONS" for c in found):
            reason = "The account has an alternate contact for operations."
            yield in_account(Verdict.PASS, reason, account)
        else:
            reason = "The account has no alternate contact for operations."
            yield in_account(Verdict.FAIL, reason, account)


@check(
    id="status-page-elsewhere",
    title="A status page stands outside of the workload",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[RECORDS],
    passes="A public name such as status.example.com leads to a host under another domain, so that "
    "customers can be told while the workload is down. Other channels do not show here.",
    supports=["OPS10-BP05"],
    remedy=Remedy(
        console="Route 53 → Hosted zones → Create record: status, type CNAME, the host of your "
        "status page's provider.",
        cli="aws route53 change-resource-record-sets --hosted-zone-id ZONE "
        "--change-batch file://status.json",
        cloudformation=(
            "Status:\n  Type: AWS::Route53::RecordSet\n  Properties:\n"
            "    HostedZoneId: ZONE\n    Name: status.example.com\n    Type: CNAME\n"
            '    TTL: "300"\n    ResourceRecords: [PROVIDER_HOST]'
        ),
        terraform=(
            'resource "aws_route53_record" "status" {\n'
            "  zone_id = aws_route53_zone.this.zone_id\n"
            '  name    = "status"\n'
            '  type    = "CNAME"\n'
            "  ttl     = 300\n"
            '  records = ["PROVIDER_HOST"]\n'
            "}"
        ),
        cost="0.40 USD per million look-ups, and the provider's price",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/framework/"
    "ops_event_response_push_notify.html",
)
def status_page(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(RECORDS), _status)


def _status(record: Resource) -> Result | None:
    name = str(record.data.get("Name") or record.name)
    if not _STATUS_NAME.match(name) or record.data.get("Private"):
        return None
    own = str(required(record, "ZoneName")).rstrip(".")
    hosts = [str(dig(v, "Value")).rstrip(".") for v in record.data.get("ResourceRecords") or ()]
    foreign = [host for host in hosts if not host.endswith(own)]
    if record.data.get("Type") != "CNAME" or not foreign:
        return None
    return passed(record, f"{name.rstrip('.')} leads to {listed(foreign)}.")

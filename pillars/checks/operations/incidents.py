"""Incidents: prepared responses, escalations, AWS's own help, and questions kept for the hour."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._values import many
from ..common import counted, judged, required

PLANS = "ssmincidents.response_plan"
CONTACTS = "ssmcontacts.contact"
SUPPORT = "support.plan"
QUERIES = "logs.query_definition"
DAY_MINUTES = 1440
INCIDENTS_URL = "https://docs.aws.amazon.com/incident-manager/latest/userguide/response-plans.html"


@check(
    id="incident-response-plan",
    title="Response plans for incidents exist",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[PLANS],
    passes="Incident Manager has a response plan. Other tools serve as well and do not show, so "
    "absence yields nothing.",
    supports=["OPS10-BP01", "SEC10-BP02", "OPS07-BP04"],
    remedy=Remedy(
        console="Systems Manager → Incident Manager → Response plans → Create response plan.",
        cli="aws ssm-incidents create-response-plan --region {region} --name workload-down "
        "--incident-template title='Workload down',impact=1",
        cloudformation="Plan:\n  Type: AWS::SSMIncidents::ResponsePlan\n  Properties:\n"
        "    Name: workload-down\n    IncidentTemplate: {Title: Workload down, Impact: 1}",
        terraform='resource "aws_ssmincidents_response_plan" "down" {\n  name = "workload-down"\n'
        '  incident_template {\n    title  = "Workload down"\n    impact = 1\n  }\n}',
        cost="7 USD per response plan and month",
    ),
    url=INCIDENTS_URL,
)
def response_plan(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PLANS), _plan)


def _plan(plan: Resource) -> Result:
    return passed(plan, f"Response plan {required(plan, 'name')} is prepared.")


@check(
    id="incident-escalation-plan",
    title="Escalations run by themselves",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[CONTACTS],
    passes="Incident Manager has an escalation plan or an on-call schedule. Other tools serve as "
    "well and do not show, so absence yields nothing.",
    supports=["OPS10-BP04"],
    remedy=Remedy(
        console="Systems Manager → Incident Manager → Escalation plans → Create escalation plan.",
        cli="aws ssm-contacts create-contact --region {region} --alias workload --type ESCALATION "
        "--plan file://stages.json",
        cloudformation=(
            "Escalation:\n  Type: AWS::SSMContacts::Contact\n  Properties:\n"
            "    Alias: workload\n    DisplayName: Workload\n    Type: ESCALATION\n"
            "    Plan:\n      - DurationInMinutes: 10\n        Targets:\n"
            "          - ContactTargetInfo:\n              ContactId: CONTACT_ARN\n"
            "              IsEssential: true"
        ),
        terraform='resource "aws_ssmcontacts_contact" "escalation" {\n  alias = "workload"\n'
        '  type  = "ESCALATION"\n}',
        cost="Incident Manager: 7 USD per response plan and month, with 100 messages",
    ),
    url="https://docs.aws.amazon.com/incident-manager/latest/userguide/escalation.html",
)
def escalation_plan(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(CONTACTS), _escalation)


def _escalation(contact: Resource) -> Result | None:
    kind = str(required(contact, "Type"))
    if kind not in ("ESCALATION", "ONCALL_SCHEDULE"):
        return None
    noun = "Escalation plan" if kind == "ESCALATION" else "On-call schedule"
    return passed(contact, f"{noun} {contact.name} says who is called.")


@check(
    id="support-plan-fits",
    title="AWS Support answers as fast as the workload must recover",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=[SUPPORT],
    passes="The account has a Business plan or a higher one, with which AWS answers within the "
    "hour when production is down. Fails for production workloads of high criticality, or with "
    "less than a day to recover, that have none; otherwise that is for people to weigh.",
    refutes=["OPS07-BP06"],
    supports=["OPS07-BP06"],
    remedy=Remedy(
        console="AWS Support Center → Support plans → Change support plan. Prices are a share of "
        "what the account spends.",
        cli="aws support describe-severity-levels --region us-east-1",
        terraform="# Support plans are chosen in the console by the root user or the payer.",
        cost="A share of the account's spending, with a minimum per month",
    ),
    url="https://docs.aws.amazon.com/awssupport/latest/user/aws-support-plans.html",
)
def support_fits(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(SUPPORT), lambda plan: _support(snapshot, plan))


def _support(snapshot: Snapshot, plan: Resource) -> Result:
    if required(plan, "Business"):
        return passed(plan, "AWS takes technical cases of this account around the clock.")
    reason = "The account has no support plan of the level Business or above."
    if is_urgent(snapshot):
        return failed(plan, reason)
    return unknown(plan, f"{reason} Whether the workload can wait for answers, people know.")


def is_urgent(snapshot: Snapshot) -> bool:
    """Whether the workload's owner asks for help within hours."""
    workload = snapshot.workload
    soon = workload.rto_minutes is not None and workload.rto_minutes < DAY_MINUTES
    return workload.production and (soon or workload.criticality.lower() in ("high", "critical"))


@check(
    id="logs-questions-kept",
    title="Questions to the logs are kept",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[QUERIES],
    passes="A saved query of CloudWatch Logs names the log groups that it is put to, so that an "
    "investigation need not start from an empty page.",
    supports=["OPS07-BP04", "REL12-BP01", "REL06-BP05", "OPS08-BP02"],
    remedy=Remedy(
        console="CloudWatch → Logs Insights: write the query that you need when something fails, "
        "then Save.",
        cli="aws logs put-query-definition --region {region} --name workload/errors "
        "--log-group-names GROUP "
        "--query-string 'filter level = \"error\" | stats count(*) by route'",
        cloudformation="Errors:\n  Type: AWS::Logs::QueryDefinition\n  Properties:\n"
        "    Name: workload/errors\n    LogGroupNames: [GROUP]\n"
        '    QueryString: filter level = "error" | stats count(*) by route',
        terraform='resource "aws_cloudwatch_query_definition" "errors" {\n'
        '  name            = "workload/errors"\n  log_group_names = ["GROUP"]\n'
        '  query_string    = file("errors.query")\n}',
        cost="Free to keep; 0.005 USD per GB searched",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html",
)
def questions_kept(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(QUERIES), _question)


def _question(query: Resource) -> Result | None:
    groups = many(query.get("logGroupNames"))
    if not groups:
        return None
    return passed(query, f"Query {query.name} is put to {counted(len(groups), 'log group')}.")

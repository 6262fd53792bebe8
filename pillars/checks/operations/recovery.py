"""Recovery that was tried: restored backups and experiments of the last year."""

from collections.abc import Iterator
from datetime import timedelta

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._experiments import CLOUDFORMATION, TERRAFORM
from ..common import counted, days_since, dig, in_account, judged, moment, read_everywhere

CHOICE = "foundations/ops_dr_tested"
RESTORES = "backup.restore_job"
PROTECTED = "backup.protected_resource"
YEAR_DAYS = 365


@check(
    id="backup-restore-tested",
    title="A backup was restored within a year",
    pillar="operationalExcellence",
    severity=Severity.HIGH,
    needs=[RESTORES, PROTECTED],
    passes=f"AWS Backup completed a restore in the last {YEAR_DAYS} days, within the workload's "
    "recovery time objective where one is set. Restores by other means do not show, so a failure "
    "proves nothing.",
    supports=[CHOICE, "REL09-BP04", "REL13-BP03"],
    remedy=Remedy(
        console="AWS Backup → Restore testing → Create restore testing plan: restore on a "
        "schedule and check the result.",
        cli=(
            "aws backup create-restore-testing-plan --restore-testing-plan "
            '\'{"RestoreTestingPlanName":"quarterly","ScheduleExpression":"cron(0 5 1 */3 ? '
            '*)","RecoveryPointSelection":{"Algorithm":"LATEST_WITHIN_WINDOW","IncludeVaults":['
            '"*"],"RecoveryPointTypes":["SNAPSHOT","CONTINUOUS"]}}\'\n'
            "# and what of it is restored\n"
            "aws backup create-restore-testing-selection --restore-testing-plan-name quarterly "
            "--restore-testing-selection file://selection.json"
        ),
        cloudformation=(
            "Plan:\n  Type: AWS::Backup::RestoreTestingPlan\n  Properties:\n"
            "    RestoreTestingPlanName: quarterly\n"
            "    ScheduleExpression: cron(0 5 1 */3 ? *)\n    RecoveryPointSelection:\n"
            '      Algorithm: LATEST_WITHIN_WINDOW\n      IncludeVaults: ["*"]\n'
            "      RecoveryPointTypes: [SNAPSHOT, CONTINUOUS]"
        ),
        terraform=(
            'resource "aws_backup_restore_testing_plan" "quarterly" {\n'
            '  name                = "quarterly"\n'
            '  schedule_expression = "cron(0 5 1 */3 ? *)"\n'
            "  recovery_point_selection {\n"
            '    algorithm            = "LATEST_WITHIN_WINDOW"\n'
            '    include_vaults       = ["*"]\n'
            '    recovery_point_types = ["SNAPSHOT", "CONTINUOUS"]\n'
            "  }\n"
            "}"
        ),
        cost="The restored resources while they run, and a share of each backup's size",
    ),
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html",
)
def restore_tested(snapshot: Snapshot) -> Iterator[Result]:
    completed = [job for job in snapshot.of(RESTORES) if _completed(snapshot, job)]
    latest: dict[str, Resource] = {}
    for job in sorted(completed, key=lambda job: str(job.data.get("CompletionDate"))):
        latest[job.account] = job
    yield from judged(latest.values(), lambda job: _tested(snapshot, job))
    for account in read_everywhere(snapshot, RESTORES):
        protected = len(snapshot.of(PROTECTED, account=account))
        if protected and account not in latest:
            what = counted(protected, "resource")
            reason = f"AWS Backup protects {what}, and restored none of them in {YEAR_DAYS} days."
            yield in_account(Verdict.FAIL, reason, account)


def _completed(snapshot: Snapshot, job: Resource) -> bool:
    age = days_since(snapshot, job.data.get("CompletionDate") or job.data.get("CreationDate"))
    return job.data.get("Status") == "COMPLETED" and age is not None and age <= YEAR_DAYS


def _tested(snapshot: Snapshot, job: Resource) -> Result:
    kind = job.get("ResourceType", "resource")
    done = moment(job.get("CompletionDate"))
    started = moment(job.get("CreationDate"))
    when = (done or started or snapshot.at).date()
    reason = f"A backup of the type {kind} was restored on {when}"
    goal = snapshot.workload.rto_minutes
    if not (done and started and goal is not None):
        return passed(job, f"{reason}.")
    minutes = round((done - started) / timedelta(minutes=1))
    reason = f"{reason} in {minutes} minutes; the objective is {goal}."
    return passed(job, reason) if minutes <= goal else failed(job, reason)


@check(
    id="fis-experiment-completed",
    title="A failure was provoked within a year",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["fis.experiment"],
    passes=f"An experiment of the Fault Injection Service completed in the last {YEAR_DAYS} days.",
    supports=[CHOICE, "REL13-BP03"],
    remedy=Remedy(
        console="Resilience testing (FIS) → Scenario library: start with the loss of a zone.",
        cli="aws fis start-experiment --region {region} --experiment-template-id TEMPLATE",
        cloudformation=CLOUDFORMATION,
        terraform=TERRAFORM,
        cost="0.10 USD per minute and action",
    ),
    url="https://docs.aws.amazon.com/fis/latest/userguide/what-is.html",
)
def experiment_completed(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("fis.experiment"), lambda found: _experiment(snapshot, found))


def _experiment(snapshot: Snapshot, found: Resource) -> Result | None:
    age = days_since(snapshot, found.get("endTime") or found.get("creationTime"))
    if dig(found.get("state"), "status") != "completed" or age is None or age > YEAR_DAYS:
        return None
    return passed(found, f"Experiment {found.name} completed {counted(age, 'day')} ago.")

"""How much AWS operates: managed services beside machines of one's own."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, Verdict, check
from pillars.facts import Snapshot

from .._servers import is_tool
from ..common import amounts, in_account, percent, read_everywhere, running

MANAGED = (
    ("lambda.function", "function"),
    ("rds.instance", "database instance"),
    ("dynamodb.table", "table"),
    ("sqs.queue", "queue"),
    ("efs.file_system", "file system"),
    ("fsx.file_system", "file server"),
    ("elasticache.replication_group", "cache"),
    ("elasticache.serverless_cache", "serverless cache"),
    ("mq.broker", "broker"),
)
SERVERS = "ec2.instance"
MOSTLY_PERCENT = 50


@check(
    id="managed-services-carry",
    title="Managed services carry most of the workload",
    pillar="security",
    severity=Severity.LOW,
    needs=[SERVERS, *(kind for kind, _ in MANAGED)],
    passes=f"At least {MOSTLY_PERCENT} % of what runs (functions, databases, tables, queues, "
    "brokers, file systems and caches beside servers) is operated by AWS. What your own servers do "
    "that a service could do, people know; a smaller share yields nothing.",
    supports=["SEC01-BP05"],
    remedy=Remedy(
        console="List what each server does, and move databases, queues and file shares to RDS, "
        "SQS and EFS first.",
        cli="aws ec2 describe-instances --region {region} "
        "--query 'Reservations[].Instances[].[InstanceId,Tags]'",
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n    Engine: postgres\n"
            '    DBInstanceClass: db.t4g.small\n    AllocatedStorage: "20"\n'
            "    MasterUsername: app\n    ManageMasterUserPassword: true"
        ),
        terraform=(
            'resource "aws_db_instance" "this" {\n'
            "  # the rest stays as it is\n"
            '  engine = "postgres"\n'
            "}"
        ),
        cost="Differs: the service's price against that of the servers and of the work on them",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/"
    "sec_securely_operate_reduce_management_scope.html",
)
def managed_carry(snapshot: Snapshot) -> Iterator[Result]:
    for account in read_everywhere(snapshot, SERVERS, *(kind for kind, _ in MANAGED)):
        instances = running(snapshot.of(SERVERS, account=account))
        servers = [each for each in instances if not is_tool(each)]
        counts = [(len(_known(snapshot, kind, account)), noun) for kind, noun in MANAGED]
        managed = sum(count for count, _ in counts)
        share = percent(managed, managed + len(servers))
        if managed and share >= MOSTLY_PERCENT:
            beside = f"beside {amounts((len(servers), 'server'))}" if servers else "and no server"
            reason = f"AWS operates {amounts(*counts)} {beside}."
            yield in_account(Verdict.PASS, reason, account)


def _known(snapshot: Snapshot, kind: str, account: str) -> list[str]:
    """What was described: a name alone says nothing."""
    return [each.id for each in snapshot.of(kind, account=account) if each.data]


CHECKS: tuple[Check, ...] = (managed_carry,)

"""What a run has to read: one part per account, region and service."""

from reviewapp.collection.models import Part, PartState, Run
from reviewapp.collection.registry import GLOBAL, REGIONAL, services
from reviewapp.workloads.models import Connection


def plan_parts(run: Run) -> None:
    """Writes the parts of a run once; a run that is taken up again keeps the ones it has."""
    if run.parts.exists():
        return
    accounts = connected_accounts(run)
    places = [(account, region) for account in accounts for region in (GLOBAL, *_regions(run))]
    Part.objects.bulk_create(
        [
            Part(run=run, account=account, region=region, service=service)
            for account, region in places
            for service, scope in services()
            if (scope == REGIONAL) == (region != GLOBAL)
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def connected_accounts(run: Run) -> list[str]:
    """Accounts of the workload's profile and of its connections, each once."""
    connected = Connection.objects.filter(workload=run.workload).values_list(
        "account_id", flat=True
    )
    return sorted({*run.workload.account_ids, *connected})


def waiting_parts(run: Run) -> list[Part]:
    return list(run.parts.filter(state=PartState.WAITING))


def _regions(run: Run) -> list[str]:
    return sorted(set(run.workload.regions))

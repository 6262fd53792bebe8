"""What a run has to read: one part per account, region and service; one shard per two of them."""

from collections import Counter
from collections.abc import Iterator, Mapping

from reviewapp.collection.models import Part, PartState, Run, Shard
from reviewapp.collection.registry import GLOBAL, REGIONAL, services
from reviewapp.jobs.models import ENDED_STATES
from reviewapp.workloads.models import Connection

Weights = Mapping[tuple[str, str, str], int]


def plan_parts(run: Run) -> None:
    """Writes the parts of a run once; a run that is taken up again keeps the ones it has."""
    if not run.parts.exists():
        Part.objects.bulk_create(_parts(run), ignore_conflicts=True, batch_size=1000)
    _plan_shards(run)


def connected_accounts(run: Run) -> list[str]:
    """Accounts of the workload's profile and of its connections, each once."""
    connected = Connection.objects.filter(workload=run.workload).values_list(
        "account_id", flat=True
    )
    return sorted({*run.workload.account_ids, *connected})


def accounts_to_read(run: Run) -> list[str]:
    """The accounts that something is still to be read from, also of a run that is not planned."""
    if not run.parts.exists():
        return connected_accounts(run)
    left = run.parts.filter(state=PartState.WAITING)
    return sorted(set(left.values_list("account", flat=True)))


def waiting_parts(run: Run, *, account: str = "") -> list[Part]:
    """What is still to be read, of one account where it is named."""
    left = run.parts.filter(state=PartState.WAITING)
    return list(left.filter(account=account) if account else left)


def _parts(run: Run) -> Iterator[Part]:
    weights = _weights(run)
    for account in connected_accounts(run):
        for region in (GLOBAL, *sorted(set(run.workload.regions))):
            for (service, scope), kinds in services().items():
                if (scope == REGIONAL) == (region != GLOBAL):
                    # Never read before: who declares more actions makes more calls.
                    guess = sum(len(kind.actions) for kind in kinds)
                    weight = weights.get((account, region, service), guess)
                    yield Part(
                        run=run, account=account, region=region, service=service, weight=weight
                    )


def _weights(run: Run) -> Weights:
    """What each part took in the last run of the workload that ended, in calls."""
    last = run.workload.runs.filter(state__in=ENDED_STATES, calls__gt=0).first()
    rows = last.parts.values_list("account", "region", "service", "calls") if last else ()
    return {(account, region, service): calls for account, region, service, calls in rows if calls}


def _plan_shards(run: Run) -> None:
    weights: Counter[tuple[str, str]] = Counter()
    for account, region, weight in run.parts.values_list("account", "region", "weight"):
        weights[account, region] = max(weight, weights[account, region])
    Shard.objects.bulk_create(
        [
            Shard(run=run, account=account, region=region, weight=weight)
            for (account, region), weight in weights.items()
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )

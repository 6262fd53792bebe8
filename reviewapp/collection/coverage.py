"""What a run read of which place, as a matrix: account by account or over all of them.

A place is one service in one region of one account: one `Part`. Over many accounts a cell says
the worst that came of it and in how many.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from pillars.facts import GLOBAL
from pillars.kinds import kind_of_stack_type

from .models import Fact, Part, PartState, Reading, Run

# The worst first; `waiting` covers what is being read just now.
LABELS = {
    "denied": _("Denied"),
    "failed": _("Failed"),
    "partly": _("Partly"),
    "waiting": _("Waiting"),
    "read": _("Read"),
    "not_used": _("Not used"),
}
MARKS = {
    "denied": "not_met",
    "failed": "medium",
    "partly": "supported",
    "waiting": "unanswered",
    "read": "met",
    "not_used": "not_applicable",
}
UNREAD = "unread"
MOST_TYPES = 100
# Read as well: no stack makes them, or stacks call them otherwise than Config does.
LISTED_BESIDES = frozenset(
    {
        "AWS::ACM::Certificate",
        "AWS::AccessAnalyzer::Analyzer",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
        "AWS::AppConfig::ConfigurationProfile",
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        "AWS::AutoScaling::ScheduledAction",
        "AWS::Backup::BackupSelection",
        "AWS::IAM::Policy",
        "AWS::OpenSearch::Domain",
        "AWS::RDS::DBClusterSnapshot",
        "AWS::RDS::DBSnapshot",
        "AWS::S3::AccountPublicAccessBlock",
        "AWS::SSM::ManagedInstanceInventory",
        "AWS::SSM::PatchCompliance",
        "AWS::SecurityHub::Hub",
        "AWS::SecurityHub::Standard",
    }
)
UNREAD_STATES = ("denied", "failed", "partly", "waiting")

# A part that was read has a reason only where some of its answers are missing.
STATE = Case(
    When(state=PartState.DENIED, then=Value("denied")),
    When(state=PartState.FAILED, then=Value("failed")),
    When(Q(state=PartState.READ) & ~Q(reason=""), then=Value("partly")),
    When(state=PartState.READ, then=Value("read")),
    When(state=PartState.NOT_USED, then=Value("not_used")),
    default=Value("waiting"),
    output_field=CharField(),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One service in one region: how many accounts came to what."""

    service: str
    region: str
    counts: Mapping[str, int]

    @property
    def state(self) -> str:
        """The worst of them."""
        return next(name for name in LABELS if self.counts.get(name))

    @property
    def label(self) -> str:
        return str(LABELS[self.state])

    @property
    def mark(self) -> str:
        return MARKS[self.state]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def number(self) -> int:
        return self.counts[self.state]

    def fits(self, state: str) -> bool:
        """Whether a filter leaves it: empty for any state."""
        wanted = UNREAD_STATES if state == UNREAD else (state,)
        return not state or any(self.counts.get(name) for name in wanted)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    service: str
    cells: list[Cell | None]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Services down, regions across, the global one first."""

    regions: list[str]
    rows: list[MatrixRow]


@dataclass(frozen=True, slots=True)
class Recorded:
    """Resources of one type that AWS Config knows, and in which regions."""

    type: str
    number: int
    regions: tuple[str, ...]


def matrix_of(run: Run, *, account: str = "", state: str = "") -> Matrix:
    """One query; its rows do not grow with the accounts.

    Args:
        run: whose parts.
        account: of this one alone; empty for all.
        state: leaves services of which some cell fits; a name of LABELS, or `unread`.
    """
    cells = _cells(run, account)
    regions = sorted({region for _, region in cells}, key=lambda name: (name != GLOBAL, name))
    rows = [
        MatrixRow(service, [cells.get((service, region)) for region in regions])
        for service in sorted({service for service, _ in cells})
    ]
    return Matrix(regions, [row for row in rows if _shown(row, state)])


def accounts_of(run: Run) -> list[tuple[str, Mapping[str, int]]]:
    """Each account with how many of its places came to what: one query."""
    counts: dict[str, Counter[str]] = {}
    rows = run.parts.order_by().annotate(came=STATE).values_list("account", "came")
    for account, came, number in rows.annotate(number=Count("pk")):
        counts.setdefault(account, Counter())[came] = number
    return sorted(counts.items(), key=lambda pair: (-_unread(pair[1]), pair[0]))


def totals_of(accounts: Iterable[tuple[str, Mapping[str, int]]]) -> Mapping[str, int]:
    """How many places came to what, over the accounts; every state is named."""
    total = Counter(dict.fromkeys(LABELS, 0))
    for _account, counts in accounts:
        total.update(counts)
    return total


def recorded_besides(run: Run, *, account: str = "") -> list[Recorded]:
    """What AWS Config recorded of types that no collector lists, most of all first: one query.

    Where Config records nothing there is nothing to tell, and what it does not record may exist.
    """
    numbers: Counter[str] = Counter()
    regions: dict[str, set[str]] = {}
    for region, counts in _counted(run, account):
        for name, number in counts.items():
            if not _is_read(name):
                numbers[name] += number
                regions.setdefault(name, set()).add(region)
    most = sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TYPES]
    return [Recorded(name, number, tuple(sorted(regions[name]))) for name, number in most]


def _counted(run: Run, account: str) -> Iterable[tuple[str, Mapping[str, int]]]:
    found = Fact.objects.filter(run=run, kind="config.resource_count").order_by()
    found = found.filter(account=account) if account else found
    return found.values_list("region", "data__Counts")


def _is_read(type_name: str) -> bool:
    """Whether its resources are facts of their own; Config's results are no resources."""
    return (
        bool(kind_of_stack_type(type_name))
        or type_name in LISTED_BESIDES
        or type_name.startswith("AWS::Config::")
    )


def parts_in(run: Run, *, service: str, region: str, account: str = "") -> QuerySet[Part]:
    """The parts of a cell, those with something unread first."""
    found = run.parts.filter(service=service, region=region)
    return found.filter(account=account) if account else found


def readings_in(run: Run, *, service: str, region: str, account: str = "") -> QuerySet[Reading]:
    """What each call of a cell came to, what was not read first."""
    found = run.readings.filter(service=service, region=region)
    unread = Q(state__in=(PartState.DENIED, PartState.FAILED))
    first = Case(When(unread, then=Value(0)), default=Value(1))
    found = found.filter(account=account) if account else found
    return found.order_by(first, "account", "kind")


def _cells(run: Run, account: str) -> dict[tuple[str, str], Cell]:
    parts = run.parts.filter(account=account) if account else run.parts.all()
    counted: dict[tuple[str, str], Counter[str]] = {}
    rows = parts.order_by().annotate(came=STATE).values_list("service", "region", "came")
    for service, region, came, number in rows.annotate(number=Count("pk")):
        counted.setdefault((service, region), Counter())[came] = number
    return {key: Cell(*key, counts) for key, counts in counted.items()}


def _shown(row: MatrixRow, state: str) -> bool:
    return any(cell is not None and cell.fits(state) for cell in row.cells)


def _unread(counts: Mapping[str, int]) -> int:
    return sum(counts.get(name, 0) for name in UNREAD_STATES)

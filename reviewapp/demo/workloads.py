"""The workloads of the demo's organisation: the scanned shop, and two that people answer alone."""

from datetime import date, timedelta
from typing import Any

from reviewapp.collection.domain.connect import add_connection
from reviewapp.people.models import Organisation
from reviewapp.workloads.domain import create_workload
from reviewapp.workloads.models import (
    Connection,
    ConnectionKind,
    Criticality,
    Environment,
    TrafficPattern,
    Workload,
)

from .account import ACCOUNT, REGIONS
from .people import EDITOR_EMAIL, EMAIL, person

SHOP = "Larkspur Shop"
STAGING = "Larkspur Shop staging"
WAREHOUSE = "Warehouse control"

PROFILES: dict[str, dict[str, Any]] = {
    SHOP: {
        "description": "The online shop: catalogue, cart, checkout, payments and the mail after.",
        "environment": Environment.PRODUCTION,
        "purpose": (
            "Sells outdoor clothing in Europe and, since last year, in the United States. "
            "Four orders in five arrive between 17:00 and 23:00. An hour without checkout costs "
            "about 40,000 EUR on a normal evening and ten times that on Black Friday."
        ),
        "industry": "Retail & Wholesale",
        "business_owner": "Priya Raman, head of online sales",
        "review_owner": EMAIL,
        "account_ids": [ACCOUNT],
        "regions": list(REGIONS),
        "traffic_pattern": TrafficPattern.SEASONAL,
        "traffic_notes": "Evenings, weekends, and the six weeks before Christmas.",
        "compliance": ["PCI DSS", "GDPR"],
        "rto_minutes": 60,
        "rpo_minutes": 15,
        "criticality": Criticality.HIGH,
        "tags": {"team": "shop", "cost-center": "4100"},
        "notes": "The storefront in us-east-1 was copied by hand for the launch in spring.",
    },
    STAGING: {
        "description": "The shop's rehearsal stage, rebuilt every night from the same templates.",
        "environment": Environment.PREPRODUCTION,
        "purpose": "Every change of the shop runs here for a day before it meets customers.",
        "industry": "Retail & Wholesale",
        "business_owner": "Priya Raman, head of online sales",
        "review_owner": EDITOR_EMAIL,
        "regions": [REGIONS[0]],
        "traffic_pattern": TrafficPattern.BATCH,
        "criticality": Criticality.LOW,
        "tags": {"team": "shop"},
    },
    WAREHOUSE: {
        "description": "Steers the conveyor belts and the pickers' handhelds in the warehouse.",
        "environment": Environment.PRODUCTION,
        "purpose": "Without it nothing leaves the warehouse; paper lists carry it for two hours.",
        "industry": "Travel, Transportation & Logistics",
        "business_owner": "Oskar Lindqvist, head of fulfilment",
        "review_owner": EDITOR_EMAIL,
        "regions": [REGIONS[0]],
        "non_aws_regions": ["Gothenburg warehouse"],
        "traffic_pattern": TrafficPattern.DAILY,
        "rto_minutes": 120,
        "rpo_minutes": 60,
        "criticality": Criticality.MISSION_CRITICAL,
        "tags": {"team": "fulfilment"},
    },
}


def ensure_workload(organisation: Organisation, name: str, *, today: date) -> Workload:
    """The workload as it is, or made from its profile where there is none yet."""
    found = Workload.objects.filter(organisation=organisation, name__iexact=name).first()
    return found or create_workload(
        organisation=organisation,
        fields={"name": name, **PROFILES[name]},
        events=events(today) if name == SHOP else (),
        by=person(EMAIL),
    )


def connect(workload: Workload, endpoint: str) -> Connection:
    """Points the workload's connection at the account, which has a new address at each start."""
    known = workload.connections.filter(account_id=ACCOUNT).first()
    found = known or add_connection(
        workload=workload, kind=ConnectionKind.AMBIENT, account_id=ACCOUNT
    )
    if found.endpoint_url != endpoint:
        found.endpoint_url = endpoint
        found.save(update_fields=["endpoint_url"])
    return found


def repoint(endpoint: str) -> None:
    """Of every workload that people made over the account: its address is new at each start."""
    simulated = Connection.objects.filter(account_id=ACCOUNT).exclude(endpoint_url="")
    simulated.exclude(endpoint_url=endpoint).update(endpoint_url=endpoint)


def events(today: date) -> list[tuple[str, date]]:
    """What the shop prepares for; Black Friday is the next one."""
    sale = black_friday(today.year)
    if sale < today:
        sale = black_friday(today.year + 1)
    return [
        ("Black Friday", sale),
        ("Last orders before Christmas", date(sale.year, 12, 19)),
        ("Spring catalogue", date(sale.year + 1, 3, 2)),
    ]


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    to_thursday = (3 - first.weekday()) % 7
    return first + timedelta(days=to_thursday + 22)

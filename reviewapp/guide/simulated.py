"""A workload over the simulated account, for those who want to look before they connect their own.

There is one where the product was started with it (`manage.py up --demo`), which tells the web
server its address by `DEMO_ENDPOINT`.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from reviewapp.collection.domain import start_run
from reviewapp.demo.account import ACCOUNT, REGIONS
from reviewapp.demo.workloads import connect
from reviewapp.people.models import Organisation, User
from reviewapp.workloads.domain import create_workload
from reviewapp.workloads.models import Environment, Workload


def is_offered() -> bool:
    return bool(settings.DEMO_ENDPOINT)


@transaction.atomic
def make_simulated(*, organisation: Organisation, by: User) -> Workload:
    """A workload of the organisation's own over the simulated account, with its scan queued.

    Raises:
        ValueError: no simulated account was started.
    """
    if not is_offered():
        raise ValueError("No simulated account was started.")
    workload = create_workload(
        organisation=organisation,
        fields={
            "name": _free_name(organisation),
            "description": _("A shop in a simulated AWS account, to look around in."),
            "environment": Environment.PREPRODUCTION,
            "account_ids": [ACCOUNT],
            "regions": list(REGIONS),
        },
        by=by,
    )
    connect(workload, settings.DEMO_ENDPOINT)
    start_run(workload=workload, by=by)
    return workload


def _free_name(organisation: Organisation) -> str:
    taken = {name.lower() for name in organisation.workloads.values_list("name", flat=True)}
    first = _("Simulated shop")
    numbered = (f"{first} {number}" for number in range(2, len(taken) + 3))
    return next(name for name in (first, *numbered) if name.lower() not in taken)

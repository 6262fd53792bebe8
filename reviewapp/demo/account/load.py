"""How busy the instances were in the last two weeks."""

from functools import partial

from . import REGIONS
from .answers import metrics
from .clients import Account


def build_load(account: Account) -> None:
    answer = partial(metrics.answer, processors=account.processors)
    for region in REGIONS:
        account.records.put("monitoring", region, "GetMetricData", answer)

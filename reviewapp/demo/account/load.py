"""How busy the instances were in the last two weeks, and how much of the quotas was in use."""

from functools import partial

from . import REGIONS
from .answers import metrics
from .answers.records import Content, Params
from .clients import Account
from .limits import usage
from .usage import answer as answer_used


def build_load(account: Account) -> None:
    for region in REGIONS:
        account.records.put(
            "monitoring", region, "GetMetricData", partial(_answer, account, region)
        )


def _answer(account: Account, region: str, params: Params) -> Content | None:
    told = metrics.answer(params, account.processors) or usage(params, region)
    return told or answer_used(params, account.usage[region])

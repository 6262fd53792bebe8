"""Fields that AWS always gives and moto leaves out of its answers."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from . import ACCOUNT
from .answers import report
from .clients import Account

MAINTENANCE = "<maintenanceOptions><autoRecovery>default</autoRecovery></maintenanceOptions>"
PLATFORM = "<platformDetails>Linux/UNIX</platformDetails>"
JSON_LOGS = ("order-confirmation", "stock-sync", "cart-cleanup")
CIRCUIT_BROKEN = ("api",)


def complete_answers(account: Account) -> None:
    records = account.records
    records.amend("iam", "GetCredentialReport", partial(report.with_root_user, account=ACCOUNT))
    records.amend("ec2", "DescribeInstances", _with_maintenance)
    records.amend("elasticache", "DescribeCacheClusters", _with_settings)
    records.amend("lambda", "GET /2015-03-31/functions", partial(_each, "Functions", _log))
    records.amend("ecs", "DescribeServices", partial(_each, "services", _deploy))


def _with_maintenance(answer: str) -> str:
    return answer.replace("<metadataOptions>", f"{MAINTENANCE}{PLATFORM}<metadataOptions>")


def _with_settings(answer: str) -> str:
    """The account's single caches are all of the years before encryption."""
    off = "<AtRestEncryptionEnabled>false</AtRestEncryptionEnabled>"
    renewed = "<AutoMinorVersionUpgrade>true</AutoMinorVersionUpgrade>"
    return answer.replace("<CacheClusterStatus>", f"{off}{renewed}<CacheClusterStatus>")


def _each(key: str, complete: Callable[[dict[str, Any]], None], answer: str) -> str:
    content = json.loads(answer)
    for item in content[key]:
        complete(item)
    return json.dumps(content)


def _log(function: dict[str, Any]) -> None:
    name = function["FunctionName"]
    kind = "JSON" if name in JSON_LOGS else "Text"
    function["LoggingConfig"] = {"LogFormat": kind, "LogGroup": f"/aws/lambda/{name}"}


def _deploy(service: dict[str, Any]) -> None:
    breaks = service["serviceName"] in CIRCUIT_BROKEN
    service["deploymentConfiguration"] = {
        "deploymentCircuitBreaker": {"enable": breaks, "rollback": breaks},
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
    }

"""Secrets, parameters and runbooks. Every value here is made up."""

import json
from typing import Any

from . import MAIN, SECOND
from .clients import Account
from .tags import listed, shop

SECRETS = ("orders-db", "payments-api", "search-api")
RUNBOOKS = {
    "Larkspur-FailOverOrders": "Promote the standby of the orders database and tell the shop.",
    "Larkspur-RotateSearchNodes": "Replace the search nodes one after another.",
}


def build_secrets(account: Account, keys: dict[str, str]) -> None:
    manager = account.client("secretsmanager")
    for name in SECRETS:
        manager.create_secret(
            Name=f"larkspur/{name}",
            SecretString="not-a-real-one",
            KmsKeyId=keys["shop-data"],
            Tags=listed(shop("shop")),
        )
    account.client("secretsmanager", SECOND).create_secret(
        Name="us/payment-provider",
        SecretString="not-a-real-one",
    )
    _parameters(account)
    _runbooks(account.client("ssm"))


def _parameters(account: Account) -> None:
    for region, name, kind in (
        (MAIN, "/larkspur/api/feature-flags", "String"),
        (MAIN, "/larkspur/mail/password", "SecureString"),
        (MAIN, "/larkspur/erp/db_password", "String"),
        (SECOND, "/us/storefront/theme", "String"),
    ):
        account.client("ssm", region).put_parameter(Name=name, Value="not-a-real-one", Type=kind)


def _runbooks(ssm: Any) -> None:
    for name, about in RUNBOOKS.items():
        steps = [{"name": "Pause", "action": "aws:sleep", "inputs": {"Duration": "PT1S"}}]
        content = {"schemaVersion": "0.3", "description": about, "mainSteps": steps}
        ssm.create_document(
            Name=name,
            DocumentType="Automation",
            DocumentFormat="JSON",
            Content=json.dumps(content),
        )

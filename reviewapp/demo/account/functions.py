"""Lambda: new functions on Graviton, old ones on runtimes that ended, some with secrets in them."""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

from . import ACCOUNT, MAIN, SECOND
from .clients import Account
from .tags import Tags, shop

ROLE = f"arn:aws:iam::{ACCOUNT}:role/larkspur-functions"


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    runtime: str
    architecture: str = "x86_64"
    tags: Tags = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    traced: bool = False
    memory: int = 256


FUNCTIONS = (
    Function("order-confirmation", "python3.13", "arm64", shop("orders"), traced=True),
    Function("stock-sync", "python3.13", "arm64", shop("catalogue"), traced=True),
    Function("cart-cleanup", "python3.12", "arm64", shop("cart")),
    Function("price-import", "python3.9", tags=shop("catalogue"), memory=1024),
    Function("thumbnails", "nodejs16.x", tags=shop("catalogue"), memory=1536),
    Function(
        "invoice-mail",
        "nodejs14.x",
        variables={"SMTP_HOST": "smtp.larkspur.example", "SMTP_PASSWORD": "not-a-real-one"},
    ),
)
HURRIED = (
    Function(
        "us-payment-webhook",
        "nodejs14.x",
        variables={"PAYMENT_API_SECRET": "not-a-real-one", "STAGE": "live"},
    ),
)


def build_functions(account: Account, queues: dict[str, str]) -> None:
    code = _code()
    for function in FUNCTIONS:
        _make(account.client("lambda", MAIN), function, code)
    for function in HURRIED:
        _make(account.client("lambda", SECOND), function, code)
    for name, queue in (("order-confirmation", "orders"), ("thumbnails", "thumbnails")):
        account.client("lambda").create_event_source_mapping(
            FunctionName=name, EventSourceArn=queues[queue], BatchSize=10
        )


def _make(client: Any, function: Function, code: bytes) -> None:
    client.create_function(
        FunctionName=function.name,
        Runtime=function.runtime,
        Role=ROLE,
        Handler="index.handler",
        Architectures=[function.architecture],
        MemorySize=function.memory,
        Timeout=30,
        Code={"ZipFile": code},
        Environment={"Variables": function.variables},
        TracingConfig={"Mode": "Active" if function.traced else "PassThrough"},
        Tags=function.tags,
    )


def _code() -> bytes:
    """A package with one empty handler; the same bytes at every start."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        entry = zipfile.ZipInfo("index.py", date_time=(2026, 1, 1, 0, 0, 0))
        archive.writestr(entry, "def handler(event, context):\n    return None\n")
    return packed.getvalue()

"""An account with a known truth: boto3 clients to build it with, and what it shall answer."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import time_machine

from tests.aws import CONFIG, builder

from .layer import Answer, Book, Change, Layer, Trouble, denial, key_of

REGION = "us-east-1"
OTHER = "eu-west-1"

_numbers = count(1)


class Account:
    """One simulated account, empty at first.

    `client` is the boto3 client of a service, `region` says where. The methods below program what
    moto does not know: `answer` in place of moto's answer, `change` on top of it. `guilty` and
    `innocent` tell what is true of the resources.
    """

    def __init__(self, endpoint: str, layer: Layer) -> None:
        self.id = f"{770000000000 + next(_numbers)}"
        self.endpoint = endpoint
        self.book = layer.books.setdefault(self.id, Book())
        self.blamed: list[tuple[str, str]] = []
        self.cleared: list[tuple[str, str]] = []
        self._clients: dict[tuple[str, str], Any] = {}
        # The report takes a second to be made, and is then made anew for whoever reads it.
        self.client("iam").generate_credential_report()

    def client(self, service: str, region: str = REGION) -> Any:
        if (service, region) not in self._clients:
            client = builder().client(
                service,
                region_name=region,
                endpoint_url=self.endpoint,
                config=CONFIG,
                aws_access_key_id=key_of(self.id),
                aws_secret_access_key="simulated",
            )
            client.meta.events.register("before-call.s3-control.*", self._keep_host)
            self._clients[service, region] = client
        return self._clients[service, region]

    def answer(self, service: str, operation: str, answer: Answer, region: str = "*") -> None:
        """What a call gives, in boto3's words, in place of whatever moto knows."""
        self.book.answers[service, operation, region] = answer

    def change(self, service: str, operation: str, change: Change) -> None:
        """Lets `change` write into what moto gives for a call."""
        self.book.changes.append(((service, operation), change))

    def trouble(self, *troubles: Trouble) -> None:
        self.book.troubles += troubles

    def deny(self, service: str, operation: str = "*", region: str = "*") -> None:
        self.trouble(denial(service, operation, region))

    def guilty(self, choice: str, *arns: str) -> None:
        """These resources must be among the failing findings of a choice."""
        self.blamed += [(choice, arn) for arn in arns]

    def innocent(self, choice: str, *arns: str) -> None:
        """These must be among its passing findings, whatever the choice comes to."""
        self.cleared += [(choice, arn) for arn in arns]

    def arn(self, service: str, rest: str, region: str = REGION) -> str:
        return f"arn:aws:{service}:{region}:{self.id}:{rest}"

    def _keep_host(self, params: dict[str, Any], **_: object) -> None:
        """S3 Control writes the account before the host, which a local server has no name for."""
        params["url"] = params["url"].replace(f"//{self.id}.", "//", 1)


Build = Callable[[Account], None]


def days_ago(days: float) -> AbstractContextManager[Any]:
    """What is made inside was made so many days ago."""
    return time_machine.travel(datetime.now(UTC) - timedelta(days=days), tick=True)

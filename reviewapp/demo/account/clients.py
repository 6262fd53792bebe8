"""boto3 clients to build the account with, each made once."""

from typing import Any

from boto3.session import Session
from botocore.config import Config

from . import MAIN
from .answers import Records
from .gate import BUILDER_KEY

CONFIG = Config(
    retries={"total_max_attempts": 1},
    connect_timeout=5,
    read_timeout=60,
    # One host answers for all services.
    inject_host_prefix=False,
    s3={"addressing_style": "path"},
)


class Account:
    """The account to be: clients by service and region, and the records of answers."""

    def __init__(self, endpoint: str, records: Records, *, key: str = BUILDER_KEY) -> None:
        self.endpoint = endpoint
        self.records = records
        self.processors: dict[str, tuple[float, float]] = {}
        """Average and highest CPU, percent, by instance id."""
        self.usage: dict[str, dict[tuple[str, str, str], dict[str, float]]] = {}
        """By region and metric (namespace, name, of what), the value of each statistic."""
        self._session = Session(aws_access_key_id=key, aws_secret_access_key="simulated")  # noqa: S106
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str = MAIN) -> Any:
        if (service, region) not in self._clients:
            self._clients[service, region] = self._session.client(
                service, region_name=region, endpoint_url=self.endpoint, config=CONFIG
            )
        return self._clients[service, region]

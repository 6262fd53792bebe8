"""Fixtures that give tests of collectors an account to read."""

from collections.abc import Iterator

import pytest

from bench.endpoint import replaying
from tests.aws import Aws, moto_server, reset_moto
from tests.collection.replaying import Recorded, furnish


@pytest.fixture(scope="session")
def moto_server_endpoint() -> Iterator[str]:
    with moto_server() as endpoint:
        yield endpoint


@pytest.fixture
def moto_endpoint(moto_server_endpoint: str) -> str:
    """The address of a simulated account with nothing in it but what AWS puts there."""
    reset_moto(moto_server_endpoint)
    return moto_server_endpoint


@pytest.fixture
def aws(moto_endpoint: str) -> Aws:
    return Aws(moto_endpoint)


@pytest.fixture(scope="session")
def recorded(moto_server_endpoint: str) -> Iterator[Recorded]:
    """A furnished account that is recorded once, by the first scan of it."""
    reset_moto(moto_server_endpoint)
    furnish(Aws(moto_server_endpoint))
    with replaying(moto_server_endpoint) as endpoint:
        yield Recorded(endpoint)

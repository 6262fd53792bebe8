"""AWS for tests: moto as a server, real HTTP, real boto3; nothing of boto3 is patched.

def test_volumes(moto_endpoint):
    aws = Aws(moto_endpoint)
    aws.client("ec2").create_volume(...)
    items = read(volumes, aws.reader("ec2"))
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.request import Request, urlopen

from boto3.session import Session
from botocore.config import Config
from botocore.hooks import HierarchicalEmitter
from botocore.loaders import create_loader
from botocore.session import Session as CoreSession
from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import make_server

from reviewapp.collection.reader import Reader
from reviewapp.collection.registry import GLOBAL, Item
from reviewapp.demo.account.backends import Backends

ACCOUNT = "123456789012"  # moto's own account
REGION = "us-east-1"

CONFIG = Config(
    retries={"total_max_attempts": 1},
    connect_timeout=5,
    read_timeout=30,
    # Some services put the account or an API name before the host; a local server has one name.
    inject_host_prefix=False,
    s3={"addressing_style": "path"},
)


# Hundreds of machine images, which nobody asks for, took four fifths of the time of a first call to
# EC2 in each region after each reset.
SETTINGS = {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}


@contextmanager
def moto_server() -> Iterator[str]:
    """A moto server with nothing in it on a free port of this machine; yields its address."""
    with serving(Backends()) as endpoint:
        # What moto simulates belongs to the process: an earlier server's resources would be here.
        reset_moto(endpoint)
        yield endpoint


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Serves moto, or what stands before it, on a free port of this machine; yields its address."""
    os.environ.update(SETTINGS)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # no access log among test results
    server = make_server(
        "127.0.0.1", 0, application, threaded=True, request_handler=MotoRequestHandler
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reset_moto(endpoint: str) -> None:
    """Forgets every resource of every account that the server holds."""
    with urlopen(Request(f"{endpoint}/moto-api/reset", method="POST")):
        pass


# Sessions are many and small; the models of the services, which are not, are loaded once, and
# botocore's own handlers are registered once and copied.
_MODELS = create_loader()
_HANDLERS = HierarchicalEmitter()
CoreSession(event_hooks=_HANDLERS)


def session() -> Session:
    core = CoreSession(event_hooks=copy(_HANDLERS), include_builtin_handlers=False)
    core.register_component("data_loader", _MODELS)
    return Session(
        aws_access_key_id="testing", aws_secret_access_key="testing", botocore_session=core
    )


@cache
def builder() -> Session:
    """The session of all clients that tests make resources with, in their own thread alone.

    A session takes longer to be made than a client of it.
    """
    return session()


def _without_account(params: dict[str, Any], **_: Any) -> None:
    """S3 Control puts the account before the host, which a local server has no name for."""
    params["url"] = params["url"].replace(f"//{ACCOUNT}.", "//", 1)


@dataclass(frozen=True)
class Aws:
    """Clients to make resources with, and readers to read them with, at one endpoint."""

    endpoint: str
    region: str = REGION

    def client(self, service: str, *, region: str = "") -> Any:
        client = builder().client(
            service,
            region_name=region or self.region,
            endpoint_url=self.endpoint,
            config=CONFIG,
        )
        client.meta.events.register("before-call.s3-control.*", _without_account)
        return client

    def reader(
        self,
        client: str,
        *,
        region: str = "",
        place: str = "",
        pool: ThreadPoolExecutor | None = None,
    ) -> Reader:
        """A reader as a run makes it; `place` is GLOBAL for services without regions."""
        where = region or self.region
        return Reader(
            session=session(),
            account=ACCOUNT,
            region=where,
            place=place or where,
            config=CONFIG,
            endpoint_url=self.endpoint,
            client_name=client,
            pool=pool,
        )

    def global_reader(self, client: str) -> Reader:
        return self.reader(client, place=GLOBAL)


def read(collect: Callable[[Reader], Iterator[Item]], reader: Reader) -> list[Item]:
    return list(collect(reader))


def by_name(items: list[Item]) -> Mapping[str, Item]:
    """Items by name; two of one name would hide each other, so they are refused."""
    found = {item.name: item for item in items}
    assert len(found) == len(items), [item.name for item in items]
    return found

"""The account's server: one process that listens, fills the account and answers."""

import gc
import logging
import os
import threading
from typing import Any

from .answers import Layer, Records
from .clients import Account
from .gate import Gate

# moto reads these when its backends are made: without images and policies that nobody uses,
# the account starts in a second and lists what stands in it only.
SETTINGS = {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false", "MOTO_IAM_LOAD_MANAGED_POLICIES": "false"}
SEED = 20_260_801  # the same ids at every start


class AccountServer:
    """Listens from the start; others than the builder are answered once the account is filled."""

    def __init__(self, *, host: str, port: int) -> None:
        os.environ.update(SETTINGS)
        from moto.moto_server.werkzeug_app import MotoRequestHandler
        from werkzeug.serving import make_server

        from .backends import Backends

        logging.getLogger("werkzeug").setLevel(logging.ERROR)  # no line per call
        self.records = Records()
        moto: Any = Backends()
        self.gate = Gate(Layer(moto, self.records))
        self._server = make_server(
            host, port, self.gate, threaded=True, request_handler=MotoRequestHandler
        )
        self.endpoint = f"http://{host}:{self._server.port}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def fill(self) -> None:
        """Builds everything that stands in the account, then lets everybody in."""
        from moto.moto_api._internal import mock_random

        from .filling import fill

        mock_random.seed(SEED)
        # What is made now stays until the end: looking for garbage in it costs a third of the time.
        gc.disable()
        try:
            fill(Account(self.endpoint, self.records))
        finally:
            gc.freeze()
            gc.enable()
        self.gate.open.set()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

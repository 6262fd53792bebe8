"""moto behind the layer, on a port of this machine."""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import make_server

from tests.aws import SETTINGS

from .layer import Layer


@contextmanager
def truth_server() -> Iterator[tuple[str, Layer]]:
    """Yields the address and the layer, to program accounts by."""
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )

    os.environ.update(SETTINGS)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # no access log among test results
    moto: Any = DomainDispatcherApplication(create_backend_app)
    layer = Layer(moto.get_application)
    server = make_server("127.0.0.1", 0, layer, threaded=True, request_handler=MotoRequestHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}", layer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

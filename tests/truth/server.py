"""moto behind the layer, on a port of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager

from reviewapp.demo.account.backends import Backends
from tests.aws import serving

from .layer import Layer


@contextmanager
def truth_server() -> Iterator[tuple[str, Layer]]:
    """Yields the address and the layer, to program accounts by."""
    layer = Layer(Backends().get_application)
    with serving(layer) as endpoint:
        yield endpoint, layer

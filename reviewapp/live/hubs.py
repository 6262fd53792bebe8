"""The hub of each event loop, with what a process does for its open streams."""

import asyncio

from .hub import Hub
from .watching import keep_marking, keep_watching

_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        for gone in [each for each in _hubs if each.is_closed()]:
            del _hubs[gone]
        _hubs[loop] = Hub(keep_watching, keep_marking)
    return _hubs[loop]

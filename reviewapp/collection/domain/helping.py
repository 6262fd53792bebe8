"""A worker that has nothing else to do reads a shard of a run that another worker drives."""

import logging
import uuid

from .doors import Doors
from .reading import reading

logger = logging.getLogger(__name__)


def help_out() -> bool:
    """Reads one shard of any run that is under way; False where nobody needed help.

    One alone: then the worker is free for whatever else waits in its queue. An account that this
    worker cannot open is left to the one that drives the run.
    """
    doors = Doors()
    with reading(holder=uuid.uuid4().hex, doors=doors) as work:
        helped = work.claim()
        while work.busy:
            work.turn()
            if doors.shut:
                logger.warning("This worker cannot help: %s", *doors.shut.values())
                return False
            if work.waits_until and not work.begun:
                return False  # of no help before there are calls again
        return helped

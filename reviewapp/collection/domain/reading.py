"""One worker's reading: it claims shards, reads their parts in threads, and stores what they give.

Threads read; the thread that calls `turn` alone speaks to the database.
"""

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from pillars.scope import Scope
from reviewapp.collection.models import Part, Run, Shard
from reviewapp.collection.reader import Silence
from reviewapp.workloads.domain.scope import scope_of
from reviewapp.workloads.models import Connection

from .crew import Crew, Gate, crew
from .doors import Doors, connection_for
from .metering import Meter
from .read_part import PartRead, collectors_in, read_part
from .sessions import AccountUnreachable
from .shards import (
    MOST_ATTEMPTS,
    claim_shard,
    finish_shards,
    parts_of,
    release_shards,
    renew_shards,
)
from .shares import give_back, take_share
from .store import failed, store_parts

logger = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
GATHER_SECONDS = 0.15  # what ends within it is stored in one transaction
# So many calls for each further one that may be under way are taken on of an account before they
# are needed: whatever takes longest of all of them then begins first, and does not end last. Where
# calls go one by one, no order is better than another.
AHEAD = 50
TOO_OFTEN = (
    f"The worker that read this account and region was lost {MOST_ATTEMPTS} times. "
    "Look into the worker's log for the reason, then start the scan again."
)


@dataclass(slots=True)
class _Held:
    """A shard in hand: the parts of it that are under way.

    `left` are those that its account's budget of calls had no room for yet.
    """

    shard: Shard
    connection: Connection
    meter: Meter
    scope: Scope
    left: list[Part] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    silence: Silence = field(default_factory=Silence)
    waiting: dict["Future[PartRead]", Part] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """Calls that are expected until it is read."""
        return sum(part.weight for part in (*self.left, *self.waiting.values()))


class Reading:
    """What one worker has in hand.

    Args:
        holder: names this worker in leases.
        threads: read parts; more of them than calls at once, since they also make sense of
            answers and wait for each other.
        doors: accounts that are open already.
        run: read this run's shards alone; any run's where it is None.
    """

    def __init__(self, *, holder: str, threads: Crew, doors: Doors, run: Run | None = None) -> None:
        self._holder, self._threads, self._doors, self._run = holder, threads, doors, run
        self._held: dict[int, _Held] = {}
        self._gates: dict[str, Gate] = {}
        self._next_beat = 0.0

    @property
    def busy(self) -> bool:
        return bool(self._held)

    @property
    def has_room(self) -> bool:
        """Whether threads will soon have nothing to begin."""
        return self._threads.backlog < self._threads.size

    @property
    def begun(self) -> list[Part]:
        """Parts under way."""
        return [part for held in self._held.values() for part in held.waiting.values()]

    @property
    def waits_until(self) -> datetime | None:
        """When there may be calls again, where all that is in hand waits for its budget."""
        held = self._held.values()
        times = [e.meter.until for e in held if e.meter.until and e.meter.stuck(e.waiting.values())]
        return min(times) if times and len(times) == len(held) else None

    def claim(self) -> bool:
        """Takes one more shard; False where there is none to be had."""
        shard = claim_shard(holder=self._holder, run=self._run)
        if shard is not None:
            self._take(shard)
        return shard is not None

    def fill(self) -> None:
        """Claims until the threads will have something to begin for a while."""
        while self.has_room and self.claim():
            self.claim_beside()

    def let_go(self, account: str) -> None:
        """Reads no more of an account."""
        for pk in [pk for pk, held in self._held.items() if held.shard.account == account]:
            self._lose(pk)

    def claim_beside(self) -> None:
        """Takes the other shards of the accounts in hand, as far as they are small.

        The bound of calls is the account's: another worker would read them no sooner.
        """
        for beside in list(self._held.values()):
            run, account = beside.shard.run, beside.shard.account
            while self._weight(account) < AHEAD * (self._gates[account].limit - 1):
                shard = claim_shard(holder=self._holder, run=run, account=account)
                if shard is None:
                    break
                shard.run = run
                self._take(shard, beside)

    def _weight(self, account: str) -> int:
        held = self._held.values()
        return sum(each.weight for each in held if each.shard.account == account)

    def _take(self, shard: Shard, beside: _Held | None = None) -> None:
        """`beside`: one in hand of the same run and account."""
        connection = beside.connection if beside else connection_for(shard.run, shard.account)
        scope = beside.scope if beside else scope_of(connection.workload).scope
        organisation = connection.workload.organisation_id
        meter = Meter(organisation_id=organisation, account=shard.account)
        held = _Held(shard, connection, meter, scope)
        self._held[shard.pk] = held
        if shard.account not in self._gates:
            gate = self._gates[shard.account] = Gate()
            take_share(account=shard.account, holder=self._holder, gate=gate)
        self._begin(held)

    def turn(self) -> str:
        """Waits a moment for parts to end and stores them; a label of the last, for people.

        A part whose account could not be opened is left as it is: see `Doors.shut`.
        """
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + BEAT_SECONDS
            self._beat()
        waiting = [future for held in self._held.values() for future in held.waiting]
        wait(waiting, timeout=BEAT_SECONDS / 2, return_when=FIRST_COMPLETED)
        wait(waiting, timeout=GATHER_SECONDS, return_when=ALL_COMPLETED)
        if not waiting:
            time.sleep(GATHER_SECONDS)
        return self._store()

    def drop(self) -> None:
        """Sends no further call and gives back what was not finished."""
        for held in self._held.values():
            _stop(held)
            held.meter.ended(held.waiting.values())
        self._held.clear()
        self._close_gates()
        release_shards(holder=self._holder)
        give_back(holder=self._holder)

    def _begin(self, held: _Held) -> None:
        parts = parts_of(held.shard)
        if held.shard.attempts > MOST_ATTEMPTS:
            store_parts([(part, failed(part, TOO_OFTEN)) for part in parts])
            parts = []
        held.left = parts
        self._feed(held)

    def _feed(self, held: _Held) -> None:
        """Begins the parts that are left, as far as the account's budget has calls for them."""
        gate = self._gates[held.shard.account]
        while held.left and held.meter.admit(held.left[0]):
            part = held.left.pop(0)
            toll = held.meter.toll(part, gate)
            steps = len(collectors_in(part.service, part.region))
            reading = self._threads.begin(
                self._read, held, part, toll, weight=part.weight, steps=steps
            )
            held.waiting[reading] = part
        if not held.left and not held.waiting:
            self._finish(held)

    def _read(self, held: _Held, part: Part, gate: AbstractContextManager[Any]) -> PartRead:
        access = self._doors.open(part.run_id, held.connection)
        return read_part(
            access,
            service=part.service,
            region=part.region,
            pool=self._threads,
            stop=held.stop,
            gate=gate,
            silence=held.silence,
            scope=held.scope,
        )

    def _beat(self) -> None:
        """Renews what is held; stops reading what is no longer this worker's to read."""
        mine = renew_shards(holder=self._holder)
        for pk in [pk for pk in self._held if pk not in mine]:
            self._lose(pk)
        for account in self._close_gates():
            give_back(holder=self._holder, account=account)
        for account, gate in self._gates.items():
            take_share(account=account, holder=self._holder, gate=gate)
        for held in list(self._held.values()):
            held.meter.top_up()
            if held.left and not held.meter.wanting:
                self._feed(held)

    def _lose(self, pk: int) -> None:
        lost = self._held.pop(pk)
        _stop(lost)
        lost.meter.ended(lost.waiting.values())

    def _store(self) -> str:
        """What has ended, in one transaction for each run."""
        done: dict[Any, list[tuple[_Held, Future[PartRead]]]] = {}
        for held in self._held.values():
            ended = [(held, future) for future in held.waiting if _ended(future)]
            if ended:
                done.setdefault(held.shard.run_id, []).extend(ended)
        label = ""
        for ended in done.values():
            parts = [held.waiting[future] for held, future in ended]
            store_parts(
                [(part, _outcome(part, each)) for part, (_, each) in zip(parts, ended, strict=True)]
            )
            for held, future in ended:
                self._end(held, future)
            label = f"{parts[-1].service} in {parts[-1].region} ({parts[-1].account})"
        return label

    def _end(self, held: _Held, future: "Future[PartRead]") -> None:
        """Lets go of a part that was stored, and of its shard with the last of them."""
        held.meter.ended([held.waiting.pop(future)])
        if not held.waiting and not held.left:
            self._finish(held)

    def _finish(self, held: _Held) -> None:
        finish_shards(ids=[held.shard.pk])
        del self._held[held.shard.pk]

    def _close_gates(self) -> list[str]:
        """Forgets the gates of accounts of which nothing is in hand; whoever waits goes through.

        It is refused as it sends: what it reads for was stopped.
        """
        used = {held.shard.account for held in self._held.values()}
        unused = [account for account in self._gates if account not in used]
        for account in unused:
            self._gates.pop(account).set_limit(self._threads.size)
        return unused


@contextmanager
def reading(*, holder: str, doors: Doors, run: Run | None = None) -> Iterator[Reading]:
    """A worker's reading; whatever ends it, no further call is sent and nothing stays claimed."""
    with crew(2 * settings.SCAN_CONCURRENCY) as threads:
        work = Reading(holder=holder, threads=threads, doors=doors, run=run)
        try:
            yield work
        finally:
            work.drop()


def _stop(held: _Held) -> None:
    held.stop.set()
    for future in held.waiting:
        future.cancel()


def _ended(future: "Future[PartRead]") -> bool:
    """A closed door says nothing of a part: another worker may be able to open the account."""
    return future.done() and not isinstance(future.exception(), AccountUnreachable)


def _outcome(part: Part, future: "Future[PartRead]") -> PartRead:
    error = future.exception()
    if error is None:
        return future.result()
    # A collector's own mistake must cost its service and not the run; the log has the trace.
    logger.error("Reading %s failed", part, exc_info=error)
    return failed(part, f"Reading {part.service} failed: {type(error).__name__}.")

"""Facts that stay in the database until a check asks for their kind.

Few facts are loaded at once, in one query. Of many, kinds come one after the other and leave for
others when the last check that declared them has run; a kind that alone is too large is written
to a file by the first who asks, and read from it by every other.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from pillars.facts import Facts, Held, Resource

from .spooled import Spooled

# Some 3 to 6 KiB each in memory.
ROOM = 4_000

Load = Callable[[Collection[str]], Iterator[Resource]]


class StoredFacts(Facts):
    """Facts by kind, of which at most `room` are in memory at a time."""

    def __init__(self, load: Load, counts: Mapping[str, int], *, room: int = ROOM) -> None:
        self.counts = counts
        self._load, self._room = load, room
        self._awaited: Counter[str] = Counter()
        self._kinds: dict[str, Facts] = {}
        self._files: set[str] = set()  # the kinds of which a file is open

    def of(self, kind: str, account: str | None, region: str | None) -> Sequence[Resource]:
        if not self.counts.get(kind):
            return []
        if kind not in self._kinds:
            self._fetch(kind)
        return self._kinds[kind].of(kind, account, region)

    def expect(self, kinds: Iterable[str]) -> None:
        """The kinds that will be asked for, once for each time that `done_with` names them."""
        self._awaited.update(kinds)

    def done_with(self, kinds: Iterable[str]) -> None:
        """A check that declared these has run; a file that no other waits for is dropped.

        What is in memory stays while there is room: a check may look at more than it declares.
        """
        self._awaited.subtract(kinds)
        self._drop(self._files)

    def _drop(self, kinds: Collection[str]) -> None:
        """Those of the kinds that no check waits for."""
        for kind in [kind for kind in kinds if self._awaited[kind] <= 0]:
            del self._kinds[kind]
            self._files.discard(kind)

    def _fetch(self, kind: str) -> None:
        if self.counts[kind] > self._free():
            self._drop(self._kinds.keys() - self._files)
        if self.counts[kind] > self._free():
            self._kinds[kind] = Spooled(kind, self._load([kind]))
            self._files.add(kind)
            return
        kinds = list(self._that_fit(kind))
        found: dict[str, list[Resource]] = {each: [] for each in kinds}
        for resource in self._load(kinds):
            found[resource.kind].append(resource)
        self._kinds |= {each: Held(resources) for each, resources in found.items()}

    def _that_fit(self, kind: str) -> Iterator[str]:
        """The kind, and those awaited beside it that there is room for: one query for all."""
        room = self._free() - self.counts[kind]
        yield kind
        for other, times in self._awaited.items():
            count = self.counts.get(other, 0)
            if times > 0 and 0 < count <= room and other not in (*self._kinds, kind):
                room -= count
                yield other

    def _free(self) -> int:
        held = (kind for kind, facts in self._kinds.items() if isinstance(facts, Held))
        return self._room - sum(self.counts[kind] for kind in held)

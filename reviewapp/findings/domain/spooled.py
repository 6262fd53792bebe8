"""One kind of facts, in a file without a name: read in chunks, as often as checks ask."""

import marshal
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, groupby, islice
from tempfile import TemporaryFile
from typing import IO, Any, overload

from pillars.facts import Facts, Resource

CHUNK = 250
KEPT = 4  # chunks: checks ask again and again for what lies in one account and region


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Resources of one account and region, one after the other in the file."""

    account: str
    region: str
    at: int
    size: int
    count: int


class Spooled(Facts):
    """Every resource of one kind, of which only a few chunks are in memory at a time."""

    def __init__(self, kind: str, resources: Iterable[Resource]) -> None:
        self._kind = kind
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - gone with this object
        self._chunks = list(self._written(resources))
        self._kept: OrderedDict[int, list[Resource]] = OrderedDict()

    def of(self, kind: str, account: str | None, region: str | None) -> Sequence[Resource]:
        chunks = [
            chunk
            for chunk in self._chunks
            if kind == self._kind
            and account in (None, chunk.account)
            and region in (None, chunk.region)
        ]
        return _Part(self._read, chunks)

    def _read(self, chunk: _Chunk) -> list[Resource]:
        if chunk.at in self._kept:
            self._kept.move_to_end(chunk.at)
            return self._kept[chunk.at]
        # Two readers may be under way in one file: each says where it reads.
        self._file.seek(chunk.at)
        rows = marshal.loads(self._file.read(chunk.size))  # noqa: S302 - nobody else can write it
        self._kept[chunk.at] = [Resource(*row) for row in rows]
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[chunk.at]

    def _written(self, resources: Iterable[Resource]) -> Iterator[_Chunk]:
        for (account, region), here in groupby(resources, lambda r: (r.account, r.region)):
            while rows := [_row(resource) for resource in islice(here, CHUNK)]:
                at, size = self._file.tell(), self._file.write(marshal.dumps(rows))
                yield _Chunk(account, region, at, size, len(rows))


class _Part(Sequence[Resource]):
    """Some of the chunks, as one sequence."""

    def __init__(self, read: Callable[[_Chunk], list[Resource]], chunks: list[_Chunk]) -> None:
        self._read, self._chunks = read, chunks
        self._ends = list(accumulate(chunk.count for chunk in chunks))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Resource]:
        return chain.from_iterable(map(self._read, self._chunks))

    @overload
    def __getitem__(self, index: int) -> Resource: ...
    @overload
    def __getitem__(self, index: slice) -> list[Resource]: ...
    def __getitem__(self, index: int | slice) -> Resource | list[Resource]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        number = bisect_right(self._ends, place)
        chunk = self._chunks[number]
        return self._read(chunk)[place - (self._ends[number] - chunk.count)]


def _row(resource: Resource) -> tuple[Any, ...]:
    """In the order of `Resource`'s fields; what JSON holds and numbers, and nothing else."""
    return (
        resource.kind,
        resource.id,
        resource.account,
        resource.region,
        resource.name,
        resource.data,
        resource.tags,
        resource.unread,
        resource.key,
    )

"""Two people changed one text: line by line, so that what only one of them touched stays theirs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Lines = Sequence[str]


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines `start` to `end` of the text before, and what one side put in their place."""

    start: int
    end: int
    lines: Lines
    mine: bool

    def meets(self, start: int, end: int) -> bool:
        """Whether it touches the same lines, or adds at the same place."""
        if self.start == self.end == start == end:
            return True
        return self.start < end and start < self.end


def merge_texts(base: str, *, mine: str, theirs: str) -> str:
    """Both sides' changes of `base`. Where they changed the same lines, theirs, then mine.

    No line that a side added is lost; a line that a side took out and the other left is out.
    """
    if not base.strip():
        return "\n\n".join(text for text in (theirs, mine) if text)
    before = _lines(base)
    hunks = [*_hunks(before, _lines(mine), mine=True), *_hunks(before, _lines(theirs), mine=False)]
    merged, at = [], 0
    for region in _regions(hunks):
        start, end = min(h.start for h in region), max(h.end for h in region)
        merged += [*before[at:start], *_settled(before, region, start, end)]
        at = end
    return "\n".join([*merged, *before[at:]])


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _hunks(before: Lines, after: Lines, *, mine: bool) -> Iterator[Hunk]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            yield Hunk(start, end, after[first:last], mine)


def _regions(hunks: list[Hunk]) -> Iterator[list[Hunk]]:
    """Hunks that touch the same lines together, in the order of the text."""
    region: list[Hunk] = []
    for hunk in sorted(hunks, key=lambda each: (each.start, each.end)):
        if region and not hunk.meets(region[0].start, max(each.end for each in region)):
            yield region
            region = []
        region.append(hunk)
    if region:
        yield region


def _settled(before: Lines, region: list[Hunk], start: int, end: int) -> list[str]:
    mine, theirs = (
        _side(before, [each for each in region if each.mine is side], start, end)
        for side in (True, False)
    )
    if mine == before[start:end] and start != end:
        return theirs
    if theirs == before[start:end] and start != end:
        return mine
    return [*theirs, *(line for line in mine if line not in theirs)]


def _side(before: Lines, hunks: list[Hunk], start: int, end: int) -> list[str]:
    """One side's version of the lines of a region."""
    lines: list[str] = []
    at = start
    for hunk in hunks:
        lines += [*before[at : hunk.start], *hunk.lines]
        at = hunk.end
    return [*lines, *before[at:end]]

"""A template's words inside a note that people may write in as well."""

from dataclasses import dataclass

GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class MergedText:
    """The note, and what of it is the template's; None where people rewrote that."""

    note: str
    left: str | None


def merge_text(note: str, *, was: str | None, now: str, limit: int) -> MergedText:
    """Replaces the template's words in a note; what people wrote around them stays as it is.

    Args:
        note: as it stands.
        was: what the template left there; "" for nothing, None once people rewrote it.
        now: what the template says now; "" for nothing.
        limit: characters that fit. Where the words do not fit they are left out until they do.
    """
    if was is None:
        return MergedText(note, None)
    at = _find(note, was) if was else -1
    if at >= 0 and was:
        merged = _replaced(note, at, was, now)
    elif now and _find(note, now) >= 0:
        merged = note
    elif was:
        return MergedText(note, None)
    else:
        merged = _joined(note, now)
    return MergedText(merged, now) if len(merged) <= limit else MergedText(note, was)


def _find(note: str, block: str) -> int:
    """Where the note has the block as lines of its own; -1 where it has not."""
    at = note.find(block)
    while at >= 0:
        end = at + len(block)
        if (at == 0 or note[at - 1] == "\n") and (end == len(note) or note[end] == "\n"):
            return at
        at = note.find(block, at + 1)
    return -1


def _replaced(note: str, at: int, was: str, now: str) -> str:
    before, after = note[:at], note[at + len(was) :]
    if now:
        return before + now + after
    # Without the block its blank lines go too, those between two texts of people stay once.
    left, right = before.removesuffix(GAP), after.removeprefix(GAP)
    return left + GAP + right if left and right else left + right


def _joined(note: str, now: str) -> str:
    return note + GAP + now if note and now else note or now

"""From the bytes of another tool's file to a `Report`, whatever the file holds."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from .decoding import Document, Table, Unreadable, decode
from .formats import (
    access_analyzer,
    checkov,
    compute_optimizer,
    config,
    cost_optimization_hub,
    guardduty,
    inspector,
    ocsf,
    prowler_csv,
    prowler_json,
    resilience_hub,
    sarif,
    security_hub,
    service_screener,
    trusted_advisor,
)
from .formats.shape import Format
from .model import Imported, Message, Report, Tool
from .values import opened

MAX_FINDINGS: Final = 50_000
MAX_MESSAGES: Final = 100
STEP: Final = 1000
EMPTY: Final = (
    "The file lists no finding and does not tell whose it is. Where a tool looked and found "
    "nothing, choose that tool; else export it again."
)

FORMATS: Final[tuple[Format, ...]] = (
    *security_hub.FORMATS,
    *ocsf.FORMATS,
    *prowler_csv.FORMATS,
    *prowler_json.FORMATS,
    *sarif.FORMATS,
    *checkov.FORMATS,
    *config.FORMATS,
    *trusted_advisor.FORMATS,
    *compute_optimizer.FORMATS,
    *cost_optimization_hub.FORMATS,
    *resilience_hub.FORMATS,
    *guardduty.FORMATS,
    *inspector.FORMATS,
    *access_analyzer.FORMATS,
    *service_screener.FORMATS,
)


def read_report(
    content: bytes, *, tool: Tool | None = None, told: Callable[[int], None] = lambda _count: None
) -> Report:
    """Reads a file of another tool.

    Args:
        content: the file.
        tool: whose file it should be; found out from the content where nothing is said.
        told: is called every thousand records with how many were read; what it raises ends the
            reading.

    Raises:
        Unreadable: nothing of the file can be taken; the text says why and what to do.
    """
    document = opened(decode(content))
    found = _format_of(document, tool)
    if found is None:
        assert tool  # noqa: S101 - only a chosen tool may come with an empty file
        return Report(tool, "", ())
    taken = _Taken(told)
    taken.all(found.read(document))
    # Nothing at all is what a tool writes that looked and found nothing.
    if taken.refused and not taken.findings and not taken.left_out:
        raise Unreadable(_nothing(found, taken.refused[0]))
    return Report(found.tool, found.version(document), tuple(taken.findings), taken.messages)


def recognise(content: bytes, *, tool: Tool | None = None) -> Tool:
    """Whose file it is, by a look at its first records. Raises Unreadable."""
    found = _format_of(opened(decode(content)), tool)
    return found.tool if found else Tool(tool or Tool.SARIF)


def _format_of(document: Document, tool: Tool | None) -> Format | None:
    """The format of a document; None for an empty one of a tool that was chosen."""
    fitting = [each for each in FORMATS if each.recognises(document)]
    if not fitting and _is_empty(document):
        if tool:
            return None
        raise Unreadable(EMPTY)
    if not fitting:
        raise Unreadable(_unknown(document, tool))
    chosen = next((each for each in fitting if tool in (None, each.tool)), None)
    if chosen is None:
        assert tool  # noqa: S101 - without a choice the first one fits
        raise Unreadable(
            f"This is a file of {fitting[0].tool.label} ({fitting[0].name}), not of {tool.label}. "
            f"Choose {fitting[0].tool.label}, or let it be recognised."
        )
    return chosen


def _is_empty(document: Document) -> bool:
    """Whether it is a list without records, or one page of such lists."""
    if isinstance(document, dict):
        return bool(document) and not any(document.values())
    return document == []


def _unknown(document: Document, tool: Tool | None) -> str:
    names = sorted({each.tool.label for each in FORMATS if each.tool is not Tool.SARIF})
    wanted = f"a file of {tool.label}" if tool else "a file of any tool that is known here"
    seen = ", ".join(_names(document)[:5])
    holds = f" It begins with {seen}." if seen else ""
    return f"This is not {wanted}.{holds} Known are: {', '.join(names)}, and SARIF of any tool."


def _names(document: Document) -> list[str]:
    if isinstance(document, Table):
        return [f"the column {name[:40]}" for name in document.columns]
    first = document[0] if isinstance(document, list) and document else document
    return [f"“{str(key)[:40]}”" for key in first] if isinstance(first, dict) else []


def _nothing(found: Format, first: Message) -> str:
    return f"Nothing of this file ({found.name}) can be taken. {first.place}: {first.text}"


class _Taken:
    """What was read so far, with bounds for both findings and messages."""

    def __init__(self, told: Callable[[int], None]) -> None:
        self.findings: list[Imported] = []
        self.refused: list[Message] = []
        self.left_out: Counter[str] = Counter()
        self._refused = 0
        self._over = 0
        self._told = told

    def all(self, records: Iterable[Imported | Message]) -> None:
        for number, each in enumerate(records, start=1):
            if isinstance(each, Message):
                self._hear(each)
            elif len(self.findings) < MAX_FINDINGS:
                self.findings.append(each)
            else:
                self._over += 1
            if number % STEP == 0:
                self._told(number)

    def _hear(self, message: Message) -> None:
        if not message.refused:
            self.left_out[message.text] += 1
            return
        self._refused += 1
        if len(self.refused) < MAX_MESSAGES:
            self.refused.append(message)

    @property
    def messages(self) -> tuple[Message, ...]:
        return (*self.refused, *self._rest(), *self._notes())

    def _rest(self) -> Iterable[Message]:
        if more := self._refused - len(self.refused):
            yield Message(f"{more} further records", "They were refused too.")
        if self._over:
            text = f"At most {MAX_FINDINGS} findings are kept. Export less at a time."
            yield Message(f"{self._over} further findings", text)

    def _notes(self) -> Iterable[Message]:
        for text, count in self.left_out.most_common(20):
            yield Message(f"{count} left out", text, refused=False)

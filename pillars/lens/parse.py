"""A lens file in, a lens and messages out; a document in, a lens file out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pillars.lens.jsonpos import Scan, scan
from pillars.lens.jsonread import Problem
from pillars.lens.messages import Message, Report, path_text, shorten
from pillars.lens.model import Lens
from pillars.lens.nodes import kind
from pillars.lens.validate import read_lens

# The limit of the AWS Well-Architected Tool for a lens file.
AWS_CHARACTERS: Final = 500_000
# Ours: room for the whole framework with all our texts, indented, and as much again.
MAX_CHARACTERS: Final = 2_000_000
_MAX_BYTES: Final = 4 * MAX_CHARACTERS
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class ParsedLens:
    """What a file holds.

    ``lens`` is None where there is an error. ``document`` is the JSON object of the file with
    everything in it, or None where the file is not one.
    """

    lens: Lens | None
    document: dict[str, Any] | None
    errors: tuple[Message, ...]
    warnings: tuple[Message, ...]


def parse_lens(source: str | bytes) -> ParsedLens:
    """Reads a lens file. Never raises: whatever is wrong is among the messages."""
    if len(source) > (_MAX_BYTES if isinstance(source, bytes) else MAX_CHARACTERS + 1):
        return _refused(_too_large(len(source), "bytes" if isinstance(source, bytes) else ""))
    try:
        text = _decoded(source).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return _refused(_not_text(source, error))
    if len(text) > MAX_CHARACTERS:
        return _refused(_too_large(len(text)))
    return _parsed(scan(text))


def export_lens(document: Mapping[str, Any]) -> str:
    """The lens file of ``document``: an equal document when read again, its keys in their order.

    Indented, unless only without white space it keeps within AWS's limit, or else within ours.
    """
    indented = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if len(indented) <= AWS_CHARACTERS:
        return indented
    dense = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return indented if AWS_CHARACTERS < len(dense) <= len(indented) <= MAX_CHARACTERS else dense


def lens_from_document(document: dict[str, Any]) -> Lens:
    """The lens of a document that was found valid before. Raises ValueError where it is not."""
    if not isinstance(document, dict):
        raise ValueError(f"$: a lens is an object, not {kind(document)}.")  # noqa: TRY004
    report = Report()
    lens = read_lens(document, report)
    if lens is None:
        first = report.errors()[0]
        raise ValueError(f"{first.path}: {first.message}")
    return lens


def _parsed(found: Scan) -> ParsedLens:
    if found.problems:
        return _refused(*(_not_json(found, problem) for problem in found.problems))
    if not isinstance(found.value, dict):
        message = f"The file holds {kind(found.value)}, not an object."
        fix = "A lens starts with { and has a key “pillars”."
        line, column = found.position(found.offset(()))
        return _refused(Message("error", "not-an-object", "$", line, column, message, fix))
    report = Report(found.locate)
    lens = read_lens(found.value, report)
    repeated = tuple(_repeated(found, each) for each in found.duplicates)
    warnings = (*_too_large_for_aws(found.text), *repeated, *report.warnings())
    return ParsedLens(lens, found.value, report.errors(), warnings)


def _refused(*errors: Message) -> ParsedLens:
    return ParsedLens(None, None, errors, ())


def _decoded(source: str | bytes) -> str:
    """The text, by its byte order mark; UTF-8 where there is none. Raises UnicodeDecodeError."""
    if isinstance(source, str):
        return source
    for mark, encoding in _BOMS:
        if source.startswith(mark):
            return source[len(mark) :].decode(encoding)
    return source.decode()


def _too_large(size: int, unit: str = "") -> Message:
    message = (
        f"The file has {size:,} {unit or 'characters'}; "
        f"a lens file may have {MAX_CHARACTERS:,} characters."
    )
    return Message("error", "file-too-large", "$", 1, 1, message, "Split it into two lenses.")


def _too_large_for_aws(text: str) -> tuple[Message, ...]:
    if len(text) <= AWS_CHARACTERS:
        return ()
    message = f"The file has {len(text):,} characters; AWS allows {AWS_CHARACTERS:,}."
    fix = "All is read. Split it into several lenses to use them in AWS."
    return (Message("warning", "too-large-for-aws", "$", 1, 1, message, fix),)


def _not_text(source: str | bytes, error: UnicodeDecodeError) -> Message:
    before = bytes(source[: error.start]) if isinstance(source, bytes) else b""
    line = before.count(b"\n") + 1
    column = error.start - before.rfind(b"\n")
    message = f"The file is not UTF-8 text (byte {error.start + 1:,})."
    return Message("error", "encoding", "$", line, column, message, "Save it as UTF-8.")


def _not_json(found: Scan, problem: Problem) -> Message:
    line, column = found.position(problem.offset)
    path = path_text(problem.path)
    return Message("error", problem.code, path, line, column, problem.message, problem.fix)


def _repeated(found: Scan, place: tuple[tuple[str | int, ...], int]) -> Message:
    path, offset = place
    line, column = found.position(offset)
    message = f"The key “{shorten(str(path[-1]))}” occurs twice here; the last one is read."
    fix = "Remove one: the earlier value is not kept."
    return Message("warning", "duplicate-key", path_text(path), line, column, message, fix)

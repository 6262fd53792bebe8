"""Lenses from the command line: validate, import, export, and the risk of a selection."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

from pillars.lens.messages import Message
from pillars.lens.model import Lens as ParsedLens
from pillars.lens.model import Question
from pillars.lens.parse import MAX_CHARACTERS, export_lens, lens_from_document, parse_lens
from pillars.lens.parse import ParsedLens as Parsed
from pillars.risk import Assessment, Selection, assess
from reviewapp.lenses.domain.builtin import builtin_document
from reviewapp.lenses.domain.importing import InvalidLens, import_lens
from reviewapp.lenses.domain.library import available_lenses, latest_version
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.workloads.commands import PipelineCommand

EXIT_ERRORS = 1
# More than any lens file may have, so that the reader can say itself that it is too large.
READ_LIMIT = 8 * MAX_CHARACTERS


class Command(PipelineCommand):
    help = (
        "Lens files in the custom lens format. Messages go to standard error, JSON to standard "
        "output. Exit code 1 only with errors."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        self._add(actions, "validate", "say what is wrong or odd in a file")
        importing = self._add(actions, "import", "take a file into an organisation's library")
        self.add_organisation(importing)
        exporting = actions.add_parser("export", help="write the document of a lens")
        exporting.add_argument("lens", metavar="ID", help="a lens's name in addresses, or its id")
        self._add_json(exporting)
        self.add_organisation(exporting)
        risk = self._add(actions, "risk", "the risk of a selection, and why")
        risk.add_argument("--question", required=True, metavar="ID")
        risk.add_argument("--choices", default="", metavar="a,b", help="what is selected")
        risk.add_argument("--not-applicable", default="", metavar="a,b", help="choices marked so")
        risk.add_argument("--facts", default="", metavar="a,b", help="facts of the workload")

    def _add(self, actions: Any, name: str, words: str) -> ArgumentParser:
        parser: ArgumentParser = actions.add_parser(name, help=words)
        parser.add_argument("file", metavar="FILE", help="`-` reads standard input")
        self._add_json(parser)
        return parser

    def _add_json(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, **options: Any) -> None:
        {
            "validate": self._validate,
            "import": self._import,
            "export": self._export,
            "risk": self._risk,
        }[options["action"]](options)

    def _validate(self, options: dict[str, Any]) -> None:
        parsed = _parsed(options["file"])
        self._put_messages(parsed.errors, parsed.warnings, options)
        if parsed.errors:
            sys.exit(EXIT_ERRORS)

    def _import(self, options: dict[str, Any]) -> None:
        source = _read(options["file"])
        call_command("migrate", verbosity=0)
        organisation = self.organisation(options["organisation"])
        try:
            done = import_lens(organisation=organisation, source=source)
        except InvalidLens as invalid:
            self._put_messages(invalid.errors, invalid.warnings, options)
            sys.exit(EXIT_ERRORS)
        self._say_all(done.warnings)
        result = {
            "id": done.version.lens.alias,
            "name": done.version.lens.name,
            "version": done.version.number,
            "created": done.created,
            **_counts(lens_of(done.version)),
        }
        self._put(result, options, f"{result['name']}: {result['id']}, version {result['version']}")

    def _export(self, options: dict[str, Any]) -> None:
        document = builtin_document(options["lens"]) or self._stored(options)
        self.put(export_lens(document), ending="")

    def _stored(self, options: dict[str, Any]) -> dict[str, Any]:
        wanted = options["lens"]
        lenses = available_lenses(self.organisation(options["organisation"]))
        for lens in lenses:
            if wanted in (lens.alias, str(lens.pk)):
                return dict(latest_version(lens).document)
        known = ", ".join(lens.alias for lens in lenses) or "none"
        raise CommandError(f"There is no lens “{wanted}”. Known: {known}.")

    def _risk(self, options: dict[str, Any]) -> None:
        parsed = _parsed(options["file"])
        if parsed.lens is None:
            self._put_messages(parsed.errors, parsed.warnings, options)
            sys.exit(EXIT_ERRORS)
        question = _question(parsed.lens, options["question"])
        selected = _ids(question, options["choices"])
        excused = _ids(question, options["not_applicable"])
        facts = frozenset(_split(options["facts"]))
        judged = assess(question, Selection(frozenset(selected), frozenset(excused)), facts)
        result = {"question": question.id, "choices": selected, **_judged(question, judged)}
        self._put(result, options, f"{judged.risk.value}\n{judged.because}")

    def _put(self, result: dict[str, Any], options: dict[str, Any], words: str) -> None:
        if options["json"]:
            self.put_json(result)
        else:
            self.put(words)

    def _put_messages(
        self, errors: tuple[Message, ...], warnings: tuple[Message, ...], options: dict[str, Any]
    ) -> None:
        if options["json"]:
            found = {"errors": errors, "warnings": warnings}
            self.put_json({key: [asdict(each) for each in all_] for key, all_ in found.items()})
            return
        self._say_all([*errors, *warnings])
        self.say(f"{len(errors)} errors, {len(warnings)} warnings.")

    def _say_all(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.say(str(message))


def _parsed(name: str) -> Parsed:
    """The lens of a file; a built-in one where there is no such file but a lens of that name."""
    if name != "-" and not Path(name).exists() and (document := builtin_document(name)):
        return Parsed(lens_from_document(document), document, (), ())
    return parse_lens(_read(name))


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(READ_LIMIT)
    try:
        with Path(name).open("rb") as file:
            return file.read(READ_LIMIT)
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}") from error


def _counts(lens: ParsedLens) -> dict[str, int]:
    return {
        "pillars": len(lens.pillars),
        "questions": sum(len(pillar.questions) for pillar in lens.pillars),
        "choices": sum(len(question.choices) for question in lens.questions),
    }


def _question(lens: ParsedLens, wanted: str) -> Question:
    try:
        return lens.question(wanted)
    except KeyError:
        known = ", ".join(question.id for question in lens.questions)
        raise CommandError(f"There is no question “{wanted}”. Known: {known}.") from None


def _ids(question: Question, text: str) -> list[str]:
    known = [choice.id for choice in question.choices]
    for wanted in _split(text):
        if wanted not in known:
            raise CommandError(f"There is no choice “{wanted}”. Known: {', '.join(known)}.")
    return _split(text)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _judged(question: Question, judged: Assessment) -> dict[str, Any]:
    rule = None if judged.rule_index is None else question.risk_rules[judged.rule_index]
    return {
        "risk": judged.risk.value,
        "because": judged.because,
        "rule": rule and {"index": judged.rule_index, "condition": str(rule.condition)},
        "raised_by": judged.raised_by and judged.raised_by.because,
    }

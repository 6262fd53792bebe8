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
from reviewapp.lenses.domain.library import find_lens, latest_version, lenses_by_name
from reviewapp.lenses.domain.publishing import PublishRefused
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.workloads.commands import PipelineCommand

EXIT_ERRORS = 1
MAJOR, MINOR, APART = "major", "minor", "apart"
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
        self._add_import(actions)
        self._add_export(actions)
        risk = self._add(actions, "risk", "the risk of a selection, and why")
        risk.add_argument("--question", required=True, metavar="ID")
        risk.add_argument("--choices", default="", metavar="a,b", help="what is selected")
        risk.add_argument("--not-applicable", default="", metavar="a,b", help="choices marked so")
        risk.add_argument("--facts", default="", metavar="a,b", help="facts of the workload")

    def _add_import(self, actions: Any) -> None:
        parser = self._add(actions, "import", "take a file into an organisation's library")
        parser.add_argument(
            "--as",
            dest="take_as",
            choices=(MAJOR, MINOR, APART),
            default=MAJOR,
            help=(
                "what becomes of a lens whose name is known: a major version, a minor one (where "
                "words alone changed), or a lens apart; major where not said"
            ),
        )
        parser.add_argument("--name", default="", metavar="TEXT", help="of the version")
        parser.add_argument("--note", default="", metavar="TEXT", help="what changed")
        self.add_organisation(parser)

    def _add_export(self, actions: Any) -> None:
        parser = actions.add_parser("export", help="write the document of a lens")
        parser.add_argument("lens", metavar="ID", help="a lens's name in addresses, or its id")
        parser.add_argument(
            "--number", type=int, metavar="N", help="of the version; the newest where not said"
        )
        self._add_json(parser)
        self.add_organisation(parser)

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
            done = import_lens(
                organisation=organisation,
                source=source,
                apart=options["take_as"] == APART,
                major=options["take_as"] != MINOR,
                name=options["name"],
                note=options["note"],
            )
        except InvalidLens as invalid:
            self._put_messages(invalid.errors, invalid.warnings, options)
            sys.exit(EXIT_ERRORS)
        except PublishRefused as refused:
            raise CommandError(str(refused)) from refused
        self._say_all(done.warnings)
        result = {
            "id": done.version.lens.alias,
            "name": done.version.lens.name,
            "version": done.version.number,
            "label": done.version.label,
            "created": done.created,
            **_counts(lens_of(done.version)),
        }
        self._put(result, options, f"{result['name']}: {result['id']}, version {result['label']}")

    def _export(self, options: dict[str, Any]) -> None:
        # A built-in lens is read from the release itself, which needs no database.
        built_in = None if options["number"] else builtin_document(options["lens"])
        self.put(export_lens(built_in or self._stored(options)), ending="")

    def _stored(self, options: dict[str, Any]) -> dict[str, Any]:
        organisation = self.organisation(options["organisation"])
        lens = find_lens(organisation, options["lens"])
        if lens is None:
            known = ", ".join(sorted(lenses_by_name(organisation))) or "none"
            raise CommandError(f"There is no lens “{options['lens']}”. Known: {known}.")
        number = options["number"] or latest_version(lens).number
        version = lens.versions.filter(number=number).first()
        if version is None:
            raise CommandError(f"“{lens.name}” has no version {number}.")
        return dict(version.document)

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

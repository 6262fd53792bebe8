"""What evidence can say: which checks speak for which practices of the framework."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from typing import Any

from pillars.checks import all_checks
from pillars.coverage import Coverage, Total, coverage, total, totals
from reviewapp.findings.framework import framework_practices
from reviewapp.workloads.commands import PipelineCommand

HEAD = ("pillar", "practices", "covered", "refuted", "proved", "supported")
ROW = "{:24} {:>9} {:>8} {:>8} {:>7} {:>10}"


class Command(PipelineCommand):
    help = "Which practices of the framework facts can speak for, and what people must answer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        listing = actions.add_parser("coverage", help="the checks of every practice")
        listing.add_argument("--json", action="store_true", help="every practice with its checks")

    def handle(self, *_: Any, **options: Any) -> None:
        found = coverage(framework_practices(), all_checks())
        if options["json"]:
            self.put_json({"practices": [_as_data(each) for each in found]})
        else:
            self.put("\n".join(_lines(found)))


def _as_data(found: Coverage) -> dict[str, Any]:
    return {
        "practice": found.practice.code,
        "pillar": found.practice.pillar,
        "refutes": list(found.refutes),
        "proves": list(found.proves),
        "supports": list(found.supports),
    }


def _lines(found: Sequence[Coverage]) -> Iterator[str]:
    yield ROW.format(*HEAD)
    yield from (_row(each) for each in totals(found))
    yield _row(total("all", found))
    yield ""
    yield "What people must answer:"
    yield from (_question(each) for each in found if not each.covered)


def _row(each: Total) -> str:
    numbers = (each.practices, each.covered, each.refutes, each.proves, each.supports)
    return ROW.format(each.pillar, *numbers)


def _question(found: Coverage) -> str:
    practice = found.practice
    return f"{practice.code:11} {practice.title}\n{'':11} {practice.ask}".rstrip()

"""A report from the command line, for pipelines and cron."""

import sys
from argparse import ArgumentParser
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

from reviewapp.reports.content import ReportContent, Unreadable, content_of
from reviewapp.reports.models import Format
from reviewapp.reports.queries import find_milestone
from reviewapp.reports.rendering import Rendered, render
from reviewapp.reviews.models import Milestone
from reviewapp.workloads.commands import PipelineCommand
from reviewapp.workloads.models import Workload

STDOUT = "-"


class Command(PipelineCommand):
    help = (
        "Write a report of a workload: its live state, or a milestone as it was frozen. Works in "
        "place and needs no running server. Exit code 0: written; 1: not written, standard error "
        "says why."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workload", required=True, metavar="NAME")
        parser.add_argument("--format", choices=Format.values, default=Format.PDF.value)
        parser.add_argument(
            "--output", required=True, metavar="FILE", help="where to; - for standard output"
        )
        parser.add_argument("--milestone", metavar="NAME", help="the live state where not said")
        parser.add_argument(
            "--discussion", action="store_true", help="with what people said; of a PDF alone"
        )
        parser.add_argument(
            "--json", action="store_true", help="what was written, as JSON on standard output"
        )
        self.add_organisation(parser)

    def handle(self, **options: Any) -> None:
        output = options["output"]
        if output == STDOUT and options["json"]:
            raise CommandError("--json and --output - would both write to standard output.")
        if options["discussion"] and options["format"] != Format.PDF:
            raise CommandError("--discussion is of a PDF alone.")
        _check_folder(output)
        call_command("migrate", verbosity=0)
        workload = self.workload(options)
        content = self._content(workload, options["milestone"], discussion=options["discussion"])
        rendered = render(content, Format(options["format"]), self.say)
        self._write(output, rendered)
        self._tell(options, content, rendered)

    def _content(self, workload: Workload, name: str | None, *, discussion: bool) -> ReportContent:
        milestone = _milestone(workload, name) if name is not None else None
        self.say(f"Reading “{workload.name}”")
        try:
            return content_of(workload, milestone, discussion=discussion)
        except Unreadable as error:
            raise CommandError(str(error)) from error

    def _write(self, output: str, rendered: Rendered) -> None:
        # The mark that spreadsheets want in a CSV is in the way of other programs.
        data = rendered.data.removeprefix(BOM_UTF8)
        try:
            if output == STDOUT:
                sys.stdout.buffer.write(data)
                sys.stdout.buffer.flush()
            else:
                Path(output).write_bytes(data)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error

    def _tell(self, options: dict[str, Any], content: ReportContent, rendered: Rendered) -> None:
        size = len(rendered.data.removeprefix(BOM_UTF8))
        if options["json"]:
            self.put_json(
                {
                    "workload": content.workload,
                    "milestone": content.milestone.name if content.milestone else None,
                    "format": options["format"],
                    "output": options["output"],
                    "bytes": size,
                    "pages": rendered.pages,
                    "totals": content.document["totals"],
                }
            )
            return
        pages = f", {rendered.pages} pages" if rendered.pages else ""
        self.say(f"{options['output']}: {size:,} bytes{pages}. {content.state_words}.")


def _check_folder(output: str) -> None:
    """Says so before the work where the file could not be written after it."""
    path = Path(output)
    if output != STDOUT and path.is_dir():
        raise CommandError(f"{output} is a folder; name a file.")
    if output != STDOUT and not path.parent.is_dir():
        raise CommandError(f"There is no folder {path.parent}.")


def _milestone(workload: Workload, name: str) -> Milestone:
    found = find_milestone(workload, name)
    if found is None:
        names = list(workload.milestones.values_list("name", flat=True)[:10])
        there = f"There are: {', '.join(names)}." if names else "There is none yet."
        raise CommandError(f"“{workload.name}” has no milestone “{name}”. {there}")
    return found

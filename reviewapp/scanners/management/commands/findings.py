"""Other tools' findings from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

from pillars.scanners.decoding import MAX_BYTES, Unreadable, check_size
from pillars.scanners.model import Tool
from reviewapp.jobs.models import JobState
from reviewapp.scanners.domain.reading import read_stored
from reviewapp.scanners.domain.receiving import SameReport, receive_report
from reviewapp.scanners.models import ImportedReport
from reviewapp.scanners.queries import counts_of
from reviewapp.workloads.commands import PipelineCommand

ENDED = (JobState.COMPLETE, JobState.PARTIAL)


class Command(PipelineCommand):
    help = "Import the findings of another tool: Prowler, Security Hub, SARIF and others."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        taking = actions.add_parser("import", help="read a file and let its findings count")
        taking.add_argument("file", metavar="FILE")
        taking.add_argument("--workload", required=True, metavar="NAME")
        self.add_organisation(taking)
        taking.add_argument(
            "--tool",
            choices=[tool.value for tool in Tool],
            help="whose file it is; found out from the content where nothing is said",
        )
        taking.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        workload = self.workload(options)
        path = Path(options["file"])
        content = _content(path)
        tool = Tool(options["tool"]) if options["tool"] else None
        try:
            report = receive_report(
                workload=workload, content=content, name=path.name, tool=tool, by=None
            )
        except SameReport as same:
            self.say(str(same))
            report = same.report
        read_stored(str(report.pk))
        report.refresh_from_db()
        if report.state not in ENDED:
            raise CommandError(report.failure or f"It is {report.get_state_display().lower()}.")
        if options["json"]:
            self.put_json(_as_json(report))
        else:
            self._tell(report)

    def _tell(self, report: ImportedReport) -> None:
        self.put(
            f"{report.get_tool_display()}: {report.total} findings, {report.mapped} of them heard "
            f"by practices."
        )
        for each in _refused(report):
            self.say(f"{each['place']}: {each['text']}")


def _content(path: Path) -> bytes:
    try:
        check_size(path.stat().st_size)
        with path.open("rb") as file:
            # One byte more than is read tells that there are too many, of a pipe as well.
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except Unreadable as error:
        raise CommandError(str(error)) from error


def _refused(report: ImportedReport) -> list[dict[str, Any]]:
    return [each for each in report.messages if each["refused"]]


def _as_json(report: ImportedReport) -> dict[str, Any]:
    return {
        "id": str(report.pk),
        "tool": report.tool,
        "version": report.version,
        "findings": report.total,
        "passed": report.passed,
        "failed": report.failed,
        "unknown": report.unknown,
        "mapped": report.mapped,
        "unmapped": report.unmapped,
        "refused": [{"place": each["place"], "text": each["text"]} for each in _refused(report)],
        "notes": [each["text"] for each in report.messages if not each["refused"]],
        "counts": report.current,
        "outside": counts_of(report)["outside"],
    }

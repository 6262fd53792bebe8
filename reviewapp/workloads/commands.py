"""What the commands for pipelines share: organisation, workload, JSON on standard output."""

import json
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from reviewapp.people.domain import default_organisation
from reviewapp.people.models import Organisation
from reviewapp.workloads.lookup import NotFound, find_workload
from reviewapp.workloads.models import Workload

PIPE_CLOSED = 141  # as a shell has it: 128 and the number of SIGPIPE


class PipelineCommand(BaseCommand):
    """A command whose progress goes to standard error and whose result to standard output."""

    requires_migrations_checks = False

    def add_organisation(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--organisation", metavar="NAME", help="the oldest organisation where not said"
        )

    def organisation(self, name: str | None) -> Organisation:
        if not name:
            return default_organisation()
        found = Organisation.objects.filter(name__iexact=name).first()
        if found is None:
            raise CommandError(f"There is no organisation called “{name}”.")
        return found

    def workload(self, options: dict[str, Any]) -> Workload:
        try:
            return find_workload(
                self.organisation(options.get("organisation")), options["workload"]
            )
        except NotFound as error:
            raise CommandError(str(error)) from error

    def say(self, text: str) -> None:
        self.stderr.write(text)

    def put(self, text: str, *, ending: str | None = None) -> None:
        """Writes to standard output, and makes sure that it arrived.

        Raises:
            CommandError: nothing more fits there.
            SystemExit: whoever read it has left, which is no mistake of this command.
        """
        try:
            self.stdout.write(text, ending=ending)
            self.stdout.flush()
        except BrokenPipeError:
            _drop_output()
            sys.exit(PIPE_CLOSED)
        except OSError as error:
            _drop_output()
            raise CommandError(f"Standard output cannot be written: {error.strerror}.") from error

    def put_json(self, data: Any) -> None:
        self.put(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def _drop_output() -> None:
    """What is still buffered would fail once more when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

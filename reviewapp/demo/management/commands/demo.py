"""The demo: a simulated account, a workload that reads it, and changes between two reviews."""

import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from reviewapp.collection.models import Run
from reviewapp.demo.access import ensure_access
from reviewapp.demo.deciding import decide, ensure_milestone
from reviewapp.demo.people import EMAIL, ensure_people, person
from reviewapp.demo.priorities import ensure_profile
from reviewapp.demo.scanning import AccountAbsent, ensure_scanned
from reviewapp.demo.standing import ensure_template
from reviewapp.demo.talking import ensure_talk
from reviewapp.demo.workloads import SHOP, STAGING, WAREHOUSE, connect, ensure_workload, repoint
from reviewapp.jobs.models import JobState
from reviewapp.people.models import Organisation
from reviewapp.workloads.models import Workload

if TYPE_CHECKING:
    from reviewapp.demo.account.server import AccountServer


class Builder(threading.Thread):
    """Fills the account beside the thread that waits for the signal to stop."""

    def __init__(
        self, server: "AccountServer", stop: threading.Event, tell: Callable[[str], None]
    ) -> None:
        super().__init__(daemon=True)
        self.server, self.stop, self.tell = server, stop, tell
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            self.server.fill()
        except Exception as error:  # noqa: BLE001 - the waiting thread tells of it
            self.failure = error
            self.stop.set()
        else:
            self.tell("The simulated account is filled.")


class Command(BaseCommand):
    help = "A simulated AWS account, a workload that reads it, and changes to scan again for."

    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        account = commands.add_parser("account", help="serve the account until stopped")
        account.add_argument("--host", default="127.0.0.1")
        account.add_argument("--port", type=int, required=True, help="0 for any free port")
        workload = commands.add_parser("workload", help="make the demo's workloads and scan one")
        changes = commands.add_parser("change", help="change a few things in the account")
        for each in (workload, changes):
            each.add_argument("--endpoint", required=True, metavar="URL", help="of the account")

    def handle(self, *, what: str, **options: Any) -> None:
        if what == "account":
            self._account(options["host"], options["port"])
        elif what == "change":
            self._change(options["endpoint"])
        else:
            self._workload(options["endpoint"])

    def _account(self, host: str, port: int) -> None:
        from reviewapp.demo.account.server import AccountServer

        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        server = AccountServer(host=host, port=port)
        server.start()
        self._tell(f"The simulated account listens at {server.endpoint}")
        builder = Builder(server, stop, self._tell)
        builder.start()
        stop.wait()
        server.stop()
        if builder.failure:
            raise CommandError("The simulated account could not be filled.") from builder.failure

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _change(self, endpoint: str) -> None:
        from reviewapp.demo.account.change import change

        for told in change(endpoint) or ["Everything was changed before."]:
            self.stdout.write(told)

    def _workload(self, endpoint: str) -> None:
        organisation = ensure_people()
        shop, run = self._shop(organisation, endpoint)
        today = timezone.localdate()
        others = [ensure_workload(organisation, name, today=today) for name in (STAGING, WAREHOUSE)]
        for workload in others:
            decide(workload)
        ensure_access(organisation)
        ensure_talk(shop, today=today)
        ensure_template(organisation, others)
        ensure_profile(organisation, others)
        if run.state == JobState.FAILED:
            self.stderr.write(f"The scan failed: {run.failure}")

    def _shop(self, organisation: Organisation, endpoint: str) -> tuple[Workload, Run]:
        shop = ensure_workload(organisation, SHOP, today=timezone.localdate())
        connect(shop, endpoint)
        repoint(endpoint)
        try:
            run = ensure_scanned(shop, endpoint=endpoint, by=person(EMAIL), say=self.stderr.write)
        except AccountAbsent as error:
            raise CommandError(str(error)) from error
        if run.state in (JobState.COMPLETE, JobState.PARTIAL):
            decide(shop)
            ensure_milestone(shop)
        return shop, run

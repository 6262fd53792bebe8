"""`manage.py audit verify` and `manage.py audit export`."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management import BaseCommand, CommandError

from reviewapp.audit.domain.recording import record
from reviewapp.audit.domain.verifying import Verdict, verify_chain
from reviewapp.audit.exporting import as_csv, as_json, head_of
from reviewapp.audit.filters import Wanted, entries_of
from reviewapp.audit.models import Entry

# A stage below people: the model comes by the key that leads to it.
Organisation: Any = Entry._meta.get_field("organisation").related_model


class Command(BaseCommand):
    help = "Verifies the hash chains of the audit log, or writes a log out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        verify = steps.add_parser(
            "verify", help="Work out every hash again; exit code 1 if one does not fit."
        )
        verify.add_argument("--organisation", default="", help="By name; without it, all.")
        verify.add_argument(
            "--head", default="", help="A hash kept from an earlier export or page."
        )
        verify.add_argument("--json", action="store_true", help="Print JSON.")
        export = steps.add_parser("export", help="Print an organisation's log.")
        export.add_argument("--organisation", required=True, help="By name.")
        export.add_argument("--format", choices=("json", "csv"), default="json")

    def handle(self, **options: Any) -> None:
        if options["step"] == "verify":
            self._verify(options)
        else:
            self._export(options)

    def _verify(self, options: dict[str, Any]) -> None:
        if options["head"] and not options["organisation"]:
            raise CommandError("--head is of one organisation: say which with --organisation.")
        found = [
            (each.name, verify_chain(each.pk, kept_head=options["head"]))
            for each in _organisations(options["organisation"])
        ]
        self.stdout.write(_as_json(found) if options["json"] else _as_text(found))
        if any(verdict.misfit for _, verdict in found):
            sys.exit(1)

    def _export(self, options: dict[str, Any]) -> None:
        (organisation,) = _organisations(options["organisation"])
        head = head_of(organisation.pk)
        entries = entries_of(organisation.pk, Wanted()).filter(number__lte=head["number"])
        about = {"organisation": organisation.name, "organisation_id": str(organisation.pk)}
        record(
            organisation=organisation,
            action="audit.exported",
            by=None,
            subject=f"Audit log as {options['format'].upper()}",
            after={"upto": head["number"]},
        )
        pieces = (
            as_csv(entries)
            if options["format"] == "csv"
            else as_json(entries, **about, filter={}, head=head)
        )
        for piece in pieces:
            self.stdout.write(piece, ending="")


def _organisations(name: str) -> list[Any]:
    """Raises CommandError where there is none of this name."""
    if not name:
        return list(Organisation.objects.order_by("name"))
    found = list(Organisation.objects.filter(name__iexact=name))
    if not found:
        raise CommandError(f"There is no organisation {name}.")
    return found


def _as_json(found: Iterable[tuple[str, Verdict]]) -> str:
    return json.dumps([{"organisation": name, **verdict.as_json()} for name, verdict in found])


def _as_text(found: Iterable[tuple[str, Verdict]]) -> str:
    return "\n".join(
        f"{name}: {verdict.misfit.words} Up to {verdict.entries} everything fits."
        if verdict.misfit
        else f"{name}: {verdict.entries} entries, whole. Head {verdict.head}"
        for name, verdict in found
    )

"""Workloads from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError, call_command

from reviewapp.reviews.domain.reviews import UnknownLens
from reviewapp.workloads.commands import PipelineCommand
from reviewapp.workloads.domain import NameTaken, create_workload
from reviewapp.workloads.forms import NAME_TAKEN, WorkloadForm
from reviewapp.workloads.models import Environment, Workload


class Command(PipelineCommand):
    help = "Make and list workloads without a browser."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="make a workload with its reviews")
        create.add_argument("--name", required=True)
        create.add_argument("--description", required=True)
        create.add_argument("--environment", required=True, choices=Environment.values)
        create.add_argument("--account", action="append", default=[], metavar="ID")
        create.add_argument("--region", action="append", default=[], metavar="NAME")
        create.add_argument("--lens", action="append", metavar="ALIAS", help="all built-in ones")
        create.add_argument("--review-owner", default="", metavar="EMAIL")
        create.add_argument("--rto-minutes", type=int)
        create.add_argument("--rpo-minutes", type=int)
        listing = actions.add_parser("list", help="list the workloads of an organisation")
        for action in (create, listing):
            self.add_organisation(action)
            action.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        getattr(self, f"_{options['action']}")(options)

    def _create(self, options: dict[str, Any]) -> None:
        organisation = self.organisation(options["organisation"])
        form = WorkloadForm(_form_data(options), instance=Workload(organisation=organisation))
        if not form.is_valid():
            raise CommandError(_problems(form))
        try:
            workload = create_workload(
                organisation=organisation, fields=form.profile(), lenses=options["lens"]
            )
        except UnknownLens as error:
            raise CommandError(str(error)) from error
        except NameTaken as error:
            raise CommandError(NAME_TAKEN) from error
        if options["json"]:
            self.put_json(_as_json(workload))
        else:
            self.put(f"{workload.name} is ready ({workload.pk}).")

    def _list(self, options: dict[str, Any]) -> None:
        organisation = self.organisation(options["organisation"])
        found = Workload.objects.filter(organisation=organisation).order_by("name")
        if options["json"]:
            self.put_json([_as_json(workload) for workload in found.iterator()])
            return
        for workload in found.iterator():
            risks = f"{workload.high_risks} HRI, {workload.medium_risks} MRI"
            self.put(f"{workload.name}  {workload.environment}  {risks}")


def _form_data(options: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": options["name"],
        "description": options["description"],
        "environment": options["environment"],
        "criticality": Workload._meta.get_field("criticality").default,
        "traffic_pattern": Workload._meta.get_field("traffic_pattern").default,
        "account_ids": "\n".join(options["account"]),
        "regions": "\n".join(options["region"]),
        "review_owner": options["review_owner"],
        "rto_minutes": options["rto_minutes"],
        "rpo_minutes": options["rpo_minutes"],
    }


def _problems(form: WorkloadForm) -> str:
    lines = [
        f"{field}: {' '.join(str(text) for text in texts)}" for field, texts in form.errors.items()
    ]
    return "The workload cannot be made.\n  " + "\n  ".join(lines)


def _as_json(workload: Workload) -> dict[str, Any]:
    return {
        "id": str(workload.pk),
        "name": workload.name,
        "environment": workload.environment,
        "accounts": workload.account_ids,
        "regions": workload.regions,
        "lenses": [review.slug for review in workload.reviews.all()],
        "high_risks": workload.high_risks,
        "medium_risks": workload.medium_risks,
    }

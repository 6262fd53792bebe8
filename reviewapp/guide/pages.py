"""What the guide says of each step, and where it leads."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from .progress import Progress, Step


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as the page shows it; `url` leads there, "" where an earlier one comes first."""

    step: Step
    state: str
    title: str
    text: str
    url: str
    action: str


def step_rows(progress: Progress) -> list[StepRow]:
    return [
        StepRow(
            step,
            progress.state(step).value,
            *_words()[step],
            _url(step, progress),
            _actions()[step],
        )
        for step in Step
    ]


def _words() -> dict[Step, tuple[str, str]]:
    return {
        Step.WORKLOAD: (
            _("Describe a workload"),
            _("What it does, where it runs, how soon it must be back. A minute is enough."),
        ),
        Step.CONNECT: (
            _("Connect its AWS account"),
            _("A role that reads and changes nothing; you get its template to deploy."),
        ),
        Step.LENS: (
            _("Choose what to review it with"),
            _("The built-in lenses ask the questions of the six pillars; your own may join them."),
        ),
        Step.SCAN: (
            _("Scan it"),
            _("Reads facts and suggests answers, each with its evidence beside it."),
        ),
        Step.REVIEW: (
            _("Decide the first question"),
            _("Take the suggestion or say otherwise. The risks follow from what you decide."),
        ),
    }


def _actions() -> dict[Step, str]:
    return {
        Step.WORKLOAD: _("New workload"),
        Step.CONNECT: _("Connect an account"),
        Step.LENS: _("Choose lenses"),
        Step.SCAN: _("Go to the scans"),
        Step.REVIEW: _("Open the review"),
    }


_ADDRESSES = {
    Step.CONNECT: "collection:connection_create",
    Step.LENS: "reviews:lenses",
    Step.SCAN: "collection:scans",
    Step.REVIEW: "reviews:review",
}


def _url(step: Step, progress: Progress) -> str:
    if step is Step.WORKLOAD:
        return reverse("workloads:create")
    if progress.workload is None:
        return ""
    return reverse(_ADDRESSES[step], args=[progress.workload.pk])

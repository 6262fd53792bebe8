"""Faults caused on purpose, to learn what the workload does with them."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._experiments import CLOUDFORMATION, TERRAFORM
from .._reading import seen_with
from .._values import label
from ..common import days_since, dig, judged

_RECENT_DAYS = 365


@check(
    id="fis-experiments-run",
    title="Fault injection experiments were run in the last year",
    pillar="reliability",
    severity=Severity.LOW,
    needs=["fis.experiment", "fis.experiment_template"],
    passes=f"An experiment of AWS Fault Injection Service completed in the last {_RECENT_DAYS} "
    "days. A template that was never run, and an experiment that did not complete, do not count. "
    "Experiments with other tools are not seen.",
    supports=["foundations/rel_chaos_tested", "REL12-BP04", "REL08-BP03", "REL12-BP05"],
    remedy=Remedy(
        console="AWS FIS → Experiment templates → Create; begin with one that stops instances of a "
        "test environment, with an alarm as its stop condition.",
        cli=("aws fis start-experiment --region {region} --experiment-template-id {last}"),
        cloudformation=CLOUDFORMATION,
        terraform=TERRAFORM,
        cost="0.10 USD per minute and action",
    ),
    url="https://docs.aws.amazon.com/fis/latest/userguide/what-is.html",
)
def experiments_run(snapshot: Snapshot) -> Iterator[Result]:
    experiments = snapshot.of("fis.experiment")
    yield from judged(experiments, lambda experiment: _experiment(experiment, snapshot))
    started = {experiment.data.get("experimentTemplateId") for experiment in experiments}
    templates = seen_with(snapshot, "fis.experiment_template", "fis.experiment")
    unused = [t for t in templates if t.data.get("id") not in started]
    yield from judged(unused, _never_run)


def _experiment(experiment: Resource, snapshot: Snapshot) -> Result:
    status = str(dig(experiment.data, "state", "status") or "in an unknown state")
    when = experiment.data.get("endTime") or experiment.data.get("startTime")
    days = days_since(snapshot, when or experiment.data.get("creationTime"))
    age = "at an unknown time" if days is None else f"{days} days ago"
    reason = f"Experiment {label(experiment)} is {status}, {age}."
    done = status == "completed" and days is not None and days <= _RECENT_DAYS
    return passed(experiment, reason) if done else failed(experiment, reason)


def _never_run(template: Resource) -> Result:
    return failed(template, f"No run of experiment template {label(template)} is on record.")


CHECKS: tuple[Check, ...] = (experiments_run,)

"""The demo's profile, and what two of its workloads answer to it. The shop chooses for itself."""

from reviewapp.people.models import Organisation
from reviewapp.priorities.domain.answering import save_answers, use_profile
from reviewapp.priorities.domain.starter import create_starter
from reviewapp.priorities.models import Profile
from reviewapp.priorities.queries import profile_in_use, profiles_of
from reviewapp.workloads.models import Workload

from .people import EMAIL, person
from .workloads import STAGING, WAREHOUSE

ANSWERS: dict[str, dict[str, list[str]]] = {
    STAGING: {
        "criticality": ["little"],
        "data": ["internal"],
        "stage": ["growth"],
        "goals": ["cost", "speed"],
    },
    WAREHOUSE: {
        "criticality": ["critical"],
        "data": ["internal"],
        "stage": ["steady"],
        "goals": ["reliability"],
    },
}


def ensure_profile(organisation: Organisation, workloads: list[Workload]) -> None:
    """The starter profile on these workloads; where there is a profile already, nothing."""
    if profiles_of(organisation).exists():
        return
    profile = create_starter(organisation=organisation, by=person(EMAIL))
    for workload in workloads:
        _answer(workload, profile)


def _answer(workload: Workload, profile: Profile) -> None:
    if profile_in_use(workload):
        return
    use = use_profile(workload=workload, profile=profile, by=person(EMAIL))
    answers = ANSWERS[workload.name]
    save_answers(use=use, read_version=use.version, answers=answers, by=person(EMAIL))

"""The demo's review template: what the company's platform gives to every workload."""

from datetime import date

from reviewapp.lenses.domain.reading import lens_of
from reviewapp.people.models import Organisation, User
from reviewapp.reviews.models import LensReview, Reason
from reviewapp.standing.domain.applying import apply_templates
from reviewapp.standing.domain.claims import Claim
from reviewapp.standing.domain.publishing import publish
from reviewapp.standing.domain.saying import digest_of, say
from reviewapp.standing.domain.templates import create_template, templates_of
from reviewapp.standing.domain.uses import attach
from reviewapp.standing.models import ReviewTemplate, StandingState
from reviewapp.workloads.models import Workload

from .deciding import LENS
from .people import EMAIL, person

NAME = "Landing zone"
DESCRIPTION = (
    "What the platform team sets up in every account before a team gets it: one log archive, "
    "threat detection, the yearly footprint report."
)
SAID: dict[str, dict[str, Claim]] = {
    "ops_observe": {
        "ops_structured_logging": Claim(
            StandingState.IN_PLACE,
            note="Every account ships its logs to the log archive within five minutes.",
            evidence="Runbook of the log archive",
            url="https://wiki.example.com/platform/log-archive",
            checked_on=date(2026, 6, 30),
        ),
    },
    "sec_detect": {
        "sec_cloudtrail_all_regions": Claim(
            StandingState.IN_PLACE,
            note="The organisation's trail records every region; teams cannot switch it off.",
            evidence="Trail larkspur-organisation",
            url="https://wiki.example.com/platform/trail",
            checked_on=date(2026, 6, 30),
        ),
        "sec_guardduty": Claim(
            StandingState.IN_PLACE,
            note="Switched on by the delegated administrator in all regions in use.",
        ),
    },
    "sus_footprint": {
        "sus_carbon_monitored": Claim(
            StandingState.NOT_APPLICABLE,
            reason=Reason.OUT_OF_SCOPE,
            note="The group reports the footprint once a year for all accounts.",
        ),
    },
}


def ensure_template(organisation: Organisation, workloads: list[Workload]) -> ReviewTemplate:
    """The template on these workloads; where it is there already, as it is."""
    known = templates_of(organisation).filter(name=NAME).first()
    return known or _make(organisation, workloads, by=person(EMAIL))


def _make(organisation: Organisation, workloads: list[Workload], *, by: User) -> ReviewTemplate:
    template = create_template(organisation=organisation, name=NAME, description=DESCRIPTION, by=by)
    review = LensReview.objects.filter(
        workload=workloads[0], version__lens__alias=LENS
    ).select_related("version__lens")[0]
    lens, text = review.version.lens, lens_of(review.version)
    for question_id, claims in SAID.items():
        template = say(
            template=template,
            lens=lens,
            question=text.question(question_id),
            claims=claims,
            read=digest_of({}),
            by=by,
        )
    publish(template=template, read_version=template.version, takes={}, note="", by=by)
    template.refresh_from_db()
    attach(template=template, workload_ids=[each.pk for each in workloads], takes={}, by=by)
    for workload in workloads:
        apply_templates(workload.pk, by=by)
    return template

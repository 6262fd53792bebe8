"""Templates for tests, on the small lens of the reviews' factories.

template = make_template(organisation, version, {"backups": {"tested": "in_place"}})
use(template, workload)
"""

from collections.abc import Mapping
from itertools import count
from typing import Any

from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.models import LensVersion
from reviewapp.people.models import Organisation
from reviewapp.reviews.models import LensReview
from reviewapp.standing.domain.applying import Applied, apply_templates
from reviewapp.standing.domain.claims import Claim, Slot, of_question
from reviewapp.standing.domain.publishing import publish
from reviewapp.standing.domain.saying import digest_of, said_by, say
from reviewapp.standing.domain.templates import create_template
from reviewapp.standing.domain.uses import attach
from reviewapp.standing.models import ReviewTemplate, TemplateUse
from reviewapp.workloads.models import Workload

Said = Mapping[str, Mapping[str, str | Claim]]

_numbers = count(1)


def make_template(
    organisation: Organisation,
    version: LensVersion | None = None,
    said: Said | None = None,
    *,
    name: str = "",
) -> ReviewTemplate:
    """A published template that says this of the lens; what is a state alone is a bare claim."""
    template = create_template(
        organisation=organisation,
        name=name or f"Template {next(_numbers)}",
        description="",
        by=None,
    )
    return say_and_publish(template, version, said or {})


def say_and_publish(
    template: ReviewTemplate, version: LensVersion | None, said: Said
) -> ReviewTemplate:
    """The next version says this of these questions; of others what it said before."""
    for question_id, claims in said.items():
        assert version is not None
        say_all(template, version, question_id, claims)
    template.refresh_from_db()
    publish(template=template, read_version=template.version, takes={}, note="", by=None)
    template.refresh_from_db()
    return template


def say_all(
    template: ReviewTemplate,
    version: LensVersion,
    question_id: str,
    claims: Mapping[str, str | Claim],
) -> None:
    before = of_question(said_by(template), str(version.lens_id), question_id)
    say(
        template=template,
        lens=version.lens,
        question=lens_of(version).question(question_id),
        claims={k: Claim(each) if isinstance(each, str) else each for k, each in claims.items()},
        read=digest_of(before),
        by=None,
    )


def use(template: ReviewTemplate, workload: Workload, **takes: Any) -> Applied:
    """Puts the template on the workload and does at once what a worker would do."""
    attach(template=template, workload_ids=[workload.pk], takes=takes.get("takes", {}), by=None)
    return apply_templates(workload.pk, by=None)


def use_of(template: ReviewTemplate, workload: Workload) -> TemplateUse:
    return TemplateUse.objects.get(template=template, workload=workload)


def slot(review: LensReview, choice: str, question: str = "backups") -> Slot:
    return Slot(str(review.version.lens_id), question, choice)

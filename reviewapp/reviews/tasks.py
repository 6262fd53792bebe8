"""Celery's way into the slow work of this stage."""

from uuid import UUID

from celery import shared_task

from reviewapp.isolation.scopes import everything

from .domain.following import follow_minors
from .rejudging import judge_organisation
from .rescoping import rescope
from .resuggesting import apply_suppressions_everywhere
from .scan import scan


@shared_task(name="reviews.scan")
def scan_task(run_id: str) -> None:
    scan(run_id)


@shared_task(name="reviews.judge_organisation")
def judge_organisation_task(rejudging_id: str) -> None:
    judge_organisation(rejudging_id)


@shared_task(name="reviews.rescope")
def rescope_task(rescoping_id: str) -> None:
    rescope(rescoping_id)


@shared_task(name="reviews.apply_suppressions")
def apply_suppressions_task(reapplying_id: str) -> None:
    apply_suppressions_everywhere(reapplying_id)


@shared_task(name="reviews.follow_minors", expires=600)
@everything()
def follow_minors_task(lens_id: str | None = None) -> None:
    """Of one lens after it was published; of all every ten minutes, whatever was lost."""
    follow_minors(UUID(lens_id) if lens_id else None)

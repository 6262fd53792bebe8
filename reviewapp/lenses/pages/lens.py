"""What every page of one lens shows in its head, and the page of what a version says."""

from typing import Any

from django.http import HttpRequest

from pillars.lens.model import Question
from reviewapp.people.models import Organisation

from ..access import may_delete, may_write
from ..domain.library import latest_version
from ..domain.reading import lens_of
from ..domain.remarks import remarks_of
from ..models import Lens, LensDraft, LensVersion
from .icons import icon_of
from .library import workloads_using


def head_of(request: HttpRequest, lens: Lens, *, tab: str) -> dict[str, Any]:
    """The lens, whose it is, and what the member may do with it."""
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]
    own = lens.organisation_id == organisation.pk
    return {
        "lens": lens,
        "latest": latest_version(lens),
        "version_count": lens.versions.count(),
        "own": own,
        "can_write": may_write(request),
        "can_delete": own and may_delete(request),
        "draft": LensDraft.objects.only("pk").filter(lens=lens).first() if own else None,
        "tab": tab,
    }


def contents_of(request: HttpRequest, lens: Lens, version: LensVersion) -> dict[str, Any]:
    """What one version says, pillar by pillar, and who uses the lens."""
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]
    pillars = [
        (icon_of(pillar), pillar, [_question(each) for each in pillar.questions])
        for pillar in lens_of(version).pillars
    ]
    own = lens.organisation_id == organisation.pk
    return {
        "version": version,
        "document": lens_of(version),
        "pillars": pillars,
        "workloads": workloads_using(organisation, [lens.pk]).get(lens.pk, 0),
        "remarks": len(remarks_of(version)) if own else 0,
    }


def _question(question: Question) -> dict[str, Any]:
    practices = sum(not each.is_none for each in question.choices)
    return {"question": question, "practices": practices}

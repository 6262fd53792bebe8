"""Lens files to download."""

from django.http import HttpRequest, HttpResponse

from pillars.lens.parse import export_lens
from reviewapp.audit.domain import record

from ..models import LensVersion


def lens_file(request: HttpRequest, version: LensVersion, name: str) -> HttpResponse:
    """The document of a version, equal to the one that came in. `name`: of the file."""
    record(
        organisation=request.organisation,  # type: ignore[attr-defined]
        action="lens.exported",
        by=request.user,  # type: ignore[arg-type]
        subject=version.lens.name,
        after={"version": version.label},
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        export_lens(version.document), content_type="application/json", headers=headers
    )

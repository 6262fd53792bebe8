"""Lens files to download."""

from django.http import HttpResponse

from pillars.lens.parse import export_lens

from ..models import LensVersion


def lens_file(version: LensVersion, name: str) -> HttpResponse:
    """The document of a version, equal to the one that came in. `name`: of the file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        export_lens(version.document), content_type="application/json", headers=headers
    )

"""The inventory as CSV or JSON, with the filter of the page."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from reviewapp.inventory.exporting import as_csv, as_json
from reviewapp.inventory.filters import filter_from
from reviewapp.inventory.queries import resources_of, scans_of
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.domain.scope import scope_of
from reviewapp.workloads.models import Workload

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@require_safe
@workload_view()
def export(request: HttpRequest, *, workload: Workload, file_type: str) -> StreamingHttpResponse:
    scans = scans_of(workload.runs.all())
    if file_type not in TYPES or scans is None:
        raise Http404
    wanted = filter_from(request.GET.dict())
    facts = resources_of(scans, wanted, scope_of(workload).owner_keys)
    lines = as_csv(facts) if file_type == "csv" else as_json(facts, workload, scans.newest)
    response = StreamingHttpResponse(_sent(lines), content_type=TYPES[file_type])
    name = f"{slugify(workload.name) or 'workload'}-inventory.{file_type}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


async def _sent(lines: Iterator[str]) -> AsyncIterator[str]:
    """Each piece is made when the one before it is on its way."""
    take = sync_to_async(_next, thread_sensitive=True)
    while (piece := await take(lines)) is not None:
        yield piece


def _next(lines: Iterator[str]) -> str | None:
    return next(lines, None)

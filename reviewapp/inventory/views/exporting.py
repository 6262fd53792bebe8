"""The inventory as CSV or JSON, with the filter of the page."""

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from reviewapp.files.downloads import TYPES, streamed_file
from reviewapp.inventory.exporting import as_csv, as_json
from reviewapp.inventory.filters import filter_from
from reviewapp.inventory.queries import resources_of, scans_of
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.domain.scope import scope_of
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on


@require_safe
@workload_view()
def export(request: HttpRequest, *, workload: Workload, file_type: str) -> StreamingHttpResponse:
    scans = scans_of(workload.runs.all())
    if file_type not in TYPES or scans is None:
        raise Http404
    wanted = filter_from(request.GET.dict())
    facts = resources_of(scans, wanted, scope_of(workload).owner_keys)
    lines = as_csv(facts) if file_type == "csv" else as_json(facts, workload, scans.newest)
    name = f"{slugify(workload.name) or 'workload'}-inventory"
    subject, said = f"Inventory as {file_type.upper()}", wanted.query()
    record_on(workload, "inventory.exported", by=request.user, subject=subject, after=said)  # type: ignore[arg-type]
    return streamed_file(lines, name=name, file_type=file_type)

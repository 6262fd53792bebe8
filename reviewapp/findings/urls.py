"""Addresses of findings and suppressions."""

from django.urls import path

from .views import bill, findings, suppressions

app_name = "findings"

_findings = "workloads/<uuid:workload_id>/findings/"
_here = "workloads/<uuid:workload_id>/suppressions/"
_one = "suppressions/<uuid:suppression_id>/"

urlpatterns = [
    path(_findings, findings.findings, name="list"),
    path(f"{_findings}working/", findings.working, name="working"),
    path(f"{_findings}checks/<str:check_id>/", findings.check, name="check"),
    path(f"{_findings}<int:finding_id>/", findings.finding, name="finding"),
    path("workloads/<uuid:workload_id>/bill/", bill.bill, name="bill"),
    path("workloads/<uuid:workload_id>/recovery/", bill.recovery, name="recovery"),
    path(_here, suppressions.workload_suppressions, name="workload_suppressions"),
    path(f"{_here}new/", suppressions.suppress, name="suppress"),
    path(f"{_here}preview/", suppressions.preview, name="preview"),
    path("suppressions/", suppressions.suppressions, name="suppressions"),
    path(_one, suppressions.suppression, name="suppression"),
    path(f"{_one}edit/", suppressions.suppression_edit, name="suppression_edit"),
    path(f"{_one}end/", suppressions.suppression_end, name="suppression_end"),
]

"""The PDF of the scanned workload."""

import io

from pypdf import PdfReader

from bench.figures import heading, row, timed
from reviewapp.reports.models import Format, Report
from reviewapp.reports.writing import write_report
from reviewapp.workloads.models import Workload


def run(workload: Workload) -> None:
    heading("PDF report")
    report = Report.objects.create(workload=workload, format=Format.PDF)
    seconds, _ = timed(lambda: write_report(str(report.pk)))
    report.refresh_from_db()
    if report.file is None:
        raise SystemExit(f"The report ended as {report.state}: {report.failure}")
    pages = len(PdfReader(io.BytesIO(bytes(report.file.content))).pages)
    row("wall time", f"{seconds:.2f} s")
    row("pages", pages)
    row("pages per second", f"{pages / seconds:.1f}")
    row("size", f"{report.file.size / 1024:.0f} KiB")

"""A report as JSON, for other programs.

{"schema": "well-architected-review-report/1",
 "written": ISO time, "organisation": name,
 "milestone": {"number", "name", "saved", "saved_by"} or null,
 "review": the document, see `reviewapp.reviews.document`}
"""

import json
from typing import Any

from .content import Frozen, ReportContent

SCHEMA = "well-architected-review-report/1"


def as_json(content: ReportContent) -> str:
    """The report; `review` is the document, unchanged."""
    report = {
        "schema": SCHEMA,
        "written": content.written_at.isoformat(),
        "organisation": content.organisation,
        "milestone": _milestone(content.milestone) if content.milestone else None,
        "review": content.document,
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _milestone(milestone: Frozen) -> dict[str, Any]:
    return {
        "number": milestone.number,
        "name": milestone.name,
        "saved": milestone.saved_at.isoformat(),
        "saved_by": milestone.saved_by,
    }

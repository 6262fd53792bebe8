"""The suppressions of a workload as plain JSON, for documents that outlast them."""

from collections import Counter
from typing import Any

from django.db.models import Count

from reviewapp.collection.models import Run
from reviewapp.workloads.models import Workload

from .checks import check_title
from .domain.covering import standing_for
from .elsewhere import covered_elsewhere


def suppressions_part(workload: Workload, run: Run | None) -> list[dict[str, Any]]:
    """The standing suppressions with how many findings each covers, of a run and of other tools:
    one query where there is none.
    """
    standing = list(standing_for(workload).select_related("owner", "created_by"))
    covers = covered_elsewhere(standing, workload) if standing else Counter()
    if run is not None and standing:
        rows = run.findings.filter(suppression__in=standing).order_by()
        covers.update(dict(rows.values_list("suppression").annotate(Count("pk"))))
    return [
        {
            "id": str(each.pk),
            "check": each.check_id,
            "title": check_title(each.check_id) if each.check_id else "",
            "resource": each.resource,
            "tag": each.tag,
            "account": each.account,
            "region": each.region,
            "all_workloads": each.workload_id is None,
            "reason": each.reason,
            "owner": str(each.owner or ""),
            "returns_on": each.expires_on.isoformat(),
            "made_by": str(each.created_by or ""),
            "made_at": each.created_at.isoformat(),
            "findings": covers[each.pk],
        }
        for each in standing
    ]

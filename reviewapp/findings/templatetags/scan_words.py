"""What the scans of a workload are about, where a page has no findings or not the newest."""

from typing import Any

from django import template

from reviewapp.collection.models import Run
from reviewapp.collection.queries import runs_of
from reviewapp.workloads.models import Workload

register = template.Library()


@register.inclusion_tag("findings/_nothing_judged.html")
def nothing_judged(workload: Workload, title: str, text: str, icon: str) -> dict[str, Any]:
    """That a scan is under way or came to nothing; else `title` and `text`, and the way on."""
    run = runs_of(workload).first()
    return {"workload": workload, "run": run, "title": title, "text": text, "icon": icon}


@register.inclusion_tag("findings/_newer_scan.html")
def newer_scan(workload: Workload, run: Run) -> dict[str, Any]:
    """That a later scan than `run` is under way or came to nothing; else nothing."""
    later = runs_of(workload).filter(queued_at__gt=run.queued_at).first()
    return {"workload": workload, "later": later}

"""Under which scope the findings of a page were made."""

from typing import Any

from django import template

from reviewapp.collection.models import Run
from reviewapp.findings.domain.rescoping import scope_state
from reviewapp.findings.scoped import scope_part, scope_words
from reviewapp.workloads.models import Workload

register = template.Library()


@register.inclusion_tag("findings/_scope.html")
def scope_note(workload: Workload, run: Run | None) -> dict[str, Any]:
    """What the scope left out of a run, and whether it changed since; else nothing."""
    state = scope_state(workload, run)
    return {"workload": workload, "state": state}


@register.simple_tag
def scope_sentence(run: Run | None) -> str:
    """What the scope included when a run was judged; empty where it left nothing out."""
    part = scope_part(run) if run else None
    return scope_words(part) if part else ""

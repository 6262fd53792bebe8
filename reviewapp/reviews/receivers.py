"""What this stage does when something happens in an earlier one."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from reviewapp.workloads.models import Workload

from .domain.lenses import sync_builtin_lenses
from .domain.reviews import ensure_reviews, reassess_workload
from .models import Lens, LensVersion


def start_reviews(
    *, workload: Workload, lenses: Sequence[str] | None = None, **_signal: Any
) -> None:
    ensure_reviews(workload, aliases=lenses)


def judge_again(*, workload: Workload, **_signal: Any) -> None:
    reassess_workload(workload.pk)


def bring_lenses(**_signal: Any) -> None:
    """After `migrate`, where it left the library's tables in place."""
    tables = set(connection.introspection.table_names())
    if {Lens._meta.db_table, LensVersion._meta.db_table} <= tables:
        sync_builtin_lenses()

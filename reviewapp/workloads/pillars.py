"""The pillars that a workload's reviews ask about."""

from django.db.models import Func, JSONField, Value
from django.db.models.functions import Cast

from .models import Workload


def pillars_of(workload: Workload) -> dict[str, str]:
    """Ids of the pillars of its lenses to their names, in the lenses' order; without the lenses."""
    found = workload.reviews.order_by("pk").annotate(
        pillar_ids=_each("$.pillars[*].id"), pillar_names=_each("$.pillars[*].name")
    )
    rows = found.values_list("pillar_ids", "pillar_names")
    return {
        pillar: name
        for ids, names in rows
        for pillar, name in zip(ids or (), names or (), strict=True)
    }


def _each(path: str) -> Func:
    return Func(
        Cast("version__document", JSONField()),  # kept as `json`, in the order it came in
        Value(path),
        function="jsonb_path_query_array",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=JSONField(),
    )

"""The scope under which a run was judged, for documents and reports."""

from typing import Any

from pillars.scope import MEAN_WORDS, Mean, Scope
from reviewapp.collection.models import Run

from .models import AppliedScope

JSON = dict[str, Any]


def scope_part(run: Run) -> JSON | None:
    """The scope with its counts of resources; None where everything counts: one query."""
    applied = AppliedScope.objects.filter(run=run).first()
    if applied is None or Scope.from_document(applied.document).is_everything:
        return None
    return {
        **applied.document,
        "at": applied.at.isoformat(),
        "inside": applied.inside,
        "outside": applied.outside,
        "unknown": applied.uncertain,
    }


def scope_words(part: JSON) -> str:
    """What a scope includes, in one sentence."""
    scope = Scope.from_document(part)
    means = [f"tags {scope.tags}"] if scope.tags else []
    means += [
        f"{MEAN_WORDS[mean]} {', '.join(names)}" for mean in Mean if (names := scope.named(mean))
    ]
    where = [
        f"{what} {', '.join(names)}"
        for what, names in (("accounts", scope.accounts), ("regions", scope.regions))
        if names
    ]
    included = " or ".join(means) or "everything"
    return f"In scope: {included}{' in ' + ' and '.join(where) if where else ''}."

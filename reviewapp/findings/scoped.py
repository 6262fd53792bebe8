"""The scope under which a run was judged, for documents and reports."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext as _

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
    means = [_("tags %(tags)s") % {"tags": scope.tags}] if scope.tags else []
    means += [f"{gettext(MEAN_WORDS[mean])} {names}" for mean, names in _named(scope)]
    said = {
        "what": _(" or ").join(means) or _("everything"),
        "where": _(" and ").join(_where(scope)),
    }
    sentence = _("In scope: %(what)s in %(where)s.") if said["where"] else _("In scope: %(what)s.")
    return sentence % said


def _named(scope: Scope) -> Iterator[tuple[Mean, str]]:
    for mean in Mean:
        if names := scope.named(mean):
            yield mean, ", ".join(names)


def _where(scope: Scope) -> Iterator[str]:
    if scope.accounts:
        yield _("accounts %(names)s") % {"names": ", ".join(scope.accounts)}
    if scope.regions:
        yield _("regions %(names)s") % {"names": ", ".join(scope.regions)}

"""The page of an import: what is wrong with a file, and what it would change."""

from typing import Any

from pillars.lens.compare import compare_lenses, is_minor

from ..domain.checking import CheckedLens, InvalidLens
from ..domain.library import latest_version
from ..domain.reading import lens_of
from ..domain.versions import digest_of
from ..forms import MAJOR, MINOR, ImportForm, ReleaseForm
from ..models import Lens
from .messages import grouped

REASONS = 8


def errors_context(invalid: InvalidLens, form: ImportForm) -> dict[str, Any]:
    """Why a file is no lens, message by message; its text stays in the form."""
    text = form.as_text
    return {
        "errors": grouped(invalid.errors, text),
        "error_count": len(invalid.errors),
        "warnings": grouped(invalid.warnings, text),
        "warning_count": len(invalid.warnings),
        "text": text,
    }


def release_context(known: Lens, checked: CheckedLens, form: ImportForm) -> dict[str, Any]:
    """What taking the file as a version of `known` would mean.

    `same`: the newest version, where it says exactly what the file says.
    """
    last = latest_version(known)
    if last.digest == digest_of(checked.document):
        return {"same": last}
    difference = compare_lenses(lens_of(last), checked.lens)
    minor, reasons = is_minor(difference)
    return {
        "same": None,
        "last": last,
        "minor": minor,
        "reasons": reasons[:REASONS],
        "more_reasons": max(len(reasons) - REASONS, 0),
        "difference": difference,
        "release": ReleaseForm(initial={"publish_as": MINOR if minor else MAJOR}),
        "warnings": grouped(checked.warnings, form.as_text),
        "warning_count": len(checked.warnings),
        "text": form.as_text,
    }

"""A row in every table whose texts people see, made from what the fields say of themselves.

Only what the database or a page insists on beyond that stands here by name: a new table gets a
row, and hostile texts in it, without anybody thinking of it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Field
from django.utils import timezone

from reviewapp.people.models import User
from tests.access.world import World

from .fields import models_with_text

TEXT = "written"
# What the first fitting value would not do; of JSON, a shape that its pages can show.
VALUES: Mapping[str, Mapping[str, Any]] = {
    "collection.FoundAccount": {"status": "ACTIVE"},
    "collection.Shard": {"done": True},
    "findings.AppliedScope": {
        "document": {},
        "gaps": [
            {"kind": "ec2.instance", "account": TEXT, "region": TEXT, "count": 1, "reason": TEXT}
        ],
    },
    "findings.SuppressionChange": {"before": {"reason": TEXT}, "after": {"reason": TEXT}},
    "assignments.Assignment": {"question_id": ""},
    # The change that a row of its history tells of led to it.
    "assignments.QuestionState": {"version": 1},
}
CLAIM = {
    "lens": str(UUID(int=1)),
    "question": "sec_data",
    "choice": "",
    "reason": "NONE",
    "checked_on": None,
}
# Columns that the world leaves empty, filled in rows that it made.
FILLED: Mapping[str, Mapping[str, Any]] = {
    "audit.Entry": {"before": {TEXT: TEXT}, "after": {TEXT: [TEXT]}},
    "workloads.Workload": {"tags": {TEXT: TEXT}, "non_aws_regions": [TEXT], "compliance": ["GDPR"]},
    "workloads.Connection": {
        "last_test": {"ok": False, "account": "", "arn": TEXT, "message": TEXT, "reason": TEXT}
    },
    "collection.Fact": {
        "tags": {TEXT: TEXT, "Name": TEXT},
        "data": {"state": TEXT, TEXT: [TEXT, {TEXT: TEXT}]},
        "unread": {TEXT: TEXT},
    },
    "reviews.Answer": {"choice_details": {"sec_data": {"notes": TEXT, "reason": "NONE"}}},
    "scanners.ImportedReport": {
        "places": [TEXT],
        "messages": [
            {"place": TEXT, "text": TEXT, "refused": True},
            {"place": TEXT, "text": TEXT, "refused": False},
        ],
    },
    "standing.TemplateVersion": {
        "answers": [
            {
                **CLAIM,
                "state": "NOT_APPLICABLE",
                "note": TEXT,
                "evidence": TEXT,
                "url": "https://x.example",
            }
        ]
    },
    "standing.TemplateUse": {
        "applied": [{**CLAIM, "state": "NOT_APPLICABLE", "text": TEXT, "own": False}]
    },
}


def add_rows(world: World) -> None:
    """Adds a row of each kind that the world lacks, below its own workload where it can."""
    missing = [
        model for model in sorted(models_with_text(), key=_depth) if not _rows(model).exists()
    ]
    for model in missing:
        _rows(model).create(**_columns(model, world))


def fill_rows() -> None:
    """Gives columns that the world left empty something to be hostile in."""
    for label, columns in FILLED.items():
        _rows(models_by_label()[label]).update(**columns)


def models_by_label() -> Mapping[str, type[models.Model]]:
    return {model._meta.label: model for model in models_with_text()}


def _rows(model: type[models.Model]) -> Any:
    return model._base_manager


def _depth(model: type[models.Model]) -> int:
    """Rows that others lead to come first."""
    keys = (field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey))
    return 1 + max(
        (
            _depth(key.related_model)
            for key in keys
            if key.related_model is not model and not key.null
        ),
        default=0,
    )


def _columns(model: type[models.Model], world: World) -> dict[str, Any]:
    given = VALUES.get(model._meta.label, {})
    needed = (field for field in model._meta.concrete_fields if _is_needed(field))
    return {field.name: _value(field, world) for field in needed} | dict(given)


def _is_needed(field: Field) -> bool:
    made = isinstance(field, models.AutoField | models.UUIDField) and field.primary_key
    return not made and not getattr(field, "auto_now", False)


def _value(field: Field, world: World) -> Any:
    if isinstance(field, models.ForeignKey):
        return None if field.null and field.name == "digest" else _row_of(field, world)
    if field.choices:
        return _chosen(field)
    if field.has_default():
        return field.get_default()
    return _plain(field)


def _chosen(field: Field) -> Any:
    known = [value for value, _words in field.flatchoices if value != ""]
    return next((each for each in ("complete", "fail", "failed") if each in known), known[0])


def _plain(field: Field) -> Any:
    if field.null:
        return None
    now = timezone.now()
    by_kind = (
        (models.DateTimeField, now),
        (models.DateField, now.date() + timedelta(days=1)),
        (models.BooleanField, True),
        (models.IntegerField | models.FloatField | models.DecimalField, 1),
        (models.UUIDField, None),
        (models.JSONField, {}),
        (models.CharField | models.TextField, TEXT[: field.max_length]),
    )
    return next((value for kind, value in by_kind if isinstance(field, kind)), None)


def _row_of(key: models.ForeignKey, world: World) -> Any:
    """The row of the world's own workload, of which the pages are asked for."""
    model: Any = key.related_model
    if model is User:
        return world.browsers["owner"].user  # type: ignore[attr-defined]
    named = {"run": "run_id", "workload": "workload_id", "report": "imported_id"}
    ids = (
        world.ids.get(named.get(key.name, f"{key.name}_id")),
        world.ids.get(f"{model.__name__.lower()}_id"),
    )
    found = (_rows(model).filter(pk=pk).first() for pk in ids if pk)
    return next((row for row in found if row), None) or _rows(model).first()

"""Which fields hold no free text, with the reason. Every other text of the product is hostile."""

from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Field, JSONField, Model, TextField

from reviewapp.isolation.tables import models_of_ours

A_KEY = "names another row or a place in a lens; ids are letters, digits and underscores"
A_DIGEST = "computed by the product, in hexadecimal"
A_WORKER = "the name that a worker gives itself"
OURS = "one of the product's own words, written by its code alone"
CHECKED = "checked to be of one form wherever it is written"

BY_NAME = {
    **dict.fromkeys(("question_id", "choice_id", "pillar_id", "pillars"), A_KEY),
    **dict.fromkeys(("check_id", "alias", "slug", "subject_key"), A_KEY),
    **dict.fromkeys(("sha256", "file_sha256", "digest", "hash", "previous"), A_DIGEST),
    **dict.fromkeys(("token_digest", "code_digest"), A_DIGEST),
    "holder": A_WORKER,
    "kind": OURS,
    "content_type": "one of the types that are taken, found by looking into the file",
    "file_type": "one of the types that are taken, found by looking into the file",
    "account_id": "twelve digits",
}
BY_LABEL = {
    "audit.Entry.action": OURS,
    "people.User.password": "a hash",
    "signin.IdentityProvider.sealed_secret": "encrypted",
    "signin.IdentityProvider.saml_certificate": "read as a certificate wherever it is used",
    "signin.IdentityProvider.domains": CHECKED,
    "workloads.Connection.endpoint_url": "set by the product, for accounts that it simulates",
    "signin.IdentityProvider.issuer": CHECKED,
    "signin.IdentityProvider.saml_address": CHECKED,
    "notices.Preferences.time_zone": "one of the zones there are",
    "notices.Notice.key": OURS,
    "workloads.Workload.account_ids": "twelve digits each",
    "workloads.Workload.compliance": OURS,
    "workloads.WorkloadScope.document": CHECKED,
    "findings.AppliedScope.document": CHECKED,
    "collection.Part.service": OURS,
    "collection.Reading.service": OURS,
    "collection.Reading.call": OURS,
    "collection.Fact.call": OURS,
    "collection.Run.checks": A_KEY,
    "reviews.Suggestion.checks": A_KEY,
    "reviews.Answer.selected": A_KEY,
    "priorities.WorkloadProfile.answers": A_KEY,
    "meetings.Meeting.questions": A_KEY,
    "meetings.Meeting.plan": A_KEY,
    "comments.Thread.subject": A_DIGEST,
    "lenses.LevelOverride.practice": A_KEY,
    "search.Entry.key": A_KEY,
    **dict.fromkeys(
        ("search.Entry.vector", "search.Entry.head", "search.Entry.words"),
        "words of the other columns, as PostgreSQL reads them",
    ),
}


def label_of(field: Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


@cache
def hostile_fields() -> tuple[Field, ...]:
    """A field's place in this is the number in its texts."""
    fields = (field for model in models_of_ours() for field in model._meta.concrete_fields)
    return tuple(sorted(filter(holds_text, fields), key=label_of))


def number_of(field: Field) -> int:
    return hostile_fields().index(field)


def holds_text(field: Field) -> bool:
    if not isinstance(field, CharField | TextField | JSONField | ArrayField) or field.choices:
        return False
    return field.name not in BY_NAME and label_of(field) not in BY_LABEL


def is_document(field: Field) -> bool:
    return isinstance(field, JSONField)


def models_with_text() -> set[type[Model]]:
    return {field.model for field in hostile_fields()}

"""A run's facts as far as the place of each in a scope depends on them."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from django.db.models import QuerySet

from pillars.facts import GLOBAL
from pillars.kinds import KindRole, TagSource, kind_of, kinds
from pillars.relations import aliases_of, links_of, relations
from pillars.scope import Scope, Subject
from reviewapp.collection.models import Fact, PartState, Run

CHUNK = 2000
TAGS = "Tags"
TAGGING = "tagging.resource"
# Where the tagging service answers for what has no region.
HOMES = ("us-east-1", "us-gov-west-1", "cn-north-1")
NOT_ASKED = "the tagging service was not read in this account and region"
COLUMNS = ("pk", "kind", "resource", "account", "region", "part_id", "tags", "unread")

Tagging = Mapping[tuple[str, str], str]


def subjects_of(run: Run, scope: Scope) -> Iterator[Subject]:
    """Every fact that the scope may place: two queries, of which one reads what names others."""
    places = dict(run.parts.values_list("pk", "region"))
    tagging = _tagging(run)
    naming = sorted({each.holder for each in relations()}) if scope.has_means else []
    for row in _rows(run.facts.filter(kind__in=naming), "data") if naming else ():
        *start, data = row
        yield _subject(start, data, places, tagging)
    for row in _rows(_without(run, scope, naming)):
        yield _subject(row, {}, places, tagging)


def _without(run: Run, scope: Scope, naming: Collection[str]) -> QuerySet[Fact]:
    others = run.facts.exclude(kind__in=naming)
    restricts = scope.accounts or scope.regions
    return others if restricts else others.exclude(kind__in=_settings())


def _rows(facts: QuerySet[Fact], *more: str) -> Iterator[Any]:
    return facts.order_by("pk").values_list(*COLUMNS, *more).iterator(chunk_size=CHUNK)


def _subject(
    row: Any, data: Mapping[str, Any], places: Mapping[int, str], tagging: Tagging
) -> Subject:
    key, kind, arn, account, region, part, tags, unread = row
    reason = _unread_tags(kind, (account, region), tags, unread, tagging)
    return Subject(
        key=key,
        kind=kind,
        arn=arn,
        account=account,
        region=region,
        asked=places.get(part, region),
        tags=None if reason else tags,
        tags_reason=reason,
        links=tuple(links_of(kind, data)) if data else (),
        aliases=aliases_of(kind, data),
    )


def _unread_tags(
    kind: str,
    place: tuple[str, str],
    tags: Mapping[str, str],
    unread: Mapping[str, str],
    tagging: Tagging,
) -> str:
    """Why the tags of a fact are not known; empty where they are, also where there are none."""
    source = kind_of(kind).tags
    account, region = place
    if tags or source is TagSource.NONE or (source is TagSource.OWN and TAGS not in unread):
        return ""
    homes = HOMES if region == GLOBAL else (region,)
    answers = [tagging[account, home] for home in homes if (account, home) in tagging]
    if "" in answers:
        return ""  # the pass over the tagging service would have found them
    return next(iter(answers), unread.get(TAGS) or NOT_ASKED)


def _tagging(run: Run) -> Tagging:
    """Where the tagging service was asked, and why it was not read; empty where it was."""
    rows = run.readings.filter(kind=TAGGING).values_list("account", "region", "state", "reason")
    read = (PartState.READ, PartState.NOT_USED)
    return {
        (account, region): "" if state in read else reason or NOT_ASKED
        for account, region, state, reason in rows
    }


@cache
def _settings() -> tuple[str, ...]:
    return tuple(name for name, kind in kinds().items() if kind.role is KindRole.SETTING)

"""Which resource belongs to which: read from `data/relations.csv`, one line for each way.

    holder,path,named,way,after
    ec2.volume,Attachments[].InstanceId,ec2.instance,part,

A fact of the kind `holder` names, at `path` of its data, a fact of the kind `named`:

=====  ==========================================================================================
part   the holder belongs to what it names (a volume to its instance)
with   the same, also where what it names is itself only used (a flow log of a VPC in use)
holds  what it names belongs to the holder (the instances of an Auto Scaling group)
uses   the holder works with what it names, which others may share (a security group)
sees   what it names must be known to judge the holder, but belongs to nobody through it
seen   the other way round: the holder must be known to judge what it names
=====  ==========================================================================================

A path goes through objects by `.`, through lists by `[]`, through text by its commas with
`[,]`, and picks from a list by `[Name=InstanceId]`, which also asks it of an object. `after` is
what a value must start with: the name begins behind it. `*` as `named` is any kind, known by its
ARN.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

ANY = "*"
# Names in these services hold in every region: a bucket is named from anywhere.
WITHOUT_REGION = frozenset({"cloudfront", "iam", "route53", "s3"})

# Of these the last part alone is a name: a service of a cluster, a group behind its UUID.
NAMED_AT_THE_END = ("service/", "autoScalingGroup:")

# By what others name a resource beside its ARN and id.
ALIASES = {"elbv2.load_balancer": "DNSName"}


class Way(StrEnum):
    PART = "part"
    WITH = "with"
    HOLDS = "holds"
    USES = "uses"
    SEES = "sees"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Relation:
    holder: str
    path: str
    named: str
    way: Way
    after: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One fact names another, by any of `values` (ARN, id or name)."""

    relation: Relation
    values: tuple[str, ...]


@cache
def relations() -> tuple[Relation, ...]:
    text = files("pillars").joinpath("data/relations.csv").read_text(encoding="utf-8")
    return tuple(
        Relation(row["holder"], row["path"], row["named"], Way(row["way"]), row["after"])
        for row in csv.DictReader(text.splitlines())
    )


@cache
def relations_of(holder: str) -> tuple[Relation, ...]:
    return tuple(each for each in relations() if each.holder == holder)


@cache
def relations_to(named: str) -> tuple[Relation, ...]:
    """The relations by which facts of other kinds name this one."""
    return tuple(each for each in relations() if each.named in (named, ANY))


def links_of(kind: str, data: Mapping[str, Any]) -> Iterator[Link]:
    """What a fact names, relation by relation, each named thing once."""
    for relation in relations_of(kind):
        for value in dict.fromkeys(values_at(data, relation.path)):
            if values := _names(value, relation.after):
                yield Link(relation, values)


def values_at(data: Any, path: str) -> Iterator[str]:
    """The texts at a path; nothing where a step is missing."""
    yield from _walk(data, _steps(path))


def identities(arn: str) -> tuple[str, ...]:
    """By what others name a resource: its ARN, what stands behind the account, the id in it.

    `arn:aws:ec2:eu-west-1:1:instance/i-1` → the ARN, `instance/i-1`, `i-1`.
    """
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return (arn,)
    rest = parts[5]
    inner = _behind_kind(rest)
    last = [rest.rsplit("/", 1)[-1]] if rest.startswith(NAMED_AT_THE_END) else []
    return tuple(dict.fromkeys([arn, rest, inner, *last]))


def aliases_of(kind: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Further names of a resource, which hold in every region."""
    return tuple(values_at(data, ALIASES[kind])) if kind in ALIASES else ()


def region_of_name(kind: str, region: str) -> str:
    """Where a name of this kind holds: its region, or everywhere (empty)."""
    return "" if kind.partition(".")[0] in WITHOUT_REGION else region


def _behind_kind(rest: str) -> str:
    places = [place for mark in "/:" if (place := rest.find(mark)) >= 0]
    return rest[min(places) + 1 :] if places else rest


def _names(value: str, after: str) -> tuple[str, ...]:
    """How the named thing may be called; empty where the value does not start as it must."""
    if not value.startswith(after):
        return ()
    name = value.removeprefix(after)
    if after:  # `/aws/eks/shop/cluster`: the name ends at the next slash
        return tuple(dict.fromkeys(each for each in (name, name.partition("/")[0]) if each))
    if name.startswith("arn:"):
        return tuple(dict.fromkeys((name, name.removesuffix(":*"), _unqualified(name))))
    if name.endswith(".amazonaws.com") and ".s3" in name:  # the address of a bucket
        return name, name.partition(".s3")[0]
    return (name,) if name else ()


def _unqualified(arn: str) -> str:
    """A function's ARN without its version or alias."""
    parts = arn.split(":")
    return ":".join(parts[:7]) if len(parts) == 8 and parts[5] == "function" else arn


@cache
def _steps(path: str) -> tuple[str, ...]:
    """`A[].B` → `A`, `[]`, `B`; names may hold any sign but `.` and `[`."""
    steps = (step for part in path.split(".") for step in part.replace("[", "\0[").split("\0"))
    return tuple(step for step in steps if step)


def _walk(found: Any, steps: tuple[str, ...]) -> Iterator[str]:
    if not steps:
        if isinstance(found, str) and found:
            yield found
        return
    for inner in _step(found, steps[0]):
        yield from _walk(inner, steps[1:])


def _step(found: Any, step: str) -> Iterator[Any]:
    if step == "[,]":
        yield from (each.strip() for each in found.split(",")) if isinstance(found, str) else ()
    elif step.startswith("["):
        yield from _picked(found, step[1:-1])
    elif isinstance(inside := _opened(found), Mapping) and step in inside:
        yield inside[step]


def _opened(found: Any) -> Any:
    """AWS gives some objects as JSON in a text: a queue's redrive policy."""
    if not (isinstance(found, str) and found.startswith("{")):
        return found
    try:
        return json.loads(found)
    except ValueError:
        return None


def _picked(found: Any, condition: str) -> Iterator[Any]:
    if isinstance(found, Mapping):  # an object that is only meant if it is such a one
        found = [found]
    if not isinstance(found, list | tuple):
        return
    key, _, value = condition.partition("=")
    for each in found:
        if not condition or (isinstance(each, Mapping) and each.get(key) == value):
            yield each

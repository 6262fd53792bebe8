"""Fault Injection Service: experiments that were prepared, and those that ran."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tags import name_of, tag_map


@collects("fis.experiment_template", call="fis:ListExperimentTemplates")
def templates(reader: Reader) -> Iterator[Item]:
    for template in reader.pages("list_experiment_templates", "experimentTemplates"):
        yield _item(reader, "experiment-template", template)


@collects("fis.experiment", call="fis:ListExperiments")
def experiments(reader: Reader) -> Iterator[Item]:
    for experiment in reader.pages("list_experiments", "experiments"):
        yield _item(reader, "experiment", experiment)


def _item(reader: Reader, noun: str, found: dict[str, Any]) -> Item:
    tags = tag_map(found.get("tags"))
    arn = found.get("arn") or reader.arn("fis", f"{noun}/{found['id']}")
    return Item(arn, found, name=name_of(tags, found["id"]), tags=tags)

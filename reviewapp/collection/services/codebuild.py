"""CodeBuild: projects, with no value that their builds are given."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from ..batches import batches
from ..reader import Reader
from ..registry import Item, collects
from ..secretlike import pairs, secret_like_names
from ..tags import tag_map

PROJECTS_PER_CALL = 100
# Other types name a parameter or a secret, and that is how it should be.
PLAINTEXT = "PLAINTEXT"


@collects(
    "codebuild.project", call="codebuild:ListProjects", actions=("codebuild:BatchGetProjects",)
)
def projects(reader: Reader) -> Iterator[Item]:
    names = list(reader.pages("list_projects", "projects"))
    for batch in batches(names, PROJECTS_PER_CALL):
        for project in reader.call("batch_get_projects", names=batch)["projects"]:
            tags = tag_map(project.get("tags"))
            yield Item(project["arn"], _kept(project), name=project["name"], tags=tags)


def _kept(project: Mapping[str, Any]) -> dict[str, Any]:
    """The project without variables, build commands and passwords in addresses."""
    variables = project.get("environment", {}).get("environmentVariables", ())
    plain = [each for each in variables if each.get("type", PLAINTEXT) == PLAINTEXT]
    kept = {name: PARTS[name](value) if name in PARTS else value for name, value in project.items()}
    return {**kept, "SecretLikeNames": secret_like_names(pairs(plain))}


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    """A build specification written into the project may hold anything; a path holds nothing."""
    spec = source.get("buildspec", "")
    kept = _without("buildspec", source) if "\n" in spec or "{" in spec else dict(source)
    if "location" in kept:
        kept["location"] = re.sub(r"://[^/@]*@", "://", kept["location"])
    return kept


def _sources(sources: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [_source(source) for source in sources]


def _without(key: str, mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name != key}


# What becomes of the parts of a project that may hold a credential.
PARTS: dict[str, Callable[[Any], Any]] = {
    "environment": partial(_without, "environmentVariables"),
    "source": _source,
    "secondarySources": _sources,
    "webhook": partial(_without, "secret"),
}

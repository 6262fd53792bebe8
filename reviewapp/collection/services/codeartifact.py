"""CodeArtifact: repositories of packages that the company controls."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("codeartifact.repository", call="codeartifact:ListRepositories")
def repositories(reader: Reader) -> Iterator[Item]:
    for repository in reader.pages("list_repositories", "repositories"):
        yield Item(repository["arn"], repository, name=repository["name"])

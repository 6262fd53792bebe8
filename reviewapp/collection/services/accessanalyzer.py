"""IAM Access Analyzer: the analyzers of a region."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map


@collects("accessanalyzer.analyzer", call="access-analyzer:ListAnalyzers")
def analyzers(reader: Reader) -> Iterator[Item]:
    for analyzer in reader.pages("list_analyzers", "analyzers"):
        tags = tag_map(analyzer.get("tags"))
        yield Item(analyzer["arn"], analyzer, name=analyzer["name"], tags=tags)

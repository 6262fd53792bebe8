"""Tags of services whose lists come without them: one answer for all of a service's resources.

Asking each resource for its tags would cost a call each; the tagging service answers for a
hundred at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from .reader import Reader
from .registry import Item
from .tags import tag_map

TAG_ACTION = "tag:GetResources"


Answer = tuple[dict[str, dict[str, str]], str]


class Tagged:
    """Tags by ARN of one service's resources, read when first asked for, once for all kinds."""

    def __init__(self, reader: Reader, service: str) -> None:
        self._reader = reader
        self._service = service

    def of(self, arn: str) -> dict[str, str]:
        """The tags of a resource; empty also where they could not be read, see `unread`."""
        tags, _ = self._answer()
        return tags.get(arn, {})

    def onto(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items with the tags of their ARNs; nothing is asked where there are no items."""
        for item in items:
            yield replace(item, tags=self.of(item.id), unread={**item.unread, **self.unread})

    @property
    def unread(self) -> dict[str, str]:
        """For an item's `unread`: the aspect `Tags` where tags could not be read."""
        _, reason = self._answer()
        return {"Tags": reason} if reason else {}

    def _answer(self) -> Answer:
        answer: Answer = self._reader.once(f"tags of {self._service}", self._read)
        return answer

    def _read(self) -> Answer:
        listing = self._reader.listing(
            "get_resources",
            "ResourceTagMappingList",
            client="resourcegroupstaggingapi",
            ResourceTypeFilters=[self._service],
            ResourcesPerPage=100,
        )
        return {r["ResourceARN"]: tag_map(r.get("Tags")) for r in listing.items}, listing.reason

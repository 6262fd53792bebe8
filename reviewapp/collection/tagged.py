"""Tags of services whose lists come without them: one answer for all of a service's resources.

Asking each resource for its tags would cost a call each; the tagging service answers for a
hundred at once.
"""

from .aspects import Listing
from .reader import Reader
from .tags import tag_map

TAG_ACTION = "tag:GetResources"


class Tagged:
    """Tags by ARN of one service's resources, read when first asked for."""

    def __init__(self, reader: Reader, service: str) -> None:
        self._reader = reader
        self._service = service
        self._tags: dict[str, dict[str, str]] = {}

    def of(self, arn: str) -> dict[str, str]:
        """The tags of a resource; empty also where they could not be read, see `unread`."""
        self._listing()
        return self._tags.get(arn, {})

    @property
    def unread(self) -> dict[str, str]:
        """For an item's `unread`: the aspect `Tags` where tags could not be read."""
        reason = self._listing().reason
        return {"Tags": reason} if reason else {}

    def _listing(self) -> Listing:
        return self._reader.once(f"tags of {self._service}", self._read)

    def _read(self) -> Listing:
        listing = self._reader.listing(
            "get_resources",
            "ResourceTagMappingList",
            client="resourcegroupstaggingapi",
            ResourceTypeFilters=[self._service],
            ResourcesPerPage=100,
        )
        self._tags = {r["ResourceARN"]: tag_map(r.get("Tags")) for r in listing.items}
        return listing

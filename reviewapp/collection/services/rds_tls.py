"""Whether a database refuses connections without TLS, from its parameter group.

The parameter has a name per family of engines. Instances of a cluster follow the cluster's
group. Groups are shared, so each is read once.
"""

from collections.abc import Mapping
from typing import Any

from ..aspects import Aspects, Listing
from ..reader import Reader

ASPECT = "ForceSSL"

# PostgreSQL and SQL Server; MySQL and MariaDB; Neptune; DocumentDB.
SWITCHES = ("rds.force_ssl", "require_secure_transport", "neptune_enforce_ssl", "tls")
SWITCHED_OFF = frozenset({"0", "off", "false", "disabled"})

# The version from which an engine refuses by itself, where its group sets nothing: "Requiring
# SSL/TLS" in the Amazon RDS User Guide. All other engines accept.
REFUSES_SINCE: Mapping[str, tuple[int, ...]] = {
    "postgres": (15,),
    "aurora-postgresql": (17,),
    "mariadb": (11, 8),
}


class ParameterGroups:
    """Answers of parameter groups, asked for at the first instance that uses them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def tell(self, instance: Aspects) -> None:
        """Stores `ForceSSL`: "1", "0", or None where the engine has no such parameter."""
        try:
            listing = self._parameters(instance.data)
        except _NoGroup as error:
            instance.unread[ASPECT] = str(error)
            return
        instance.join(ASPECT, listing, lambda found: _setting(found, instance.data))

    def _parameters(self, instance: Mapping[str, Any]) -> Listing:
        cluster = instance.get("DBClusterIdentifier")
        if cluster:
            return self._read("cluster", "describe_db_cluster_parameters", self._group_of(cluster))
        groups = instance.get("DBParameterGroups") or ()
        if not groups:
            return Listing([])
        return self._read("instance", "describe_db_parameters", groups[0]["DBParameterGroupName"])

    def _group_of(self, cluster: str) -> str:
        listing: Listing = self._reader.once(
            "rds clusters", lambda: self._reader.listing("describe_db_clusters", "DBClusters")
        )
        for found in listing.items:
            if found["DBClusterIdentifier"] == cluster:
                return str(found["DBClusterParameterGroup"])
        raise _NoGroup(listing.reason or f"describe_db_clusters: no cluster {cluster}")

    def _read(self, level: str, operation: str, group: str) -> Listing:
        name = "DBClusterParameterGroupName" if level == "cluster" else "DBParameterGroupName"
        wanted = {"Name": "parameter-name", "Values": list(SWITCHES)}
        listing: Listing = self._reader.once(
            f"{level} parameters {group}",
            lambda: self._reader.listing(
                operation, "Parameters", Filters=[wanted], **{name: group}
            ),
        )
        return listing


class _NoGroup(Exception):
    """The parameter group that an instance follows is not known."""


def _setting(parameters: list[dict[str, Any]], instance: Mapping[str, Any]) -> str | None:
    found = next((p for p in parameters if p.get("ParameterName") in SWITCHES), None)
    if found is None:
        return None
    value = found.get("ParameterValue")
    if value is None:
        return "1" if _refuses_by_itself(instance) else "0"
    return "0" if str(value).lower() in SWITCHED_OFF else "1"


def _refuses_by_itself(instance: Mapping[str, Any]) -> bool:
    since = REFUSES_SINCE.get(instance.get("Engine", ""))
    numbers = str(instance.get("EngineVersion", "")).split(".")
    version = tuple(int(number) for number in numbers if number.isdigit())
    return since is not None and version >= since

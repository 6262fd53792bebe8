"""Which ports a security group opens to the whole internet."""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pillars.facts import Resource

from ._values import many
from .common import aspect, required

ADMIN_PORTS = {
    22: "SSH",
    23: "Telnet",
    135: "Windows RPC",
    139: "NetBIOS",
    445: "SMB",
    2375: "Docker",
    3389: "RDP",
    5900: "VNC",
    5985: "WinRM",
    5986: "WinRM",
}
DATA_PORTS = {
    21: "FTP",
    389: "LDAP",
    1433: "SQL Server",
    1521: "Oracle",
    2049: "NFS",
    2181: "ZooKeeper",
    2379: "etcd",
    3306: "MySQL",
    5432: "PostgreSQL",
    5439: "Redshift",
    5601: "OpenSearch Dashboards",
    5672: "RabbitMQ",
    5984: "CouchDB",
    6379: "Redis",
    8086: "InfluxDB",
    9042: "Cassandra",
    9092: "Kafka",
    9200: "OpenSearch",
    9300: "OpenSearch nodes",
    11211: "Memcached",
    27017: "MongoDB",
    50000: "Db2",
    61616: "ActiveMQ",
}
WEB_PORTS = frozenset({80, 443})

# Ranges as wide as these are nobody's own: two of 0.0.0.0/1 make the whole internet, and 2000::/3
# is all of IPv6 that is in use. Private ranges are longer (10.0.0.0/8, fc00::/7).
_WIDEST = {4: 7, 6: 6}
_WITH_PORTS = frozenset({"tcp", "udp", "6", "17"})
_UDP = frozenset({"udp", "17"})
# Of the named ports those that answer over UDP too; an open UDP port 22 is nobody's SSH.
_OVER_UDP = frozenset({2049, 3389, 11211})
_ALL_PORTS = range(65536)


@dataclass(frozen=True, slots=True)
class Opening:
    """Ports that the whole internet may reach, and by which range of addresses."""

    ports: range
    source: str
    udp: bool = False

    def __str__(self) -> str:
        return f"{_span(self.ports)} from {self.source}"


def openings(group: Resource) -> list[Opening]:
    """What the group's rules let in from anywhere; ICMP and the like have no ports.

    Prefix lists that were not read are left out; before saying that nothing is open, see
    `require_all_sources`. Raises Unread where the rules were not read.
    """
    return [
        Opening(ports, source, str(permission.get("IpProtocol")).lower() in _UDP)
        for permission in many(required(group, "IpPermissions"))
        if (ports := _ports(permission))
        for source in sorted({*_addresses(permission), *_listed(permission, group)})
        if is_world(source)
    ]


def require_all_sources(group: Resource) -> None:
    """Raises Unread where a rule names a prefix list whose ranges were not read."""
    if any(permission.get("PrefixListIds") for permission in many(group.get("IpPermissions"))):
        aspect(group, "PrefixLists")


def reached(found: list[Opening], ports: Mapping[int, str]) -> list[str]:
    """Which of the named ports the openings reach: `SSH (22) from 0.0.0.0/0`."""
    return [
        f"{ports[port]} ({port}) from {opening.source}"
        for port in sorted(ports)
        for opening in found
        if port in opening.ports and (port in _OVER_UDP or not opening.udp)
    ]


def _ports(permission: Mapping[str, Any]) -> range:
    protocol = str(permission.get("IpProtocol", "")).lower()
    if protocol == "-1":
        return _ALL_PORTS
    if protocol not in _WITH_PORTS:
        return range(0)
    first, last = permission.get("FromPort"), permission.get("ToPort")
    if first is None or last is None or first == -1:
        return _ALL_PORTS
    return range(int(first), int(last) + 1)


def serves(endpoint: Resource) -> bool:
    """Whether an endpoint of a VPC is there to stay; AWS also writes `Available`."""
    return str(endpoint.data.get("State", "available")).lower() in ("available", "pending")


def is_world(source: str) -> bool:
    """Whether a range of addresses is too wide to be anybody's own."""
    try:
        network = ipaddress.ip_network(source, strict=False)
    except ValueError:
        return False
    return network.prefixlen <= _WIDEST[network.version]


def _addresses(permission: Mapping[str, Any]) -> Iterator[str]:
    for each in many(permission.get("IpRanges")):
        yield str(each.get("CidrIp"))
    for each in many(permission.get("Ipv6Ranges")):
        yield str(each.get("CidrIpv6"))


def _listed(permission: Mapping[str, Any], group: Resource) -> Iterator[str]:
    """The ranges of the prefix lists that a rule names."""
    ranges = group.data.get("PrefixLists") or {}
    for each in many(permission.get("PrefixListIds")):
        yield from ranges.get(each.get("PrefixListId"), ())


def _span(ports: range) -> str:
    if len(ports) == len(_ALL_PORTS):
        return "all ports"
    first, last = ports[0], ports[-1]
    return f"port {first}" if first == last else f"ports {first} to {last}"

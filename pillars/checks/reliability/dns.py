"""Route 53: names that lead only to what is healthy."""

from collections.abc import Collection, Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._reading import lacking, seen_with
from .._values import tail, true
from ..common import counted, dig, judged, required

DNS_HEALTH = "foundations/rel_route53_health_checks"
_ZONE, _RECORD, _CHECK = "route53.hosted_zone", "route53.record_set", "route53.health_check"
_TYPES = frozenset({"A", "AAAA", "CNAME"})
_TERRAFORM = (
    'resource "aws_route53_health_check" "this" {\n  fqdn              = "{name}"\n'
    '  type              = "HTTPS"\n  port              = 443\n  resource_path     = "/health"\n'
    "  failure_threshold = 3\n  request_interval  = 30\n}"
)


@check(
    id="route53-routed-records",
    title="Names with several answers give only healthy ones",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=[_RECORD, _CHECK],
    passes="The public record that is one of several for its name (weighted, failover, latency, "
    "geographic, multivalue) has a health check or evaluates its target's health. A health check "
    "that is disabled calls everything healthy and does not count. The second of a failover pair "
    "is the last resort and left out.",
    refutes=["REL11-BP02", DNS_HEALTH],
    proves=[DNS_HEALTH],
    supports=["REL11-BP02", "REL11-BP04"],
    remedy=Remedy(
        console="Route 53 → Health checks → Create; then Hosted zones → the zone → {name} → Edit: "
        "choose the health check, or Evaluate target health for an alias.",
        cli="aws route53 create-health-check --caller-reference {name} --health-check-config "
        "'Type=HTTPS,FullyQualifiedDomainName={name},Port=443,ResourcePath=/health'",
        cloudformation=(
            "Check:\n  Type: AWS::Route53::HealthCheck\n  Properties:\n"
            "    HealthCheckConfig:\n      Type: HTTPS\n"
            '      FullyQualifiedDomainName: "{name}"\n      Port: 443\n'
            "      ResourcePath: /health\n      FailureThreshold: 3"
        ),
        terraform=_TERRAFORM,
        cost="0.50 to 0.75 USD per check and month, 1 to 2 USD more for HTTPS",
    ),
    url="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html",
)
def routed_records(snapshot: Snapshot) -> Iterator[Result]:
    read = {record.id for record in seen_with(snapshot, _RECORD, _CHECK)}
    several = [r for r in _public_records(snapshot) if r.data.get("SetIdentifier") and r.id in read]
    first = [r for r in several if r.data.get("Failover") != "SECONDARY"]
    off = _disabled(snapshot)
    return judged(first, lambda record: _routed(record, off))


def _routed(record: Resource, off: Collection[str]) -> Result:
    what = f"Record {record.name} {record.data.get('Type')} ({record.data['SetIdentifier']})"
    health = _health_of(record, off)
    if health:
        return passed(record, f"{what} {health}.")
    if check_id := record.data.get("HealthCheckId"):
        return failed(record, f"{what} has health check {check_id}, which is disabled.")
    return failed(record, f"{what} is given out whether its target is healthy or not.")


@check(
    id="route53-zones-checked",
    title="Public zones make use of health checks",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=[_ZONE, _RECORD, _CHECK],
    passes="A record of the public zone has a health check or evaluates its target's health, or an "
    "enabled health check watches a name in the zone. Zones that lead to no endpoint are left out. "
    "In a pre-production workload the rest is left to a person to judge.",
    refutes=[DNS_HEALTH],
    proves=[DNS_HEALTH],
    supports=["REL11-BP01", "REL02-BP01"],
    remedy=Remedy(
        console="Route 53 → Health checks → Create health check for the zone's main endpoint, with "
        "an alarm; attach it to the records of {name}.",
        cli="aws route53 create-health-check --caller-reference {name} --health-check-config "
        "'Type=HTTPS,FullyQualifiedDomainName=www.{name},Port=443,ResourcePath=/health'",
        cloudformation=(
            "Check:\n  Type: AWS::Route53::HealthCheck\n  Properties:\n"
            "    HealthCheckConfig:\n      Type: HTTPS\n"
            '      FullyQualifiedDomainName: "www.{name}"\n      Port: 443\n'
            "      ResourcePath: /health\n      FailureThreshold: 3"
        ),
        terraform=_TERRAFORM,
        cost="0.50 to 0.75 USD per check and month, 1 to 2 USD more for HTTPS",
    ),
    url="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html",
)
def zones_checked(snapshot: Snapshot) -> Iterator[Result]:
    zones = seen_with(snapshot, _ZONE, _RECORD, _CHECK)
    return judged(zones, lambda zone: _zone(zone, snapshot))


def _zone(zone: Resource, snapshot: Snapshot) -> Result | None:
    own = tail(str(required(zone, "Id")))
    records = [r for r in _public_records(snapshot) if tail(str(r.data.get("ZoneId"))) == own]
    if not records:
        return None
    off = _disabled(snapshot)
    checked = [record for record in records if _health_of(record, off)]
    if checked:
        count = counted(len(checked), "record")
        return passed(zone, f"In zone {zone.name} {count} of {len(records)} watch health.")
    watched = [c for c in snapshot.of(_CHECK, account=zone.account) if _watches(c, zone)]
    if watched:
        return passed(zone, f"Health check {watched[0].name} watches zone {zone.name}.")
    reason = f"None of {counted(len(records), 'record')} in zone {zone.name} has a health check."
    return lacking(snapshot, zone, reason)


def _watches(health_check: Resource, zone: Resource) -> bool:
    config = health_check.data.get("HealthCheckConfig") or {}
    name = f".{config.get('FullyQualifiedDomainName') or ''}".rstrip(".").lower()
    return not true(config.get("Disabled")) and name.endswith("." + _domain(zone))


def _domain(zone: Resource) -> str:
    return str(zone.data.get("Name") or zone.name).rstrip(".").lower()


@check(
    id="route53-health-checks",
    title="Route 53 health checks watch endpoints",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[_CHECK],
    passes="The health check is not disabled.",
    supports=[DNS_HEALTH, "REL11-BP01"],
    remedy=Remedy(
        console="Route 53 → Health checks → {name} → Edit: clear Disabled.",
        cli="aws route53 update-health-check --health-check-id {last} --no-disabled",
        cloudformation=(
            "Check:\n  Type: AWS::Route53::HealthCheck\n  Properties:\n"
            "    HealthCheckConfig:\n      Type: HTTPS\n"
            "      FullyQualifiedDomainName: HOST\n      Port: 443\n"
            "      ResourcePath: /health\n      FailureThreshold: 3"
        ),
        terraform=_TERRAFORM,
        cost="0.50 to 0.75 USD per check and month, 1 to 2 USD more for HTTPS",
    ),
    url="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html",
)
def health_checks(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of(_CHECK), _enabled)


def _enabled(health_check: Resource) -> Result:
    config = required(health_check, "HealthCheckConfig")
    what = f"Health check {health_check.name} of {_endpoint(config)}"
    if true(config.get("Disabled")):
        return failed(health_check, f"{what} is disabled.")
    return passed(health_check, f"{what} is active.")


def _endpoint(config: dict[str, object]) -> str:
    found = config.get("FullyQualifiedDomainName") or config.get("IPAddress") or config.get("Type")
    return str(found)


def _public_records(snapshot: Snapshot) -> list[Resource]:
    """Records that lead the public somewhere; names with a leading _ prove who owns a domain."""
    return [
        record
        for record in snapshot.of(_RECORD)
        if not true(record.data.get("Private"))
        and record.data.get("Type") in _TYPES
        and not record.name.startswith("_")
    ]


def _disabled(snapshot: Snapshot) -> set[str]:
    """The health checks that are switched off, by which Route 53 takes everything for healthy."""
    return {
        tail(each.id)
        for each in snapshot.of(_CHECK)
        if true(dig(each.data, "HealthCheckConfig", "Disabled"))
    }


def _health_of(record: Resource, off: Collection[str]) -> str:
    check_id = record.data.get("HealthCheckId")
    if check_id and check_id not in off:
        return f"has health check {check_id}"
    if true(dig(record.data, "AliasTarget", "EvaluateTargetHealth")):
        return "evaluates its target's health"
    return ""


CHECKS: tuple[Check, ...] = (routed_records, zones_checked, health_checks)

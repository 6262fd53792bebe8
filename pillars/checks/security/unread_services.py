"""What holds or carries data, was seen by its tags or in an index, and is not read any further.

Without these two checks "everything is encrypted" could be claimed of an account whose storage
gateway nobody looked at. They pass nothing: they name what a person must look at.
"""

import re
from collections.abc import Iterator, Mapping

from pillars.checking import Check, Remedy, Result, Severity, check, unknown
from pillars.facts import Resource, Snapshot
from pillars.unread import STORES, type_of

from .._values import label
from .rest_disks import AT_REST
from .transit_balancers import IN_TRANSIT

TAGGED = "tagging.resource"
INDEXED = "resourceexplorer.resource"
FILES = ("efs.file_system", "fsx.file_system")
ENDPOINTS = {
    "elasticloadbalancing:loadbalancer": "classic load balancer",
}
_NEWER_BALANCER = re.compile(r":loadbalancer/(app|net|gwy)/")


@check(
    id="encryption-unread-stores",
    title="No store of data was left unread",
    pillar="security",
    severity=Severity.LOW,
    needs=[TAGGED],
    passes="Among the tagged resources, and those that Resource Explorer has where it is on, is no "
    "store of data whose encryption this product does not read. Where there is one, it is named as "
    "unknown, for a person to look at.",
    proves=[AT_REST],
    remedy=Remedy(
        console="Open {name} in its service's console and look at its encryption; note what you "
        "found beside the choice.",
        cli="aws resourcegroupstaggingapi get-resources --region {region} --resource-arn-list {id}",
        terraform="# Look for encrypted = true or kms_key_id in the resource of {id}.",
        cost="Free to look",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/protecting-data-at-rest.html",
)
def unread_stores(snapshot: Snapshot) -> Iterator[Result]:
    for found, what in _seen(snapshot):
        yield unknown(found, f"The encryption of {what} {label(found)} is not read: look at it.")


@check(
    id="tls-unread-endpoints",
    title="No endpoint was left unread",
    pillar="security",
    severity=Severity.LOW,
    needs=[TAGGED, *FILES],
    passes="Among the tagged resources is no endpoint whose TLS this product does not read, and no "
    "file system of EFS or FSx, for which each client decides. Where there is one, it is named as "
    "unknown.",
    proves=[IN_TRANSIT],
    remedy=Remedy(
        console="Open {name} in its service's console and look at its TLS settings; mount EFS "
        "with the tls option; ask for encrypted SMB on file servers of FSx. Note what you found "
        "beside the choice.",
        cli="aws resourcegroupstaggingapi get-resources --region {region} --resource-arn-list {id}",
        terraform="# Look for TLS settings in the resource of {id}.",
        cost="Free to look",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/protecting-data-in-transit.html",
)
def unread_endpoints(snapshot: Snapshot) -> Iterator[Result]:
    for found, what in _tagged(snapshot, ENDPOINTS):
        yield unknown(found, f"The TLS settings of {what} {label(found)} are not read.")
    for kind in FILES:
        for files in snapshot.of(kind):
            yield unknown(files, f"Whether clients mount {label(files)} with TLS cannot be read.")


def _seen(snapshot: Snapshot) -> Iterator[tuple[Resource, str]]:
    """Each store once, whoever knows it. An index that cannot be read hides nothing by that."""
    tagged = list(_tagged(snapshot, STORES))
    yield from tagged
    known = {found.id for found, _ in tagged}
    for found in snapshot.of(INDEXED):
        what = STORES.get(type_of(found.id))
        if what and found.id not in known:
            yield found, what


def _tagged(snapshot: Snapshot, words: Mapping[str, str]) -> Iterator[tuple[Resource, str]]:
    for found in snapshot.of(TAGGED):
        what = words.get(type_of(found.id))
        if what and not _NEWER_BALANCER.search(found.id):
            yield found, what


CHECKS: tuple[Check, ...] = (unread_stores, unread_endpoints)

"""Certificate Manager: certificates of every kind of key."""

from collections.abc import Iterator
from typing import Any

from ..aspects import Aspects
from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged


@collects(
    "acm.certificate",
    call="acm:ListCertificates",
    actions=("acm:DescribeCertificate", TAG_ACTION),
)
def certificates(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "acm")
    # Unasked, ACM leaves out all but the commonest kinds of keys.
    kinds = reader.client().meta.service_model.shape_for("KeyAlgorithm").enum
    found = reader.pages(
        "list_certificates", "CertificateSummaryList", Includes={"keyTypes": list(kinds)}
    )
    for certificate in reader.spread(lambda each: _describe(reader, each), found):
        if certificate is None:
            continue
        arn = certificate.data["CertificateArn"]
        name = certificate.data.get("DomainName") or arn
        unread = certificate.unread | tagged.unread
        yield Item(arn, certificate.data, name=name, tags=tagged.of(arn), unread=unread)


def _describe(reader: Reader, certificate: dict[str, Any]) -> Aspects | None:
    more = reader.aspects(certificate)
    arn = certificate["CertificateArn"]
    gone = ("ResourceNotFoundException",)
    found = more.describe("describe_certificate", "Certificate", gone=gone, CertificateArn=arn)
    return None if found is None else more

"""Private CA: authorities of the account's own."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects

KEPT = (
    *("Arn", "OwnerAccount", "Type", "Status", "NotBefore", "NotAfter", "UsageMode"),
    *("RevocationConfiguration", "KeyStorageSecurityStandard"),
)


@collects("acmpca.authority", client="acm-pca", call="acm-pca:ListCertificateAuthorities")
def authorities(reader: Reader) -> Iterator[Item]:
    """Without their subjects, which may name people."""
    for each in reader.pages("list_certificate_authorities", "CertificateAuthorities"):
        kept = {key: each[key] for key in KEPT if key in each}
        yield Item(each["Arn"], kept, name=each["Arn"].rsplit("/", 1)[-1])

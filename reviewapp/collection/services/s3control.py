"""S3's settings for the whole account, and what it measures of its buckets."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import GLOBAL, Item, collects


@collects(
    "s3control.public_access_block",
    scope=GLOBAL,
    call="s3:GetAccountPublicAccessBlock",
    absent=("NoSuchPublicAccessBlockConfiguration",),
)
def public_access_block(reader: Reader) -> Iterator[Item]:
    answer = reader.call("get_public_access_block", AccountId=reader.account)
    arn = reader.arn("s3", "account/public-access-block", region="")
    yield Item(
        arn, answer["PublicAccessBlockConfiguration"], name="S3 public access block of the account"
    )


@collects("s3control.storage_lens", scope=GLOBAL, call="s3:ListStorageLensConfigurations")
def storage_lenses(reader: Reader) -> Iterator[Item]:
    """Dashboards over all buckets; AWS makes one in every account, with fewer numbers."""
    found = reader.pages(
        "list_storage_lens_configurations",
        "StorageLensConfigurationList",
        AccountId=reader.account,
    )
    for each in found:
        yield Item(each["StorageLensArn"], each, name=each["Id"])

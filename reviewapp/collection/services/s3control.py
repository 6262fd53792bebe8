"""S3's settings for the whole account."""

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

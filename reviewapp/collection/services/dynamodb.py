"""DynamoDB: tables with their backups and expiry."""

from collections.abc import Iterator

from ..aspects import Aspects
from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged


@collects(
    "dynamodb.table",
    call="dynamodb:ListTables",
    actions=(
        "dynamodb:DescribeTable",
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTimeToLive",
        TAG_ACTION,
    ),
)
def tables(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "dynamodb")
    names = reader.pages("list_tables", "TableNames")
    for table in reader.spread(lambda name: _describe(reader, name), names):
        if table is None:
            continue
        name = table.data["TableName"]
        arn = table.data.get("TableArn") or reader.arn("dynamodb", f"table/{name}")
        unread = table.unread | tagged.unread
        yield Item(arn, table.data, name=name, tags=tagged.of(arn), unread=unread)


def _describe(reader: Reader, name: str) -> Aspects | None:
    more = reader.aspects({"TableName": name})
    gone = ("ResourceNotFoundException",)
    if more.describe("describe_table", "Table", gone=gone, TableName=name) is None:
        return None
    more.read(
        "ContinuousBackups",
        "describe_continuous_backups",
        pick="ContinuousBackupsDescription",
        TableName=name,
    )
    more.read("TimeToLive", "describe_time_to_live", pick="TimeToLiveDescription", TableName=name)
    return more

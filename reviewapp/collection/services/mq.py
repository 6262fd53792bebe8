"""Amazon MQ: brokers of ActiveMQ and RabbitMQ, without their users and configurations."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects

KEPT = (
    *("AuthenticationStrategy", "AutoMinorVersionUpgrade", "BrokerArn", "BrokerId", "BrokerName"),
    *("BrokerState", "Created", "DataReplicationMode", "DeploymentMode", "EncryptionOptions"),
    *("EngineType", "EngineVersion", "HostInstanceType", "Logs", "PubliclyAccessible"),
    *("SecurityGroups", "StorageType", "SubnetIds", "Tags"),
)


@collects("mq.broker", call="mq:ListBrokers", actions=("mq:DescribeBroker",))
def brokers(reader: Reader) -> Iterator[Item]:
    found = reader.pages("list_brokers", "BrokerSummaries")
    for broker in reader.spread(lambda each: _broker(reader, each), found):
        if broker is not None:
            yield broker


def _broker(reader: Reader, summary: dict[str, Any]) -> Item | None:
    more = reader.aspects(summary)
    gone = ("NotFoundException",)
    if more.describe("describe_broker", gone=gone, BrokerId=summary["BrokerId"]) is None:
        return None
    data, unread = _kept(more.data), _kept(more.unread)
    tags = data.pop("Tags", None) or {}
    return Item(summary["BrokerArn"], data, name=summary["BrokerName"], tags=tags, unread=unread)


def _kept(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in KEPT if name in found}

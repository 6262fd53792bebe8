"""DynamoDB: carts are recoverable, sessions are not, stock levels pay for a peak all day."""

from typing import Any

from . import SECOND
from .clients import Account
from .tags import Tags, listed, shop


def build_tables(account: Account, keys: dict[str, str]) -> None:
    table = account.client("dynamodb")
    encrypted = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": keys["shop-data"]}
    _table(table, "carts", "cart", shop("cart"), SSESpecification=encrypted)
    _table(table, "sessions", "session", shop("web"))
    _table(table, "stock-levels", "sku", shop("catalogue"), units=200)
    _table(table, "product-views", "product", shop("catalogue"), units=50)
    table.update_continuous_backups(
        TableName="carts", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    for name, attribute in (("carts", "expires"), ("sessions", "ends")):
        table.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute}
        )
    _scale(account, "product-views")
    _table(account.client("dynamodb", SECOND), "us-carts", "cart", {})


def _table(
    client: Any, name: str, key: str, values: Tags, *, units: int = 0, **options: Any
) -> None:
    billing: dict[str, Any] = {"BillingMode": "PAY_PER_REQUEST"}
    if units:
        throughput = {"ReadCapacityUnits": units, "WriteCapacityUnits": units}
        billing = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": throughput}
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
        Tags=listed(values),
        **billing,
        **options,
    )


def _scale(account: Account, name: str) -> None:
    scaling = account.client("application-autoscaling")
    for what in ("Read", "Write"):
        place = {
            "ServiceNamespace": "dynamodb",
            "ResourceId": f"table/{name}",
            "ScalableDimension": f"dynamodb:table:{what}CapacityUnits",
        }
        scaling.register_scalable_target(**place, MinCapacity=10, MaxCapacity=400)
        metric = {"PredefinedMetricType": f"DynamoDB{what}CapacityUtilization"}
        scaling.put_scaling_policy(
            **place,
            PolicyName=f"{name}-{what.lower()}",
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 70.0,
                "PredefinedMetricSpecification": metric,
            },
        )

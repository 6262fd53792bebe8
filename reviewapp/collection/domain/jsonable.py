"""AWS answers as JSON that PostgreSQL accepts."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

NUL = "\x00"  # valid in JSON, refused by jsonb


def jsonable(value: Any) -> Any:
    """Times become ISO 8601 text, bytes a note of their length, numbers stay numbers."""
    if isinstance(value, Mapping):
        return {_text(str(key)): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(item) for item in value]
    if isinstance(value, str):
        return _text(value)
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes | bytearray):
        return f"({len(value)} bytes)"
    return _text(str(value))


def _text(value: str) -> str:
    return value.replace(NUL, "") if NUL in value else value

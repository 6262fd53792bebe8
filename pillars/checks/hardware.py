"""What instance types mean: processor, size, generation.

Families as of February 2026, from AWS's lists of instance types and of previous generations:
https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html
"""

import re

# Letters of the families of which AWS offers a Graviton generation, and one to move to.
GRAVITON = {"t": "t4g", "m": "m7g", "c": "c7g", "r": "r7g", "x": "x2gd", "i": "i4g"}
GRAVITON_DATABASE = {"t": "t4g", "m": "m7g", "r": "r7g", "x": "x2g"}
GRAVITON_CACHE = {"t": "t4g", "m": "m7g", "r": "r7g"}

PREVIOUS = frozenset(
    {
        *("a1", "t1", "m1", "m2", "m3", "m4"),
        *("c1", "c3", "c4", "cc2"),
        *("r3", "r4", "cr1"),
        *("i2", "hi1", "hs1", "g2", "cg1"),
    }
)
# Sizes below which hardly anything smaller can be had.
SMALLEST = frozenset({"nano", "micro"})

_FAMILY = re.compile(r"^([a-z]+)(\d+)([a-z]*)")
_PARTS = re.compile(r"^([a-z0-9-]+)\.([a-z0-9-]+)$")


def family(instance_type: str) -> str:
    """`db.m5.large` → `m5`; empty where it is no instance type (`db.serverless`)."""
    return _parts(instance_type)[0]


def size(instance_type: str) -> str:
    """`db.m5.large` → `large`."""
    return _parts(instance_type)[1]


def _parts(instance_type: str) -> tuple[str, str]:
    found = _PARTS.match(instance_type.removeprefix("db.").removeprefix("cache."))
    return (found.group(1), found.group(2)) if found else ("", "")


def is_graviton(instance_type: str) -> bool:
    """`m7g`, `r6gd`, `im4gn` are; `g5` (graphics) and `m5` are not."""
    if family(instance_type) == "a1":
        return True
    found = _FAMILY.match(family(instance_type))
    return found is not None and "g" in found.group(3)


def graviton_equivalent(instance_type: str, table: dict[str, str]) -> str:
    """The Graviton family to move to, of `table`; empty where there is none."""
    found = _FAMILY.match(family(instance_type))
    return table.get(found.group(1), "") if found else ""


def is_large(instance_type: str) -> bool:
    """Four virtual processors or more: `xlarge` and above."""
    return "xlarge" in size(instance_type) or size(instance_type).startswith("metal")

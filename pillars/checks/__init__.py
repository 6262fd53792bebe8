"""Every check of the product, over the six pillars.

A check lives in the subpackage of the pillar it belongs to; that subpackage lists it in
`CHECKS`. Nothing is discovered by scanning: what is not listed does not run.
"""

from pillars.checking import Check

from . import cost, operations, performance, reliability, security, sustainability


def all_checks() -> tuple[Check, ...]:
    """Every check, sorted by id. Raises ValueError where two checks share an id."""
    checks = (
        *operations.CHECKS,
        *security.CHECKS,
        *reliability.CHECKS,
        *performance.CHECKS,
        *cost.CHECKS,
        *sustainability.CHECKS,
    )
    found = {check.id: check for check in checks}
    if len(found) != len(checks):
        ids = [check.id for check in checks]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        raise ValueError(f"Two checks share an id: {', '.join(twice)}")
    return tuple(found[name] for name in sorted(found))

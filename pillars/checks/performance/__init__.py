"""The checks of the performance pillar."""

from pillars.checking import Check

CHECKS: tuple[Check, ...] = ()

"""The checks of the cost pillar."""

from pillars.checking import Check

CHECKS: tuple[Check, ...] = ()

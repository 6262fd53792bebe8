"""The checks of the security pillar."""

from pillars.checking import Check

CHECKS: tuple[Check, ...] = ()

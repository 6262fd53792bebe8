"""The checks of the reliability pillar."""

from pillars.checking import Check

CHECKS: tuple[Check, ...] = ()

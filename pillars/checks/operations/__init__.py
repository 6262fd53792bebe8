"""The checks of the operations pillar."""

from pillars.checking import Check

CHECKS: tuple[Check, ...] = ()

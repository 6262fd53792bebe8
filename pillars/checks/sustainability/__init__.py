"""The checks of the sustainability pillar."""

from pillars.checking import Check

CHECKS: tuple[Check, ...] = ()

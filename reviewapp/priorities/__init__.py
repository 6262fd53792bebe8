"""Profiles: what an organisation asks of a workload, and what that puts first in a review."""

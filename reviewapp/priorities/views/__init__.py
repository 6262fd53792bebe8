"""Profiles of the organisation, and the priorities of a workload."""

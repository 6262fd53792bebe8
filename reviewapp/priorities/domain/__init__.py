"""Profiles: what they ask, what their rules name, and what workloads answer."""

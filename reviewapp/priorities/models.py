"""Profiles of an organisation and the answers that workloads give to them."""

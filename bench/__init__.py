"""Figures and ratios of the product on this machine: `make bench`."""

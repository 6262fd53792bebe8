"""Review templates: answers that stand for many workloads, and keep reaching them."""

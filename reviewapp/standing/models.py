"""Review templates, their standing answers, and the workloads that use them."""

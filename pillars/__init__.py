"""The knowledge: lenses, risk rules, checks and prefill rules, in pure Python."""

"""What other tools found: their formats, one shape for all, the practices a rule speaks for."""

"""What later stages may want to hear of live work."""

from django.dispatch import Signal

# Sent in the event loop of a web process, once for each event that readers of that process were
# given: `hub`, `workload` (its id as text), `message`. Receivers must not wait.
passed_on = Signal()

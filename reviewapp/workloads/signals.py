"""What later stages may want to hear of a workload."""

from django.dispatch import Signal

# Sent in the transaction that made the workload: `workload`, `by`, `lenses` (aliases or None),
# `asked` (what else the form sent, name to values: later stages know what they put there).
workload_created = Signal()

# Sent in the transaction that changed the profile: `workload`.
workload_changed = Signal()

# Sent in the transaction that changed what belongs to a workload: `workload`, `scope` (its row).
scope_changed = Signal()

# Asked for the form of a new workload: `organisation`. A later stage, which knows lenses, answers
# with a list of `lens_offers.LensOffer`.
lenses_asked = Signal()

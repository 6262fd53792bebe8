"""What later stages may want to hear of people."""

from django.dispatch import Signal

# Sent in the transaction that took a person out: `organisation`, `user`.
member_gone = Signal()

# Sent in the transaction in which somebody accepted: `invitation`, `user`. A later stage gives
# what it kept with the invitation.
invitation_accepted = Signal()

# Sent when a member was given a role in a unit: `unit`, `user`, `role`, `by`.
unit_role_given = Signal()

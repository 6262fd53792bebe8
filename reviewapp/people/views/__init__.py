"""Pages of the organisation: people, invitations, units; and of joining and choosing one."""

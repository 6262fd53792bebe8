"""What later stages may want to hear of the library."""

from django.dispatch import Signal

# Sent once the version is committed, whatever published it: `version`, the new LensVersion.
version_published = Signal()

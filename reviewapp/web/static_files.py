"""Where static files are served: worked out once for each, since every page names some."""

from functools import cached_property
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class _Remembering:
    """An address does not change while a process runs; the names stand in templates."""

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return {}

    def url(self, name: Any, force: bool = False) -> str:
        """`force`: hashed in debugging too, which only the making of the files asks for."""
        if force:
            return self._ask(name, force=True)
        if name not in self._addresses:
            self._addresses[name] = self._ask(name)
        return self._addresses[name]

    def _ask(self, name: Any, **options: bool) -> str:
        return str(super().url(name, **options))  # type: ignore[misc]


class PlainFiles(_Remembering, StaticFilesStorage):
    """As they lie in the repository."""


class HashedFiles(_Remembering, CompressedManifestStaticFilesStorage):
    """Compressed, and named after what is in them."""

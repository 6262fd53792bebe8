"""Django's Redis cache on the embedded server, which starts with the first use."""

from typing import Any

from django.conf import settings
from django.core.cache.backends.redis import RedisCache

from .redis import ensure_redis


class EmbeddedRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:  # noqa: ARG002 - no address yet
        super().__init__([], params)

    @property
    def _servers(self) -> list[str]:
        return [f"unix://{ensure_redis(settings.VAR_DIR)}"]

    @_servers.setter
    def _servers(self, value: list[str]) -> None:
        """Django's base class assigns the empty list that it was given."""

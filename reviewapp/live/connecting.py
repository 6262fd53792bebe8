"""Clients of the Redis that live work goes through. All of them give up soon: nothing waits."""

from functools import cache
from typing import Any

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from reviewapp.config.embedded.errors import EmbeddedServerError

SECONDS = 0.5

# What a Redis that is away looks like, whichever way it is away.
Away = (redis.RedisError, EmbeddedServerError, OSError)


def redis_url() -> str:
    """The address of Redis; starts the embedded server where no `REDIS_URL` is set.

    Raises:
        EmbeddedServerError: it could not be started.
    """
    if settings.REDIS_URL:
        return str(settings.REDIS_URL)
    # Only an install without a Redis of its own has the embedded one.
    from reviewapp.config.embedded.redis import ensure_redis

    return f"unix://{ensure_redis(settings.VAR_DIR)}"


@cache
def client() -> redis.Redis:
    """For requests and workers. One more try at once: a connection may have been closed idle."""
    again = Retry(NoBackoff(), 1)
    return redis.Redis.from_url(redis_url(), retry=again, **_options())


def async_client() -> redis.asyncio.Redis:
    """For one event loop, whose caller keeps it.

    Without new tries of its own: a subscription that came back by itself would hide that
    something was missed meanwhile.
    """
    never = AsyncRetry(NoBackoff(), 0)
    return redis.asyncio.Redis.from_url(redis_url(), retry=never, **_options())


def _options() -> dict[str, Any]:
    return {
        "decode_responses": True,
        "socket_timeout": SECONDS,
        "socket_connect_timeout": SECONDS,
    }

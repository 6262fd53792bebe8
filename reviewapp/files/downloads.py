"""Files that are made while they are sent."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from reviewapp.isolation.scopes import Scope, current, resumed

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def streamed_file(pieces: Iterator[str], *, name: str, file_type: str) -> StreamingHttpResponse:
    """A download whose pieces come one after the other: `name` without its ending."""
    response = StreamingHttpResponse(_sent(pieces, current()), content_type=TYPES[file_type])
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_type}"'
    return response


async def _sent(pieces: Iterator[str], scope: Scope) -> AsyncIterator[str]:
    """Each piece is made when the one before it is on its way, and sees what the request saw."""
    take = sync_to_async(_next, thread_sensitive=True)
    while (piece := await take(pieces, scope)) is not None:
        yield piece


def _next(pieces: Iterator[str], scope: Scope) -> str | None:
    with resumed(scope):
        return next(pieces, None)

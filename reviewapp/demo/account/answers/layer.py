"""A WSGI application before moto's: answers what moto cannot, and hides how moto fails."""

import json
import logging
import re
from collections.abc import Iterable

from . import denied
from .amending import amended
from .asked import Application, Asked, Environ, StartResponse, scope_of, understand
from .empty import EMPTY
from .records import Content, Records

logger = logging.getLogger(__name__)

JSON = "application/x-amz-json-1.1"
XML = "text/xml"

# Ids that moto throws dice for: an answer is told for any of them with a star.
_ID = re.compile(r"/[0-9a-f]{32}(?=/|$)")
# Requests to other services go straight to moto.
LOOKED_INTO = {service for service, _ in EMPTY} | denied.SERVICES | {s for s, _ in denied.CALLS}


class Layer:
    """Answers from the records; what it does not know goes on to `behind`."""

    def __init__(self, behind: Application, records: Records) -> None:
        self.behind = behind
        self.records = records

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        scope = scope_of(environ)
        if scope.service not in LOOKED_INTO | self.records.services():
            return self._ask_behind(environ, start_response)
        asked = understand(environ, scope)
        if denied.is_denied(asked):
            return _send(start_response, "400 Bad Request", denied.refusal(asked))
        content = self._content(asked)
        if content is not None:
            return _send(start_response, "200 OK", content)
        if change := self.records.amendment(asked.service, asked.operation):
            return amended(change, self._ask_behind, environ, start_response)
        return self._ask_behind(environ, start_response)

    def _content(self, asked: Asked) -> Content | None:
        for operation in dict.fromkeys((asked.operation, _ID.sub("/*", asked.operation))):
            known = self.records.get(asked.service, asked.region, operation)
            if known is None:
                known = EMPTY.get((asked.service, operation))
            if known is not None:
                return known(asked.params) if callable(known) else known
        return None

    def _ask_behind(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """What moto has not built ends as an error that boto3 can read, not as a page."""
        try:
            return self.behind(environ, start_response)
        except Exception as error:
            logger.debug("%s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"], exc_info=error)
            return _send(start_response, "501 Not Implemented", _unbuilt(error))


def _unbuilt(error: Exception) -> dict[str, str]:
    return {
        "__type": "NotImplementedException",
        "message": f"The simulated account cannot answer this ({type(error).__name__}).",
    }


def _send(start_response: StartResponse, status: str, content: Content) -> list[bytes]:
    kind, text = (XML, content) if isinstance(content, str) else (JSON, json.dumps(content))
    body = text.encode()
    headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
    start_response(status, headers)
    return [body]

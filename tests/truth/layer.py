"""A WSGI application before moto: many accounts, answers that moto lacks, refusals and faults.

Which account a request means is written in its access key, `key_of(account)`, so that one server
holds the accounts of all tests.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import Any

from reviewapp.collection.iam_actions import action_of

from . import refusals, wire
from .empty import EMPTY
from .refusals import Refusal
from .wire import Environ, Request, Response

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Answer = dict[str, Any]
Change = Callable[[Answer], None]

PREFIX = "AKIATRUTH"


def key_of(account: str) -> str:
    return PREFIX + account


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to the requests that it fits; `operation` and `region` are shell patterns."""

    client: str
    make: Callable[[Request], Refusal | Response]
    operation: str = "*"
    region: str = "*"

    def fits(self, request: Request) -> bool:
        return (
            self.client == request.client
            and fnmatchcase(request.operation, self.operation)
            and fnmatchcase(request.region, self.region)
        )


@dataclass(slots=True)
class Book:
    """What one account is told to answer, and what it was asked."""

    answers: dict[tuple[str, str, str], Answer] = field(default_factory=dict)
    changes: list[tuple[tuple[str, str], Change]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)


class Layer:
    """`find` gives moto's application for a request; it is asked once for each client."""

    def __init__(self, find: Callable[[Environ], Application]) -> None:
        self.find = find
        self.books: dict[str, Book] = {}
        self._applications: dict[str, Application] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        request = wire.understand(environ)
        account = request.key.removeprefix(PREFIX)
        book = self.books.get(account)
        if book is None or not request.operation:
            return self.find(environ)(environ, start_response)
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = account
        book.asked.append(request)
        return _send(start_response, self._answer(book, request, environ))

    def _answer(self, book: Book, request: Request, environ: Environ) -> Response:
        if trouble := next((each for each in book.troubles if each.fits(request)), None):
            made = trouble.make(request)
            return made if isinstance(made, Response) else refusals.write(request, made)
        known = book.answers.get((*request.call, request.region)) or book.answers.get(
            (*request.call, "*")
        )
        if known is None:
            known = EMPTY.get(request.call)
        if known is not None:
            return wire.write(request, known)
        response = self._ask_behind(request, environ)
        changes = [change for call, change in book.changes if call == request.call]
        return _changed(request, response, changes) if changes else response

    def _ask_behind(self, request: Request, environ: Environ) -> Response:
        if request.client not in self._applications:
            self._applications[request.client] = self.find(environ)
        said: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            said.update(status=int(status.split(maxsplit=1)[0]), headers=headers)

        body = b"".join(self._applications[request.client](environ, start))
        dropped = {"content-length", "transfer-encoding", "connection"}
        headers = {name: value for name, value in said["headers"] if name.lower() not in dropped}
        return Response(said["status"], headers, body)


def denial(client: str, operation: str = "*", region: str = "*") -> Trouble:
    """The caller lacks the permission for a service, or for some of its calls."""

    def deny(request: Request) -> Refusal:
        return refusals.denied(request, action_of(request.client, request.operation))

    return Trouble(client, deny, operation, region)


def _changed(request: Request, response: Response, changes: list[Change]) -> Response:
    answer = wire.read(request, response)
    for change in changes:
        change(answer)
    return wire.write(request, answer)


def _send(start_response: StartResponse, response: Response) -> list[bytes]:
    phrase = HTTPStatus(response.status).phrase
    headers = {**response.headers, "Content-Length": str(len(response.body))}
    start_response(f"{response.status} {phrase}", list(headers.items()))
    return [response.body]

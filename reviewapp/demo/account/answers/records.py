"""What the account is told to answer where moto has no answer."""

from collections.abc import Callable
from typing import Any

Params = dict[str, Any]
Content = dict[str, Any] | str
Answer = Content | Callable[[Params], Content | None]


class Records:
    """Answers by service, region and operation; services go by the name they are signed with.

    >>> records.put("access-analyzer", "eu-west-1", "GET /analyzer", {"analyzers": [...]})
    """

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str, str], Answer] = {}

    def put(self, service: str, region: str, operation: str, answer: Answer) -> None:
        """Keeps an answer: JSON for most services, a text of XML for those that speak XML.

        A function gets the request's parameters; where it returns None, moto is asked.
        """
        self._answers[service, region, operation] = answer

    def get(self, service: str, region: str, operation: str) -> Answer | None:
        return self._answers.get((service, region, operation))

    def services(self) -> set[str]:
        return {service for service, _, _ in self._answers}

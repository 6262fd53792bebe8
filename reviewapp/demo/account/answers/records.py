"""What the account is told to answer where moto has no answer."""

from collections.abc import Callable
from typing import Any

Params = dict[str, Any]
Content = dict[str, Any] | str
Answer = Content | Callable[[Params], Content | None]
Amendment = Callable[[str], str]


class Records:
    """Answers by service, region and operation; services go by the name they are signed with.

    >>> records.put("access-analyzer", "eu-west-1", "GET /analyzer", {"analyzers": [...]})
    """

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str, str], Answer] = {}
        self._amendments: dict[tuple[str, str], Amendment] = {}

    def put(self, service: str, region: str, operation: str, answer: Answer) -> None:
        """Keeps an answer: JSON for most services, a text of XML for those that speak XML.

        A function gets the request's parameters; where it returns None, moto is asked.
        """
        self._answers[service, region, operation] = answer

    def get(self, service: str, region: str, operation: str) -> Answer | None:
        return self._answers.get((service, region, operation))

    def amend(self, service: str, operation: str, change: Amendment) -> None:
        """Lets `change` complete the text that moto answers, in every region."""
        self._amendments[service, operation] = change

    def amendment(self, service: str, operation: str) -> Amendment | None:
        return self._amendments.get((service, operation))

    def services(self) -> set[str]:
        answered = {service for service, _, _ in self._answers}
        return answered | {service for service, _ in self._amendments}

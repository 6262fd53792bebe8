"""What came of a step over many questions, in sentences."""

from typing import Any


def in_sentences(*counted: tuple[Any, int]) -> str:
    """The first sentence in any case, each other one where there is something to count.

    Args:
        counted: sentences of `ngettext_lazy` by `number`, each with that number.
    """
    told = [(words, number) for at, (words, number) in enumerate(counted) if number or not at]
    return " ".join(words % {"number": number} for words, number in told)

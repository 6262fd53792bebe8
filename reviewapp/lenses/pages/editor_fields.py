"""Fields of the editor: what is in them, what the lens format allows, what is wrong."""

from dataclasses import dataclass

# A title takes one line of text, and as many of the page as it needs.
LINE, TITLE, TEXT, MENU = "line", "title", "text", "menu"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `limit`: characters that the format allows, 0 for as many as one likes.

    `options` of a menu are pairs of value and label.
    """

    name: str
    label: str
    value: str
    kind: str = LINE
    limit: int = 0
    help: str = ""
    error: str = ""
    mono: bool = False
    placeholder: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def length(self) -> int:
        return len(self.value)

    @property
    def over(self) -> bool:
        return bool(self.limit) and self.length > self.limit

    @property
    def described_by(self) -> str:
        parts = [f"{self.name}-error"]
        parts += [f"{self.name}-count"] if self.limit else []
        parts += [f"{self.name}-help"] if self.help else []
        return " ".join(parts)

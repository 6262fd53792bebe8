"""Words that somebody looks for, from an address or a form."""

LONGEST = 100


def one_line(text: str | None, *, longest: int = LONGEST) -> str:
    """The text with white space folded, at most `longest` characters.

    Without NULs: PostgreSQL takes none in a text, and a search for one finds what the rest finds.
    """
    return " ".join((text or "").replace("\x00", "").split())[:longest]

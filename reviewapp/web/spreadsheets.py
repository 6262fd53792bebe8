"""Tables that people open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable

# A spreadsheet takes a cell that starts so for a formula, the full-width forms as well.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def lines(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV, every cell quoted and safe; line ends as RFC 4180 has them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([[cell(value) for value in row] for row in rows])
    return out.getvalue()

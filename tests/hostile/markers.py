"""What an attacker writes, and how it is recognised where it comes out again.

Every text ends with a number in curly brackets that says which field it was written to.
"""

import re

# Begins as a formula does, asks a template engine to work, ends an attribute and a script, and
# opens an element with an attribute that acts.
ACTS = "=1+1|h4x{{7*7}}{{7|add:7}}\"'></script><img src=x onerror=h4x()>"
TEXTS = (ACTS, "=h4x\"'><h4x onclick=h()>", "=<h4x>", "")
# The last one looks like one of the web and ends the attribute that it stands in.
URLS = (
    'javascript:h4x()//"onmouseover="h4x()',
    "data:text/html,<h4x>",
    "\tJava\nScript:h4x()",
    'https://h4x.example/"onmouseover="h4x()',
)
# What comes out where a template engine did work.
WORKED = re.compile(r"h4x(?:49|14|\{\{7\*7\}\}14)")
NUMBERED = re.compile(r"~(\d+)~")


def text_for(number: int, limit: int | None = None) -> str:
    """The most hostile text that a field of this length takes."""
    mark = f"~{number}~"
    fitting = (each + mark for each in TEXTS if limit is None or len(each + mark) <= limit)
    return next(fitting)


def another(text: str, number: int, limit: int | None) -> str:
    """A text that does the same, where no two rows may have one."""
    return text[: (limit or 10_000) - 4] + f"{number:04}"

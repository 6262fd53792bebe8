"""A report as a tagged PDF that people print, forward and file."""

from .printing import Printed, print_pdf

__all__ = ["Printed", "print_pdf"]

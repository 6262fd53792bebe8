"""Answers that moto does not give, in the shapes that AWS gives them."""

from .layer import Layer
from .records import Records

__all__ = ["Layer", "Records"]

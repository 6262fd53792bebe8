"""Labels inside sentences."""

import pytest
from django.utils import translation

from reviewapp.web.templatetags.midsentence import midsentence


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "out of scope"), ("de", "Out of scope"), ("de-at", "Out of scope")],
)
def test_german_keeps_its_nouns_large(language, words):
    with translation.override(language):
        assert midsentence("Out of scope") == words

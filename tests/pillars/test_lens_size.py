"""How large a lens file may be: within AWS's limit, above it with a warning, and no larger."""

import json

import pytest

from pillars.lens.parse import AWS_CHARACTERS, MAX_CHARACTERS, export_lens, parse_lens
from tests.pillars.lens_builders import lens, text
from tests.pillars.test_framework_content import DOCUMENT as FRAMEWORK


def padded(size):
    """The file of a lens with exactly this number of characters, and its document."""
    document = lens(padding="")
    document["padding"] = "é" * (size - len(text(document)))
    return text(document), document


def test_up_to_awss_limit_nothing_is_said_of_the_size():
    source, document = padded(AWS_CHARACTERS)
    parsed = parse_lens(source.encode())
    assert parsed.document == document
    assert [each.code for each in parsed.warnings] == ["unknown-key"]


@pytest.mark.parametrize("size", [AWS_CHARACTERS + 1, MAX_CHARACTERS])
def test_above_awss_limit_the_lens_is_read_with_a_warning(size):
    source, document = padded(size)
    parsed = parse_lens(source.encode("utf-8-sig"))
    assert (parsed.lens is None, parsed.errors, parsed.document) == (False, (), document)
    warning = parsed.warnings[0]
    assert (warning.code, warning.path, warning.line) == ("too-large-for-aws", "$", 1)
    assert warning.message == f"The file has {size:,} characters; AWS allows 500,000."


def test_above_our_limit_nothing_is_read():
    source, _ = padded(MAX_CHARACTERS + 1)
    parsed = parse_lens(source)
    assert ([each.code for each in parsed.errors], parsed.warnings) == (["file-too-large"], ())


@pytest.mark.parametrize("length", [MAX_CHARACTERS + 1, 20_000_000])
@pytest.mark.parametrize("character", ["x", b"x", b"\xff"])
def test_the_limit_comes_first_and_is_named(character, length):
    (error,) = parse_lens(character * max(length, len(character) * length)).errors
    expected = "encoding" if character == b"\xff" and length == MAX_CHARACTERS + 1 else None
    assert error.code == (expected or "file-too-large")
    assert expected or "2,000,000 characters" in error.message


def test_the_limit_counts_characters_not_bytes():
    just = '{"name":"' + "é" * (MAX_CHARACTERS - 11) + '"}'
    assert [error.code for error in parse_lens(just.encode("utf-8-sig")).errors] == ["no-pillars"]
    assert [error.code for error in parse_lens("\ufeff" + just).errors] == ["no-pillars"]
    assert [error.code for error in parse_lens((just + " ").encode()).errors] == ["file-too-large"]


def test_no_file_within_awss_limit_has_too_many_values():
    most = "[" + "0," * ((AWS_CHARACTERS - 3) // 2) + "0]"
    assert [error.code for error in parse_lens(most).errors] == ["not-an-object"]
    (error,) = parse_lens(most.replace("[", "[\n0,")).errors
    assert (error.code, error.line, error.column) == ("too-many-values", 2, AWS_CHARACTERS - 1)
    assert "250,000 values" in error.message


def test_the_framework_lens_is_exported_whole_and_read_again():
    exported = export_lens(FRAMEWORK)
    assert AWS_CHARACTERS < len(exported) < MAX_CHARACTERS * 0.75
    parsed = parse_lens(exported)
    assert (parsed.errors, parsed.document) == ((), FRAMEWORK)
    assert json.dumps(parsed.document) == json.dumps(FRAMEWORK)
    assert parsed.warnings[0].code == "too-large-for-aws"
    assert export_lens(parsed.document) == exported


@pytest.mark.parametrize(
    ("dense", "indented"),
    [
        (AWS_CHARACTERS - 9_999, True),
        (AWS_CHARACTERS, False),
        (AWS_CHARACTERS + 1, True),
        (MAX_CHARACTERS - 9_999, True),
        (MAX_CHARACTERS, False),
    ],
)
def test_white_space_is_left_out_where_the_file_fits_only_without(dense, indented):
    document = lens(padding="")
    size = len(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    document["padding"] = "é" * (dense - size)
    exported = export_lens(document)
    assert exported.startswith("{\n" if indented else '{"')
    assert indented or len(exported) == dense
    assert parse_lens(exported).document == document

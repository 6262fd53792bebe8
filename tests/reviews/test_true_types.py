"""What a file is by its bytes: no name and no claim makes it something else."""

import io

import pytest
from PIL import Image

from reviewapp.files.true_types import WrongType, safe_name, true_type


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(out, kind)
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (PDF, "a.html", "application/pdf"),
        (picture("PNG"), "", "image/png"),
        (picture("JPEG"), "a.exe", "image/jpeg"),
        (picture("GIF"), "", "image/gif"),
        (picture("WEBP"), "", "image/webp"),
        (b"account,owner\n1,me\n", "list.CSV", "text/csv"),
        (b"account,owner\n1,me\n", "list.txt", "text/plain"),
        ("\ufeffRestored on 3 May. 5 < 7.".encode(), "notes", "text/plain"),
    ],
)
def test_what_is_taken(content, name, expected):
    assert true_type(content, name=name) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n ",
        b"<html><script>alert(1)</script></html>",
        b"\n\n  <!DOCTYPE html><p>x",
        b"hello <script>alert(1)</script>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<svg onload='alert(1)'/>",
        b"MZ\x90\x00\x03",
        b"PK\x03\x04 a zip, or an office file",
        b"text with a \x00 in it",
        b"\xff\xfe<\x00s\x00",
        PDF[:-7],
        picture("PNG")[:30],
        b"GIF89a<script>alert(1)</script>",
        b"RIFF....WEBPnothing",
        b"\xff\xd8\xff\xe0 no picture",
    ],
)
def test_what_is_refused(content):
    with pytest.raises(WrongType):
        true_type(content, name="picture.png")


@pytest.mark.parametrize(
    ("name", "media_type", "expected"),
    [
        ("Report May.pdf", "application/pdf", "Report May.pdf"),
        ("page.html", "application/pdf", "page.html.pdf"),
        ("..\\..\\etc/passwd", "text/plain", "passwd.txt"),
        ("photo.jpeg", "image/jpeg", "photo.jpg"),
        ("a\r\nSet-Cookie: x.png", "image/png", "aSet-Cookie: x.png"),
        ("", "image/gif", "file.gif"),
        ("x" * 400, "image/png", "x" * 190 + ".png"),
    ],
)
def test_a_file_is_called_after_what_it_is(name, media_type, expected):
    assert safe_name(name, media_type) == expected

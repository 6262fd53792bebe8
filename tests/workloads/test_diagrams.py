"""Diagrams: only what they say they are, served so that nothing in them can act."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from reviewapp.files.models import StoredFile
from reviewapp.workloads.models import Workload
from tests.workloads.forms import profile

pytestmark = pytest.mark.django_db
CREATE = "/workloads/new/"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def png(width: int = 3, height: int = 2) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(made, "PNG")
    return made.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A well-formed head of a picture of any size, with hardly any bytes behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE svg ['
    b'<!ENTITY a "ha">'
    + b"".join(
        f'<!ENTITY {this} "{f"&{last};" * 10}">'.encode()
        for last, this in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + b']><svg xmlns="http://www.w3.org/2000/svg"><text>&i;</text></svg>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'
)
NOT_ONE = "Only PNG, SVG and PDF files can be shown. Export the diagram as one."
SCRIPTS = "The SVG contains scripts. Export it without them, or as PNG."
BROKEN_SVG = "The file looks like SVG but is not well-formed."

REFUSED = [
    ("program.png", b"MZ\x90\x00\x03\x00\x00\x00", NOT_ONE),
    ("page.svg", b"<html><script>alert(1)</script></html>", NOT_ONE),
    ("picture.png", b"\xff\xd8\xff\xe0 a JPEG", NOT_ONE),
    ("empty.png", b"", "The submitted file is empty."),
    ("cut.png", png()[:-20], "The PNG picture is damaged. Export it again."),
    ("head.png", b"\x89PNG\r\n\x1a\n", "The PNG picture is damaged. Export it again."),
    ("huge.png", png_that_claims(9_000, 9_000), None),
    ("bomb.png", png_that_claims(60_000, 60_000), None),
    ("script.svg", SVG.replace(b"<rect", b"<script>alert(1)</script><rect"), SCRIPTS),
    ("handler.svg", SVG.replace(b"<rect", b'<rect onload="alert(1)"'), SCRIPTS),
    ("foreign.svg", SVG.replace(b"<rect", b"<foreignObject/><rect"), SCRIPTS),
    (
        "link.svg",
        SVG.replace(b"<rect", b'<a href=" java&#10;script:alert(1)"/><rect'),
        SCRIPTS,
    ),
    ("laughs.svg", LAUGHS, BROKEN_SVG),
    ("outside.svg", OUTSIDE, BROKEN_SVG),
    ("open.svg", SVG[:-6], BROKEN_SVG),
    ("root.svg", b"<x><svg/></x>", "The file looks like SVG but its root is not an svg element."),
    ("cut.pdf", PDF[:-7], "The PDF is cut short. Save it again and upload that."),
]


def upload(editor, name: str, content: bytes, **more: str):
    return editor.post(CREATE, profile(diagram_upload=SimpleUploadedFile(name, content), **more))


def diagram_of(workload: Workload) -> str:
    return reverse("workloads:diagram", kwargs={"workload_id": workload.pk})


@pytest.mark.parametrize(("name", "content", "message"), REFUSED, ids=[each[0] for each in REFUSED])
def test_a_file_that_is_not_what_it_says_is_refused_in_words(editor, name, content, message):
    response = upload(editor, name, content)
    assert response.status_code == 422
    wanted = message or "The picture has more than 80 million pixels. Export it smaller."
    assert response.context["form"].errors == {"diagram_upload": [wanted]}
    assert response.context["form"]["notes"].value() == profile()["notes"]
    assert (Workload.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_file_over_the_limit_is_refused(editor, settings):
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    response = upload(editor, "large.png", png() + b"\0" * 1024 * 1024)
    assert response.context["form"].errors == {"diagram_upload": ["The file is larger than 1 MB."]}


@pytest.mark.parametrize(
    ("name", "content", "served", "kept"),
    [
        ("a.png", png(), "image/png", 'inline; filename="diagram.png"'),
        ("a.svg", b"\xef\xbb\xbf\n" + SVG, "image/svg+xml", 'inline; filename="diagram.svg"'),
        ("a.pdf", PDF, "application/pdf", 'attachment; filename="diagram.pdf"'),
        ("program.exe", png(), "image/png", 'inline; filename="diagram.png"'),
    ],
)
def test_a_diagram_is_served_as_what_its_bytes_are(editor, viewer, name, content, served, kept):
    upload(editor, name, content)
    workload = Workload.objects.get()
    response = viewer.get(diagram_of(workload))
    assert response.content == content
    assert response["Content-Type"] == served
    assert response["Content-Disposition"] == kept
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]
    page = viewer.get(f"/workloads/{workload.pk}/").content.decode()
    assert diagram_of(workload) in page


def test_nothing_in_a_diagram_can_run_or_load(editor):
    upload(editor, "a.svg", SVG)
    response = editor.get(diagram_of(Workload.objects.get()))
    policy = [part.strip() for part in response["Content-Security-Policy"].split(";")]
    assert sorted(policy) == [
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "img-src data:",
        "sandbox",
        "style-src 'unsafe-inline'",
    ]


def test_a_workload_without_a_diagram_serves_none(viewer, workload):
    assert viewer.get(diagram_of(workload)).status_code == 404


def test_a_diagram_is_replaced_and_removed_without_waste(editor):
    upload(editor, "a.png", png())
    workload = Workload.objects.get()
    edit = reverse("workloads:edit", kwargs={"workload_id": workload.pk})
    editor.post(edit, profile(read_version="1", diagram_upload=SimpleUploadedFile("b.svg", SVG)))
    assert [stored.name for stored in StoredFile.objects.all()] == ["b.svg"]
    editor.post(edit, profile(read_version="2", notes="Same diagram."))
    workload.refresh_from_db()
    assert workload.diagram is not None
    editor.post(edit, profile(read_version="3", remove_diagram="on"))
    assert StoredFile.objects.count() == 0


def test_a_stale_edit_keeps_no_file_and_asks_for_it_again(editor, workload):
    edit = reverse("workloads:edit", kwargs={"workload_id": workload.pk})
    response = editor.post(
        edit, profile(read_version="0", diagram_upload=SimpleUploadedFile("b.svg", SVG))
    )
    assert response.status_code == 409
    assert "Choose the file b.svg again" in response.content.decode()
    assert StoredFile.objects.count() == 0

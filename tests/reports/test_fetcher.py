"""What a report may load: the product's own files, even if markup got through."""

import http.server
import threading

import pytest
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from reviewapp.reports.pdf.fetcher import STATIC, OwnFilesOnly, Refused
from reviewapp.reviews.domain.decisions import ChoiceDetail
from tests.reviews.factories import make_review

from .factories import answer, print_report, text_of


@pytest.fixture
def outside():
    """An HTTP server that lists what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/svg+xml")
            self.end_headers()
            self.wfile.write(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.asked = asked
    yield server
    server.shutdown()
    server.server_close()


def hostile(port: int, path: str) -> str:
    url = f"http://127.0.0.1:{port}"
    return (
        f'<link rel="stylesheet" href="{url}/a.css"><link rel="attachment" href="file://{path}">'
        f"<style>@import '{url}/b.css'; body {{ background: url({url}/c.png) }}</style>"
        f'<img src="{url}/d.png" alt=""><img src="//127.0.0.1:{port}/e.png" alt="">'
        f'<object data="{url}/f.svg"></object><img src="file://{path}" alt="">'
        f'<svg><image href="{url}/g.png"></image></svg>'
    )


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>s3cret</text></svg>'
    )
    return path


def test_real_markup_loads_nothing(outside, secret):
    page = HTML(
        string=hostile(outside.server_port, str(secret)),
        base_url=STATIC,
        url_fetcher=OwnFilesOnly(),
    )
    data = page.write_pdf(uncompressed_pdf=True)

    assert outside.asked == []
    assert b"s3cret" not in data


def test_the_same_markup_loads_with_weasyprints_own_fetcher(outside, secret):
    """What the test above holds off: without our fetcher all of it is loaded."""
    page = HTML(string=hostile(outside.server_port, str(secret)), url_fetcher=URLFetcher())
    data = page.write_pdf(uncompressed_pdf=True)

    assert {"/a.css", "/b.css", "/c.png", "/d.png"} <= set(outside.asked)
    assert b"s3cret" in data


@pytest.mark.django_db
def test_references_in_notes_do_nothing(workload, outside, secret):
    review = make_review(workload)
    markup = hostile(outside.server_port, str(secret))
    answer(
        review,
        "backups",
        "automatic",
        notes=markup,
        choice_details={"automatic": ChoiceDetail(notes=f'"><img src="file://{secret}">')},
    )

    reader = print_report(workload)

    assert outside.asked == []
    assert reader.attachments == {}
    assert "s3cret" not in text_of(reader).replace(str(secret), "")
    assert "<style>@import" in text_of(reader)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "https://example.com/x",
        "ftp://example.com/x",
        "file:///etc/hostname",
        "FILE:///etc/hostname",
        "static:///../pyproject.toml",
        "static:///%2e%2e/pyproject.toml",
        "static:////etc/hostname",
        "static:///css",
        "static:///css/none.css",
        "static://css/report-pdf.css",
        "reports/x",
        "",
    ],
)
def test_every_other_address_is_refused(url):
    with pytest.raises(Refused):
        OwnFilesOnly().fetch(url)


def test_own_files_and_data_are_served():
    fetcher = OwnFilesOnly()

    assert b"@page" in fetcher.fetch("static:///css/report-pdf.css").read()
    assert fetcher.fetch("data:text/plain,hello").read() == b"hello"

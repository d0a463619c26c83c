"""What is refused, and in which words; what was not foreseen."""

import json
import re
import socket
import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.server.uploads import safe_name, safe_names
from tests.server.conftest import press, upload

MEGABYTE = 1024 * 1024


def test_too_many_files(strict_server, units):
    with strict_server.signed_in as client:
        answer = client.post("/jibiao/consolidate", files=upload(units))
    assert answer.status_code == 413
    assert "一次最多 4 份" in answer.json()["error"]


def test_a_file_that_is_too_large(strict_server, units):
    files = [("workbooks", ("大.xlsx", b"0" * (MEGABYTE + 1))), ("roster", ("名录.xlsx", b"0"))]
    with strict_server.signed_in as client:
        answer = client.post("/jibiao/consolidate", files=files)
    assert answer.status_code == 413
    assert "大.xlsx" in answer.json()["error"]


def test_a_book_that_is_too_large(strict_server):
    with strict_server.signed_in as client:
        answer = press(client, "about", b" " * (MEGABYTE + 1))
    assert answer.status_code == 413


def test_a_request_that_is_too_large(strict_server):
    with strict_server.signed_in as client:
        answer = client.post("/jibiao/press/about", content=b"0" * (4 * MEGABYTE))
        in_a_cell = client.post("/xlwings/custom-functions-call", content=b"0" * (2 * MEGABYTE + 1))
    assert answer.status_code == in_a_cell.status_code == 413
    assert "3 MB" in answer.json()["error"]
    assert in_a_cell.text.startswith("一次送来的内容太大")


@pytest.mark.parametrize("path", ["/jibiao/press/about", "/xlwings/custom-functions-call", "/jibiao/consolidate"])
def test_a_request_that_does_not_say_its_length(strict_server, path):
    """Piece by piece, beyond the limit: it is cut off while it comes, wherever it was going."""
    said = b""
    with socket.create_connection(("127.0.0.1", strict_server.port), timeout=30) as line:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {strict_server.secret}\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        line.sendall(head.encode())
        piece = b'--b\r\nContent-Disposition: form-data; name="book"; filename="b"\r\n\r\n'
        try:
            for number in range(80):
                body = piece if number == 0 else b"0" * 65536
                line.sendall(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass
        line.settimeout(10)
        try:
            while chunk := line.recv(65536):
                said += chunk
                if b"}" in said:
                    break
        except ConnectionResetError:
            pass
    assert b"413" in said.split(b"\r\n", 1)[0], said[:200]


def test_a_button_that_is_none(server, book):
    with server.signed_in as client:
        for button in ("nothing", "consolidate_folder", "..%2f..%2fetc"):
            answer = press(client, button, book)
            assert answer.status_code == 404
            assert re.search("[一-鿿]", answer.json()["error"])


@pytest.mark.parametrize(
    "book", [b"", b"{}", b"[1]", b"null", b"{", b"\xff\xfe", b'{"book": 1}', b"[" * 100_000, b'{"version": "0.1"}']
)
def test_a_book_that_is_none(server, book):
    with server.signed_in as client:
        for answer in (press(client, "validate_form", book), client.post("/jibiao/state", files={"book": ("b", book)})):
            assert answer.status_code == 400
            assert re.search("[一-鿿]", answer.json()["error"])


def test_parts_that_are_missing(server, units):
    files = upload(units)
    with server.signed_in as client:
        assert "名录" in client.post("/jibiao/consolidate", files=files[:-1]).json()["error"]
        assert "报表" in client.post("/jibiao/consolidate", files=files[-1:]).json()["error"]
        assert client.post("/jibiao/state").status_code == 400


def test_what_was_not_foreseen_has_a_number(server, book):
    strange = json.loads(book)
    strange["names"] = [{"name": 7}]
    with server.signed_in as client:
        answer = press(client, "validate_form", json.dumps(strange).encode())
    assert answer.status_code == 500
    said = answer.json()
    assert said["incident"] in said["error"]
    assert "Traceback" not in answer.text
    assert said["incident"] in server.said


def test_a_form_that_is_none(server):
    with server.signed_in as client:
        for form in ("nothing", "..%2f..%2f", "%00"):
            answer = client.get(f"/jibiao/forms/{form}/blank.xlsx")
            assert answer.status_code == 404
            assert re.search("[一-鿿]", answer.json()["error"])


@given(st.lists(st.text(max_size=300), max_size=8))
def test_a_name_is_never_a_path(names):
    found = safe_names(names)
    assert len({name.casefold() for name in found}) == len(names)
    for name in found:
        assert name
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert not name.startswith((".", "~"))
        assert len(name.encode()) < 255


def test_a_name_that_is_plain_is_kept():
    assert safe_name("4201 第一小学（2024）.xlsx") == "4201 第一小学（2024）.xlsx"


def test_ssl_is_modern(server):
    context = ssl.create_default_context()
    context.load_verify_locations(server.data / "certificate.pem")
    with (
        socket.create_connection(("localhost", server.port)) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as line,
    ):
        assert line.version() in {"TLSv1.2", "TLSv1.3"}

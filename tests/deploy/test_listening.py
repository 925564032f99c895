"""What is no proper request is answered as everything else is, and nobody keeps a connection waiting for ever."""

import json
import socket
import threading

import pytest
import uvicorn
from fastapi import APIRouter, Request

from deploy import listening
from deploy.listening import config
from shared.body import body_of
from shared.bounds import LONGEST_HEAD, Bounded
from shared.edge import SAFE, Edge, application

WAITED = 0.5
routes = APIRouter()


@routes.post("/made-up/size")
async def size(request: Request) -> int:
    return len(await body_of(request, 1000))


@pytest.fixture(scope="module")
def address():
    """A server in a thread, as impatient as a test wants it."""
    patience, listening.HEAD_WITHIN = listening.HEAD_WITHIN, WAITED
    at = listening.listening("127.0.0.1", 0)
    app = Edge(Bounded(application("made-up", "Made up.", [routes]), grace=WAITED))
    server = uvicorn.Server(config(app))
    thread = threading.Thread(target=server.run, args=([at],))
    thread.start()
    yield at.getsockname()
    server.should_exit = True
    thread.join()
    listening.HEAD_WITHIN = patience


def asked(address, *pieces):
    """All that is answered to these bytes until the other side closes."""
    with socket.create_connection(address, timeout=30) as connection:
        for piece in pieces:
            try:
                connection.sendall(piece)
            except OSError:
                break
        answer = b""
        try:
            while more := connection.recv(65536):
                answer += more
        except ConnectionResetError:
            pass
        return answer


def taken_apart(answer):
    """Status, headers by lower-case name, and body of a first answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    pairs = [line.split(b": ", 1) for line in lines]
    return int(status.split()[1]), {name.lower(): value for name, value in pairs}, body


GOOD = b"POST /made-up/size HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
NOT_HTTP = {
    "no HTTP": b"canary7f3a\r\n\r\n",
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": bytes.fromhex("16030100a5010000a10303"),
    "a space before a colon": b"POST /made-up/size HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc",
    "a folded header": b"POST /made-up/size HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\nContent-Length: 3\r\n\r\nabc",
    "two lengths": GOOD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "a length that is none": GOOD + b"Content-Length: 3x\r\n\r\nabc",
    "a negative length": GOOD + b"Content-Length: -3\r\n\r\nabc",
    "a length and chunks": GOOD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks, then something else": GOOD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "almost chunks": GOOD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a NUL in a header": GOOD + b"X: a\x00b\r\n\r\n",
    "a header without a name": GOOD + b": x\r\n\r\n",
    "a bare line feed in a header": GOOD + b"X: a\nY: b\r\nContent-Length: 3\r\n\r\nabc",
    "a bare return in a header": GOOD + b"X: a\rY: b\r\nContent-Length: 3\r\n\r\nabc",
    "a chunk's size that is none": GOOD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("content", NOT_HTTP.values(), ids=NOT_HTTP)
def test_what_is_no_proper_request_is_a_problem_without_content(address, content):
    status, headers, body = taken_apart(asked(address, content))
    assert status == 400
    assert headers[b"content-type"] == b"application/problem+json"
    assert json.loads(body)["type"] == "/problems/malformed_request"
    assert headers.items() >= dict(SAFE).items()
    assert b"canary" not in body


def test_a_proper_request_is_answered(address):
    for body in (b"Content-Length: 3\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"):
        status, headers, answer = taken_apart(asked(address, GOOD + body))
        assert (status, answer) == (200, b"3")
        assert headers.items() >= dict(SAFE).items()


def test_a_head_without_end_is_cut_short(address):
    begun = b"GET / HTTP/1.1\r\nHost: a\r\n"
    for endless in ([b"X: y\r\n" * 1000] * 1000, [b"X: "] + [b"y" * 60_000] * 200):
        answer = asked(address, begun, *endless)
        assert answer == b"" or taken_apart(answer)[0] == 431  # it may be gone before its answer is read


def test_a_long_head_is_refused(address):
    status, _, body = taken_apart(asked(address, GOOD + b"X: " + b"y" * LONGEST_HEAD + b"\r\n\r\n"))
    assert (status, json.loads(body)["type"]) == (431, "/problems/head_too_large")


@pytest.mark.parametrize("begun", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: a\r\n", b"\r\n\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(address, begun):
    assert asked(address, begun) == b""


def test_the_next_head_on_a_connection_is_not_waited_for_either(address):
    first = b"POST /made-up/size HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
    assert asked(address, first, b"POST /made").count(b"HTTP/1.1 200") == 1


def test_a_body_that_does_not_come_is_not_waited_for(address):
    status, headers, body = taken_apart(asked(address, GOOD + b"Content-Length: 100\r\n\r\nabc"))
    assert (status, json.loads(body)["type"]) == (408, "/problems/body_too_slow")
    assert headers[b"connection"] == b"close"


def test_over_tls_browsers_are_told_to_stay_there(address):
    forwarded = GOOD + b"X-Forwarded-Proto: https\r\nContent-Length: 3\r\n\r\nabc"
    assert b"strict-transport-security" in taken_apart(asked(address, forwarded))[1]
    assert b"strict-transport-security" not in taken_apart(asked(address, GOOD + b"Content-Length: 3\r\n\r\nabc"))[1]

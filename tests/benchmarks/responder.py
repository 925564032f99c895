"""The least that can answer: a bare server that accepts whatever it is sent, to see how fast the load can go."""

import asyncio
import sys
from typing import cast

import httptools
import uvloop

RECEIPT = b'{"status":"accepted"}'
ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%b" % (len(RECEIPT), RECEIPT)


class Responder(asyncio.Protocol):
    """Answers each request with one and the same receipt."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._parser = httptools.HttpRequestParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        self.transport.write(ANSWER)


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Responder, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))

"""A lean HTTP/1.1 client: one kept connection, requests written beforehand, so that the load costs little CPU."""

import asyncio
import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]  # an answer of the API, read field by field


class NotAcceptedError(Exception):
    """The API answered with something else than acceptance: such a run measures nothing."""


def post(url: str, token: str, path: str, body: object) -> bytes:
    """A POST as it goes over the wire, with an Idempotency-Key of its own."""
    content = json.dumps(body).encode()
    head = (
        f"POST /api/v1{path} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\nIdempotency-Key: {uuid.uuid4()}\r\n\r\n"
    )
    return head.encode() + content


@dataclass(slots=True)
class Connection:
    """One connection to the API."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @staticmethod
    async def to(url: str) -> "Connection":
        """Connect."""
        address = urlsplit(url)
        return Connection(*await asyncio.open_connection(address.hostname, address.port))

    async def send(self, request: bytes, status: int = 201) -> bytes:
        """Send one request; returns the answer's body.

        Raises:
            NotAcceptedError: the status is another one than that.
        """
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        lowered = head.lower()
        start = lowered.index(b"content-length:") + 15
        body = await self.reader.readexactly(int(lowered[start : lowered.index(b"\r\n", start)]))
        if not head.startswith(b"HTTP/1.1 %d" % status):
            raise NotAcceptedError(head.split(b"\r\n", 1)[0].decode() + " " + body.decode()[:300])
        return body

    async def ask(self, request: bytes) -> Json:
        """Send one request; returns the answer read as JSON."""
        answer: Json = json.loads(await self.send(request))
        return answer

    def close(self) -> None:
        """Hang up."""
        self.writer.close()

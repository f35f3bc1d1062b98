"""A push service on this machine and the browser behind it, which opens what it gets (RFC 8291, the other half)."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core import sealing

SALT, KEY = slice(0, 16), slice(21, 86)


class Browser:
    """Keys as a browser makes them for one subscription."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(sealing.CURVE)
        self.point, self.secret = sealing.point_of(self.key), os.urandom(16)

    def says(self, address: str) -> str:
        """`JSON.stringify(subscription)`."""
        keys = {"p256dh": sealing.words(self.point), "auth": sealing.words(self.secret)}
        return json.dumps({"endpoint": address, "expirationTime": None, "keys": keys})

    def opened(self, sealed: bytes) -> bytes:
        """The text; raises InvalidTag for what was sealed for another one or changed on its way."""
        sender, body = sealed[KEY], sealed[KEY.stop :]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(sealing.CURVE, sender))
        between = _derived(shared, self.secret, b"WebPush: info\0" + self.point + sender, 32)
        inner = _derived(between, sealed[SALT], b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(between, sealed[SALT], b"Content-Encoding: nonce\0", 12)
        text = AESGCM(inner).decrypt(nonce, body, None).rstrip(b"\0")
        assert text.endswith(b"\x02")
        return text[:-1]


class Service(BaseHTTPRequestHandler):
    """Answers what the test wants and keeps what came."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers, body))  # type: ignore[attr-defined]
        answers = self.server.answers  # type: ignore[attr-defined]
        status = answers.pop(0) if answers else 201
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"{self.server.origin}/elsewhere")  # type: ignore[attr-defined]
        self.end_headers()

    do_GET = do_POST  # noqa: N815

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@contextmanager
def service(*answers: int) -> Iterator[Any]:
    """A service that answers so one after the other, then 201; it has `origin` and what it `got`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        server.answers, server.got = list(answers), []  # type: ignore[attr-defined]
        server.origin = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield server
        server.shutdown()


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)

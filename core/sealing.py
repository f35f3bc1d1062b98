"""Web push as its standards want it: a text only one browser can read (RFC 8291), a pass for its service (RFC 8292).

Both are a page of the `cryptography` package, which signing in needs anyway: the libraries for it bring two HTTP
clients, follow redirects and pad nothing.
"""

import base64
import json
import os
import time
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
POINT_BYTES, SECRET_BYTES, SALT_BYTES, NUMBER_BYTES = 65, 16, 16, 32
RECORD = 4096  # RFC 8188: the whole text is one record
END = b"\x02"  # the last record
PASS_SECONDS = 12 * 3600  # push services refuse passes that live longer than a day


def seal(
    text: bytes,
    *,
    point: bytes,
    secret: bytes,
    size: int = 0,
    salt: bytes | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The text as only the browser with this point and secret can read it, padded to `size` so that no length tells.

    Salt and key are new for each text; tests hand over those of the standard. Raises ValueError for a foreign point.
    """
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    mine, salt = key or ec.generate_private_key(CURVE), salt or os.urandom(SALT_BYTES)
    own_point = point_of(mine)
    shared = mine.exchange(ec.ECDH(), theirs)
    between = _derived(shared, secret, b"WebPush: info\0" + point + own_point, 32)
    inner = _derived(between, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(between, salt, b"Content-Encoding: nonce\0", 12)
    padding = b"\0" * max(size - len(text), 0)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(own_point)]) + own_point
    return head + AESGCM(inner).encrypt(nonce, text + END + padding, None)


def pass_for(origin: str, *, key: ec.EllipticCurvePrivateKey, contact: str) -> str:
    """Value of the header `Authorization` for one push service: who sends, whom to ask, until when."""
    until = int(time.time()) + PASS_SECONDS
    parts = ({"typ": "JWT", "alg": "ES256"}, {"aud": origin, "exp": until, "sub": contact})
    said = ".".join(words(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(NUMBER_BYTES, "big") + s.to_bytes(NUMBER_BYTES, "big")
    return f"vapid t={said}.{words(signature)}, k={words(point_of(key))}"


def new_key() -> str:
    """A fresh private key as one word for the environment."""
    return words(ec.generate_private_key(CURVE).private_numbers().private_value.to_bytes(NUMBER_BYTES, "big"))


@lru_cache(maxsize=4)
def key_from(word: str) -> ec.EllipticCurvePrivateKey:
    """The private key that `new_key` wrote; raises ValueError for anything else."""
    number = plain(word)
    if len(number) != NUMBER_BYTES:
        raise ValueError("A private key has 32 bytes")
    return ec.derive_private_key(int.from_bytes(number, "big"), CURVE)


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half of a key."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def is_point(point: bytes) -> bool:
    """Whether these bytes lie on the curve; others would let a sender's key be guessed, or fail with each notice."""
    if len(point) != POINT_BYTES:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except ValueError:
        return False
    return True


def words(raw: bytes) -> str:
    """Bytes in the alphabet of addresses, without the padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def plain(word: str) -> bytes:
    """The bytes again; raises ValueError for what is no such word."""
    return base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)

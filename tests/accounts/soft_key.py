"""A passkey in memory: makes and shows keys as a telephone does, without a browser."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG


class SoftKey:
    """One key on one device; `verified` says whether the device asked for finger, face or PIN."""

    def __init__(self, *, host: str = "testserver", verified: bool = True) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.identifier = secrets.token_bytes(16)
        self.host, self.user = host, b""
        self.flags = FLAG.UP | (FLAG.UV if verified else FLAG(0))

    def make(self, options: dict[str, Any]) -> str:
        """The device's answer to the page of a new passkey."""
        asked = options["publicKey"]
        self.user = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.private.public_key())
        held = AttestedCredentialData.create(b"\0" * 16, self.identifier, public)
        data = AuthenticatorData.create(self._host_hash(), self.flags | FLAG.AT, 0, held)
        attestation = AttestationObject.create("none", data, {})
        return self._answer(self._client("webauthn.create", asked), attestationObject=websafe_encode(attestation))

    def show(self, options: dict[str, Any], *, forged: bool = False) -> str:
        """The device's answer at sign-in; a forged one is signed by another key."""
        client = self._client("webauthn.get", options["publicKey"])
        data = AuthenticatorData.create(self._host_hash(), self.flags, 1)
        signer = ec.generate_private_key(ec.SECP256R1()) if forged else self.private
        signature = signer.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        more = {"authenticatorData": websafe_encode(data), "signature": websafe_encode(signature)}
        return self._answer(client, **more, userHandle=str(self.user))

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _client(self, act: str, asked: dict[str, Any]) -> bytes:
        said = {"type": act, "challenge": asked["challenge"], "origin": f"https://{self.host}", "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, client: bytes, **response: str) -> str:
        identifier = websafe_encode(self.identifier)
        return json.dumps(
            {
                "id": identifier,
                "rawId": identifier,
                "type": "public-key",
                "response": {"clientDataJSON": websafe_encode(client), **response},
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )

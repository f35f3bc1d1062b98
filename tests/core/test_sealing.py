"""Sealed texts and passes against the vectors of their standards, and against a browser that opens them."""

import json

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from core import sealing
from tests.core.push_service import Browser

# RFC 8291, appendix A.
TEXT = b"When I grow up, I want to be a watermelon"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out_byte_for_byte():
    sealed = sealing.seal(
        TEXT,
        point=sealing.plain(POINT),
        secret=sealing.plain(SECRET),
        salt=sealing.plain(SALT),
        key=sealing.key_from(SENDER),
    )

    assert sealing.words(sealed) == SEALED


def test_a_browser_opens_what_was_sealed_for_it_and_no_other_does():
    browser, other = Browser(), Browser()
    sealed = sealing.seal(TEXT, point=browser.point, secret=browser.secret, size=200)

    assert browser.opened(sealed) == TEXT
    assert len(sealed) == len(sealing.seal(b"", point=browser.point, secret=browser.secret, size=200))
    assert sealed != sealing.seal(TEXT, point=browser.point, secret=browser.secret, size=200)
    with pytest.raises(InvalidTag):
        other.opened(sealed)
    with pytest.raises(InvalidTag):
        browser.opened(sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_a_pass_names_service_and_contact_and_is_signed():
    key = sealing.key_from(SENDER)
    header = sealing.pass_for("https://push.example", key=key, contact="mailto:post@netz.example")
    token, point = header.removeprefix("vapid t=").split(", k=")
    said, signature = token.rpartition(".")[::2]
    raw = sealing.plain(signature)
    numbers = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(sealing.CURVE, sealing.plain(point))

    assert sealing.plain(point) == sealing.point_of(key)
    theirs.verify(numbers, said.encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        theirs.verify(numbers, said.encode() + b"x", ec.ECDSA(hashes.SHA256()))
    head, claims = (json.loads(sealing.plain(part)) for part in said.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    assert {**claims, "exp": 0} == {"aud": "https://push.example", "exp": 0, "sub": "mailto:post@netz.example"}


@pytest.mark.parametrize("word", ["", "abc", "zu kurz", SECRET, POINT, "!" * 43])
def test_what_is_no_key_is_refused(word):
    with pytest.raises(ValueError, match=r".*"):
        sealing.key_from(word)


def test_a_new_key_is_one():
    assert sealing.point_of(sealing.key_from(sealing.new_key()))[0] == 4


@pytest.mark.parametrize(
    ("point", "is_one"),
    [(sealing.plain(POINT), True), (sealing.plain(POINT)[:-1] + b"\x00", False), (b"", False), (b"\x04" * 65, False)],
)
def test_points_beside_the_curve_are_none(point, is_one):
    assert sealing.is_point(point) is is_one

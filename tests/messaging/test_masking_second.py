"""A second sample of disguises and of harmless lines; and texts made to keep the reader busy."""

import re
import time

import pytest

from messaging import masking
from tests.messaging import test_masking as first

HOSTILE = [
    "a",
    "a ",
    "0 ",
    "n",
    "a.",
    "a-",
    "a_",
    "0151 ",
    "eins",
    "nulleinzweieinsein",
    "@a",
    "aaa.bb/",
    "ab punkt ",
    " \n",
]
# Two thousand signs; before the patterns had bounds the slowest took many seconds.
SIGNS, SECONDS = 2000, 1.5


def evasions():
    corpus = first.read("evasions_second.toml")
    frames = corpus.pop("frames")
    for kind, secrets in corpus.items():
        for secret in secrets:
            yield from ((kind, frame, secret) for frame in (["{}"] if first.SPLIT in secret else frames))


def is_hidden(text, core, marks):
    """Four fifths of it, or every digit: words between the digits of a number may stay."""
    start = text.index(core)
    places = [place for place in range(start, start + len(core)) if text[place].isalnum()]
    covered = [place for place in places if any(mark.start <= place < mark.end for mark in marks)]
    digits = [place for place in places if text[place].isdigit()]
    return len(covered) / len(places) >= 0.8 or (len(digits) >= 3 and set(digits) <= set(covered))


def is_caught(frame, secret):
    *before, last = [re.sub("[⟦⟧]", "", part) for part in secret.split(first.SPLIT)]
    core = re.sub(".*⟦|⟧.*", "", secret.split(first.SPLIT)[-1], flags=re.DOTALL)
    text = frame.replace("{}", last)
    return is_hidden(text, core, masking.find(text, before))


def test_most_of_every_kind_is_caught():
    every = [(kind, frame, secret, is_caught(frame, secret)) for kind, frame, secret in evasions()]
    missed = [(kind, secret) for kind, _frame, secret, caught in every if not caught]

    assert len({secret for _kind, _frame, secret, _caught in every}) >= 200
    assert 1 - len(missed) / len(every) >= first.RECALL, missed
    # The rules do it: of texts without them nothing is hidden.
    assert not is_hidden("0176 12345678", "0176 12345678", [])


def test_harmless_lines_stay_whole():
    lines = set(first.harmless_lines(most=40, name="harmless_second.toml"))
    masked = [line for line in lines if masking.find(line)]

    assert len(lines) >= 400
    assert len(masked) / len(lines) <= first.FALSE_MASKS, masked


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_keeps_the_reader_busy(piece):
    text = (piece * SIGNS)[:SIGNS]
    before = time.process_time()
    masking.find(text, [text])

    assert time.process_time() - before < SECONDS

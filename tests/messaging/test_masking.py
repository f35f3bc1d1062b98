"""Contact data is found in every disguise; lines of the trade stay whole."""

import re
import tomllib
from itertools import islice, product
from pathlib import Path
from string import Formatter

from messaging import masking

DATA = Path(__file__).parent / "data"
RECALL, FALSE_MASKS = 0.95, 0.01
SPLIT = " | "


def read(name):
    return tomllib.loads((DATA / name).read_text())


def evasions():
    """(kind, frame, secret) of every evasion; a secret in several messages stands alone."""
    corpus = read("evasions.toml")
    frames = corpus.pop("frames")
    for kind, secrets in corpus.items():
        for secret in secrets:
            yield from ((kind, frame, secret) for frame in (["{}"] if SPLIT in secret else frames))


def harmless_lines(most=36, name="harmless.toml"):
    """Every template with at most 36 fillings, spread over the lists."""
    corpus = read(name)
    for line in corpus["lines"]:
        names = [name for _text, name, _spec, _conversion in Formatter().parse(line) if name]
        choices = list(product(*(corpus["slots"][name] for name in names)))
        for values in islice(choices, 0, None, max(1, len(choices) // most)):
            pairs = iter(values)
            yield "".join(
                text + (next(pairs) if name else "") for text, name, _spec, _conversion in Formatter().parse(line)
            )


def hidden_share(text, secret, marks):
    """How much of a secret's letters and digits is covered."""
    start = text.index(secret)
    wanted = [place for place in range(start, start + len(secret)) if text[place].isalnum()]
    return sum(any(mark.start <= place < mark.end for mark in marks) for place in wanted) / len(wanted)


def is_caught(frame, secret):
    if SPLIT in secret:
        *before, last = secret.split(SPLIT)
        return hidden_share(last, last, masking.find(last, before)) == 1
    core = re.sub(".*⟦|⟧.*", "", secret)
    text = frame.format(re.sub("[⟦⟧]", "", secret))
    return hidden_share(text, core, masking.find(text)) >= 0.8


def test_evasions_are_caught():
    every = list(evasions())
    missed = [(kind, frame, secret) for kind, frame, secret in every if not is_caught(frame, secret)]

    assert len(every) >= 600
    assert 1 - len(missed) / len(every) >= RECALL, missed


def test_every_kind_of_evasion_is_caught_on_its_own():
    """A high share over all may not hide one kind that always passes."""
    every = list(evasions())
    for kind in {kind for kind, _frame, _secret in every}:
        of_kind = [is_caught(frame, secret) for found, frame, secret in every if found == kind]
        assert sum(of_kind) / len(of_kind) >= 0.85, kind


def test_trade_lines_stay_whole():
    lines = set(harmless_lines())
    masked = [line for line in lines if masking.find(line)]

    assert len(lines) >= 2000
    assert len(masked) / len(lines) <= FALSE_MASKS, masked[:40]


def test_trade_lines_stay_whole_behind_each_other():
    """The window joins messages: numbers of two lines do not become one number."""
    lines = sorted(set(harmless_lines(most=6)))
    masked = [lines[n] for n in range(9, len(lines)) if masking.find(lines[n], lines[n - 9 : n])]

    assert len(masked) / len(lines) <= FALSE_MASKS, masked[:40]

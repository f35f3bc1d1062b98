"""The golden questions for places: suffixes, short forms, destroyed letters, other languages, doubles, abroad."""

import csv

import pytest

from core import gazetteer, places
from core.place_words import words
from core.text import transliterate

NAMES = sorted({name for row in gazetteer.read().codes.values() for name, _ in row.places})
with (gazetteer.DATA / "places_golden.csv").open(encoding="utf-8", newline="") as _lines:
    GOLDEN = list(csv.DictReader(_lines))


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row['kind']}: {row['typed']}")
def test_look_up_answers_the_golden_questions(row):
    """Questions written before the look-up was tuned; `code` is one of the place's, `answer` one|ask|none|abroad."""
    answer = places.look_up(row["typed"])
    shown = answer.hits if row["answer"] == "ask" else answer.hits[:1]

    assert kind_of(answer) == row["answer"]
    assert not row["code"] or row["code"] in {code for hit in shown for code in hit.plz}


def kind_of(answer):
    """One word for an answer."""
    if answer.abroad:
        return "abroad"
    return "ask" if answer.ambiguous else "one" if answer.hits else "none"


def test_what_counts_as_abroad_hides_no_town():
    """A name abroad may be that of a village here, which its postal code still finds, never that of a town."""
    hidden = [name for name in NAMES if places.look_up(name).abroad]
    sizes = {name: max(len(hit.plz) for hit in places.suggest(name)) for name in hidden}

    assert set(sizes.values()) <= {1}
    assert len(hidden) < 10


def test_other_names_lead_to_one_place_and_hide_none():
    with (gazetteer.DATA / "other_names.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    assert [row["typed"] for row in rows if len(places.look_up(row["typed"]).hits) < 1] == []
    assert {row["typed"] for row in rows} & {words(transliterate(name)) for name in NAMES} == set()

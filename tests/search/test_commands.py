"""The command-line seams: one JSON object per line, exactly as documented."""

import json
import sys

import pytest
from django.core.management import CommandError, call_command

from tests.factories.search import Thing


@pytest.fixture
def lines(monkeypatch, capsys, tmp_path):
    """Run a command over lines of text and give its JSON lines."""

    def run(command, text):
        source = tmp_path / "lines.txt"
        source.write_text(text, encoding="utf-8")
        with source.open(encoding="utf-8") as stdin:
            monkeypatch.setattr(sys, "stdin", stdin)
            call_command(command)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_resolve_trades_answers_line_by_line(lines):
    found = lines("resolve_trades", "Schreiner\n\nspengler\nxyzabc\nTischler:in")

    assert [one["query"] for one in found] == ["Schreiner", "", "spengler", "xyzabc", "Tischler:in"]
    assert found[0] == {"query": "Schreiner", "trades": [{"id": "tischler", "score": 0.98, "why": "alias"}]}
    assert [found[1]["trades"], found[3]["trades"]] == [[], []]
    assert found[2]["ambiguous"] is True
    assert "ambiguous" not in found[0]
    assert found[4]["trades"][0]["id"] == "tischler"


def test_resolve_places_keeps_zeros_and_asks(lines):
    found = lines("resolve_places", "1067\nNeuenkirchen\nParis\n\nLeipzig\n")

    assert found[0]["places"][0]["plz"][0] == "01067"
    assert found[1]["ambiguous"] is True
    assert found[2]["places"] == []
    assert found[3] == {"query": "", "places": []}
    assert found[4]["places"][0]["ags"] == "14713"
    assert set(found[4]["places"][0]) == {"name", "plz", "ags", "lat", "lon"}


@pytest.mark.django_db
def test_search_places_prints_one_object(index, capsys):
    index(Thing(1, plz="04600"), Thing(2, plz="04600", offer="internship"))

    call_command("search_places", "--json", "schreiner altenburg", "--kind", "internship", "--km", "25")
    found = json.loads(capsys.readouterr().out)

    assert set(found) == {"query", "mode", "total", "km", "ambiguous", "hits", "facets"}
    assert (found["query"], found["mode"], found["total"], found["km"]) == ("schreiner altenburg", "embedded", 1, 25)
    assert found["hits"][0]["id"] == "2"
    assert {"kind", "id", "title", "trade", "plz", "km", "score", "parts", "reasons", "open"} <= set(found["hits"][0])


@pytest.mark.django_db
def test_search_places_takes_the_named_engine(index, capsys):
    index(Thing(1))

    call_command("search_places", "--json", "tischler", "--engine", "embedded")

    assert json.loads(capsys.readouterr().out)["mode"] == "embedded"


def test_an_engine_that_is_not_set_up_is_a_reason_and_no_fault(settings):
    settings.ELASTICSEARCH_URL = ""

    with pytest.raises(CommandError, match="ELASTICSEARCH_URL"):
        call_command("search_places", "tischler", engine="elasticsearch")

"""What every engine must answer alike. Subclasses give the fixture `engine` over an index that `fill` fills.

Differences that are allowed, and no others: deleted documents count in idf until segments merge; ties cut at rank
1,000; orders other than by fit fill a window that overflows with ties in their own way; scores differ in the fifth
digit.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock, places
from search import analysis
from search.query import Near, Query
from search.terms import coverage
from tests.factories.search import Thing


def near(plz, km=None):
    """A circle around a postal code."""
    return Near(plz, *places.coordinates(plz), km)


def words(text):
    """The question as words only."""
    return Query(text=text, words=tuple(analysis.words(text)))


class EngineContract:
    """The suite: words, gender, umlauts, parts, filters, facets, place, sort, ties, paging, empty query."""

    @pytest.fixture
    def fill(self):
        """Put things into the index."""
        raise NotImplementedError

    @pytest.fixture
    def engine(self):
        """The engine under test."""
        raise NotImplementedError

    def refs(self, engine, query):
        """Refs in the engine's own order."""
        results = engine.search(query)
        return [fields["ref"][0] for fields in results.read(results.rows)]

    def test_word_in_title_is_found(self, fill, engine):
        fill(Thing(1, title="Tischler/in"), Thing(2, title="Maurer/in", trade="maurer", organisation="Bau", body=""))

        assert self.refs(engine, words("maurer")) == ["vacancy:2"]

    @pytest.mark.parametrize("typed", ["Tischlerin", "TISCHLER", "Tischler:in", "Tischlerei", "Tischlerinnen"])
    def test_every_form_finds_the_word(self, fill, engine, typed):
        fill(Thing(1, title="Tischler/in"), Thing(2, title="Bäcker/in", trade="baecker", organisation="Mühle", body=""))

        assert self.refs(engine, words(typed)) == ["vacancy:1"]

    def test_umlauts_and_their_spellings_are_one(self, fill, engine):
        fill(Thing(1, title="Bäcker/in"), Thing(2, title="Maurer/in"))

        assert self.refs(engine, words("Baecker")) == ["vacancy:1"]
        assert self.refs(engine, words("Bäckerin")) == ["vacancy:1"]

    def test_part_of_a_compound_is_found_below_the_word(self, fill, engine):
        fill(
            Thing(1, title="Zweiradmechatroniker/in", trade="", organisation="Rad", body=""),
            Thing(2, title="Mechatroniker/in", trade="", organisation="Werk", body=""),
        )

        assert self.refs(engine, words("Mechatroniker")) == ["vacancy:2", "vacancy:1"]

    def test_word_with_an_edit_is_found_by_the_words_of_the_index(self, fill, engine):
        fill(Thing(1, organisation="Wierabach Treppen"), Thing(2, organisation="Sprotte Dächer"))

        assert self.refs(engine, words("Wirabach")) == ["vacancy:1"]

    def test_resolved_trade_is_found_without_its_word(self, fill, engine):
        fill(Thing(1, title="Ein Platz", trade="tischler"), Thing(2, title="Ein Platz", trade="maurer"))

        assert self.refs(engine, Query(text="schreiner", trades=("tischler",))) == ["vacancy:1"]

    def test_title_names_the_trade_of_a_document_without_trades(self, fill, engine):
        fill(Thing(1, title="Tischler werden", trade=""), Thing(2, title="Tischler werden", trade="maurer"))

        assert self.refs(engine, Query(text="schreiner", trades=("tischler",))) == ["vacancy:1"]

    @pytest.mark.parametrize(("count", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (8, 6)])
    def test_coverage_gate(self, count, needed):
        assert coverage(count) == needed

    def test_two_words_must_both_be_there(self, fill, engine):
        fill(Thing(1, title="Treppen", body="Holz"), Thing(2, title="Treppen", body="Stein"))

        assert self.refs(engine, words("treppen stein")) == ["vacancy:2"]

    def test_unknown_word_finds_nothing(self, fill, engine):
        fill(Thing(1))

        assert engine.search(words("quastenflosser")).total == 0

    def test_filter_narrows(self, fill, engine):
        fill(Thing(1, offer="internship"), Thing(2, offer="apprenticeship"))

        assert self.refs(engine, Query().where("kind", "internship")) == ["vacancy:1"]

    def test_certificate_is_an_upper_bound(self, fill, engine):
        fill(Thing(1, certificate="none"), Thing(2, certificate="first"), Thing(3, certificate="abitur"))

        found = self.refs(engine, Query().where("certificate", "first"))

        assert sorted(found) == ["vacancy:1", "vacancy:2"]

    def test_facets_are_disjunctive_and_exact(self, fill, engine):
        fill(
            Thing(1, offer="internship", start="2026"),
            Thing(2, offer="internship", start="2027"),
            Thing(3, offer="apprenticeship", start="2027"),
            Thing(4, offer="eq", start="2027"),
        )
        query = Query().where("kind", "internship")

        counts = engine.search(query, ("kind", "start_year")).facets

        assert counts["kind"] == {"internship": 2, "apprenticeship": 1, "eq": 1}
        assert counts["start_year"] == {"2026": 1, "2027": 1}

    def test_certificate_counts_cumulate(self, fill, engine):
        fill(Thing(1, certificate="none"), Thing(2, certificate="first"), Thing(3, certificate="middle"))

        counts = engine.search(Query(), ("certificate",)).facets["certificate"]

        assert (counts["none"], counts["first"], counts["middle"], counts["abitur"]) == (1, 2, 3, 3)

    def test_days_count_from_today(self, fill, engine):
        today = clock.today()
        fill(Thing(1, published=today), Thing(2, published=today - timedelta(days=10)))

        counts = engine.search(Query(), ("new_since",)).facets["new_since"]

        assert counts == {"1": 1, "7": 1, "14": 2, "30": 2}
        assert self.refs(engine, Query().where("new_since", "7")) == ["vacancy:1"]

    def test_circle_is_a_set_of_postal_codes_across_borders(self, fill, engine):
        fill(Thing(1, plz="04600"), Thing(2, plz="06712"), Thing(3, plz="04109"), Thing(4, plz="20095"))

        inside = {km: sorted(self.refs(engine, Query(near=near("04600", km)))) for km in (8, 25, 50)}

        assert inside == {
            8: ["vacancy:1"],
            25: ["vacancy:1", "vacancy:2"],
            50: ["vacancy:1", "vacancy:2", "vacancy:3"],
        }

    def test_whole_country_has_no_circle_but_distances(self, fill, engine):
        fill(Thing(1, plz="04600"), Thing(2, plz="20095"))

        rows = engine.search(Query(near=near("04600", 0))).rows

        assert [round(row.km) for row in sorted(rows, key=lambda row: row.km)] == [0, 331]

    def test_minutes_by_bicycle_are_a_circle(self, fill, engine):
        fill(Thing(1, plz="04600"), Thing(2, plz="04109"))
        query = Query(near=near("04600", 50)).where("travel_time", "30")

        results = engine.search(query, ("travel_time",))

        assert results.total == 1
        assert results.facets["travel_time"]["60"] == 1

    def test_bus_minutes_are_never_claimed(self, fill, engine):
        fill(Thing(1, plz="04600"), Thing(2, plz="04109"))
        query = Query(near=near("04600", 50)).where("travel_time", "15").where("travel_mode", "transit")

        assert engine.search(query).total == 2

    def test_a_timetable_says_who_is_reachable_by_bus_and_the_unknown_stay(self, fill, engine, timetable_of):
        fill(Thing(1, plz="04603"), Thing(2, plz="04109"), Thing(3, plz="04626"), Thing(4, plz="04552"))
        timetable_of("04600", "transit", {"04603": (12, "06:20"), "04109": (55, "06:50"), "04626": (None, "08:10")})
        query = Query(near=near("04600", 50)).where("travel_mode", "transit")

        found = {minutes: self.refs(engine, query.where("travel_time", minutes)) for minutes in ("15", "60")}
        counts = engine.search(query, ("travel_time",)).facets["travel_time"]

        assert {key: sorted(refs) for key, refs in found.items()} == {
            "15": ["vacancy:1", "vacancy:4"],
            "60": ["vacancy:1", "vacancy:2", "vacancy:4"],
        }
        assert (counts["15"], counts["60"]) == (2, 3)

    def test_ended_things_are_gone_by_the_calendar(self, fill, engine):
        yesterday = clock.today() - timedelta(days=1)
        fill(Thing(1, closes=yesterday), Thing(2, closes=clock.today()), Thing(3))

        assert sorted(self.refs(engine, Query())) == ["vacancy:2", "vacancy:3"]

    def test_equal_scores_come_in_the_order_of_their_numbers(self, fill, engine):
        fill(*(Thing(pk) for pk in (5, 3, 9, 1)))

        assert self.refs(engine, words("tischler")) == ["vacancy:1", "vacancy:3", "vacancy:5", "vacancy:9"]

    def test_without_words_the_better_answer_comes_first(self, fill, engine):
        fill(Thing(1, answered=0, received=40), Thing(2, answered=40, received=40), Thing(3))

        assert self.refs(engine, Query()) == ["vacancy:2", "vacancy:3", "vacancy:1"]

    def test_newest_first(self, fill, engine):
        today = clock.today()
        fill(*(Thing(pk, published=today - timedelta(days=age)) for pk, age in ((1, 5), (2, 1), (3, 9))))

        assert self.refs(engine, replace(words("tischler"), order="new")) == ["vacancy:2", "vacancy:1", "vacancy:3"]

    def test_total_is_exact_beyond_the_window(self, fill, engine):
        fill(*(Thing(pk) for pk in range(1, 1_301)))

        results = engine.search(words("tischler"))

        assert (results.total, len(results.rows)) == (1_300, 1_000)

    def test_kinds_are_told_apart(self, fill, engine):
        fill(Thing(1))

        assert engine.search(Query(kinds=("event",))).total == 0
        assert engine.search(Query(kinds=("event",)), ("about",)).facets["about"] == {"vacancy": 1}

    def test_document_is_replaced_not_doubled(self, fill, engine):
        fill(Thing(1, title="Tischler/in"))
        fill(Thing(1, title="Maurer/in"))

        assert engine.search(Query()).total == 1
        assert self.refs(engine, words("maurer")) == ["vacancy:1"]

    def test_deleted_document_is_gone(self, fill, engine):
        fill(Thing(1), Thing(2))

        engine.delete("vacancy", [1])

        assert self.refs(engine, Query()) == ["vacancy:2"]
        assert engine.versions("vacancy") == {"2": 1}

"""Words into trades, places, seasons and the rest: classes, questions to ask, bad input, the lines of the commands."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.search_fuzz import random_texts
from core import clock
from search.resolver import Ask, resolve, resolve_trades, trade_index
from tests.factories.search import reference_trades

MUST_ASK = [
    ("betonbauer", {"betonbauer", "maurer"}),
    ("dreher", {"drechsler", "feinwerkmechaniker"}),
    ("fahrradschrauber", {"fahrradmonteur", "zweiradmechatroniker"}),
    ("gold- und silberschmied", {"goldschmied", "silberschmied"}),
    ("hafner", {"keramiker", "ofenbauer"}),
    ("klempner", {"klempner", "shk"}),
    ("küfer", {"boettcher", "weintechnologe"}),
    ("lackierer", {"fahrzeuglackierer", "maler"}),
    ("spengler", {"dachdecker", "klempner"}),
    ("tiefbauer", {"strassenbauer", "tiefbaufacharbeiter"}),
    ("visagist", {"kosmetiker", "maskenbildner"}),
    ("wärmepumpe", {"kaeltetechnik", "shk"}),
]


@pytest.mark.parametrize("trade", reference_trades(), ids=lambda trade: trade.id)
def test_every_official_name_in_every_gender_names_its_trade(trade):
    forms = (trade.name, trade.male, trade.female, trade.male.upper(), f"{trade.male} (m/w/d)")

    found = {form: resolve_trades(form)[0][0].id for form in forms}

    assert found == dict.fromkeys(forms, trade.id)


def test_every_alias_finds_its_trade():
    pairs = [(trade.id, alias.term) for trade in reference_trades() for alias in trade.aliases]

    lost = [(term, trade) for trade, term in pairs if trade not in {hit.id for hit in resolve_trades(term)[0]}]

    assert lost == []


@pytest.mark.parametrize(("word", "readings"), MUST_ASK)
def test_ambiguous_word_asks(word, readings):
    hits, ambiguous = resolve_trades(word)

    assert ambiguous is True
    assert {hit.id for hit in hits} == readings
    assert {*resolve(word).asks[0].trades} == readings


def test_only_the_ambiguous_terms_ask():
    terms = {alias.term.lower() for trade in reference_trades() for alias in trade.aliases}

    asking = {term for term in terms if resolve_trades(term)[1]}

    assert {term.replace("hafnerei", "hafner") for term in asking} >= {word for word, _ in MUST_ASK if word in terms}
    assert len(asking) <= 16


def test_a_longer_word_that_names_one_trade_does_not_ask():
    assert resolve_trades("Dachklempner")[1] is False


@pytest.mark.parametrize(
    ("typed", "trade", "why"),
    [
        ("Tischler", "tischler", "name"),
        ("Tischlerinnen", "tischler", "gender"),
        ("Schreiner", "tischler", "alias"),
        ("Dachdeckerlehre", "dachdecker", "abstract"),
        ("Kontitor", "konditor", "misspelling"),
        ("dachdekker", "dachdecker", "typo:1"),
        ("Elektronicker", "elektroniker_egt", "typo:1"),
        ("Fliesen Leger", "fliesenleger", "alias"),
        ("Kfzmechatroniker", "kfz_mechatroniker", "alias"),
        ("32122", "maurer", "code"),
        ("holz", "tischler", "interest"),
        ("Theaterfriseur", "friseur", "part"),
    ],
)
def test_trade_is_found_and_says_why(typed, trade, why):
    first = resolve_trades(typed)[0][0]

    assert (first.id, first.why) == (trade, why)


@pytest.mark.parametrize(
    "typed",
    [
        "gamer",
        "programmierer",
        "bauer",
        "informatiker",
        "jura",
        "polizist",
        "krankenschwester",
        "youtuber",
        "zimmer",
        "xyzabc",
        "koch",
        "zahnarzt",
    ],
)
def test_foreign_word_finds_no_trade(typed):
    assert resolve_trades(typed) == ([], False)


def test_elektriker_is_a_word_of_its_own_and_no_typing_error():
    assert [(hit.id, hit.why) for hit in resolve_trades("Elektriker")[0]] == [("elektroniker_egt", "alias")]


def test_one_edit_in_a_long_name_is_understood():
    words = [trade.male for trade in reference_trades() if " " not in trade.male and len(trade.male) >= 8]
    misspelt = [(word, word[:4] + word[5:]) for word in words]

    found = [resolve_trades(wrong)[0][:2] for _, wrong in misspelt]
    right = [
        bool({hit.id for hit in hits} & {hit.id for hit in resolve_trades(word)[0]})
        for (word, _), hits in zip(misspelt, found, strict=True)
    ]

    assert sum(right) / len(right) >= 0.95


def test_season_place_and_kind_are_read_together():
    found = resolve("ausbildung 2027 leipzig")

    assert found.trades == ()
    assert found.filters == (("kind", ("apprenticeship",)), ("start_year", ("2027",)))
    assert found.place_answer.hits[0].label == "Leipzig, Stadt"


def test_near_without_a_place_asks_for_one():
    found = resolve("lehrstelle elektriker nähe")

    assert [hit.id for hit in found.trades] == ["elektroniker_egt"]
    assert found.wants_place is True


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("praktikum halle", "Halle (Saale), Stadt"),
        ("essen", "Essen, Stadt"),
        ("schreiner altenburg", "Altenburg, Altenburger Land"),
        ("tischler in gera", "Gera, Stadt"),
        ("04600", "Altenburg, Altenburger Land"),
        ("tischler Altenbrug", "Altenburg, Altenburger Land"),
    ],
)
def test_place_is_found_with_its_kreis(typed, label):
    assert resolve(typed).place_answer.hits[0].label == label


def test_a_place_given_apart_leaves_place_names_in_the_words():
    assert resolve("tischler altenburg", with_places=False).place == ""


def test_relative_years_follow_the_clock():
    with clock.frozen(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        found = resolve("maurer nächstes jahr")

    assert found.filters == (("start_year", ("2027",)),)


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("mit quali", "first_extended"),
        ("MSA", "middle"),
        ("fachoberschulreife", "middle"),
        ("fachhochschulreife", "fhr"),
        ("berufsreife", "first"),
        ("ohne abschluss", "none"),
        ("abi", "abitur"),
    ],
)
def test_certificate_is_read(typed, level):
    assert resolve(f"{typed} maler").filters == (("certificate", (level,)),)


@pytest.mark.parametrize("typed", ["ohne mathe", "nicht früh aufstehen", "kein büro"])
def test_refusal_is_never_searched(typed):
    found = resolve(f"tischler {typed}")

    assert found.refusals == (typed,)
    assert [hit.id for hit in found.trades] == ["tischler"]
    assert found.words == ()


def test_what_stands_behind_a_city_is_read_on_its_own():
    found = resolve("in leipzig tischler")

    assert found.place_answer.hits[0].label == "Leipzig, Stadt"
    assert [hit.id for hit in found.trades] == ["tischler"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Marmorschleiferin", "steinmetz"),
        ("Telekommunikationselektroniker", "informationselektroniker"),
        ("Dekormaler", "glas_porzellanmaler"),
        ("Marmordrechsler", "steinmetz"),
        ("Verkäuferin im Bäckerhandwerk", "fachverk_lebensmittel"),
        ("Ledervergolder (nicht Buchbinder)", "vergolder"),
    ],
)
def test_the_word_of_another_trade_inside_a_title_hides_not_what_is_meant(typed, meant):
    assert meant in [hit.id for hit in resolve_trades(typed)[0][:2]]


@pytest.mark.parametrize("typed", ["Klempnerin", "Dreherin", "Lackiererin", "Spenglerin", "Tiefbauerin"])
def test_a_woman_is_asked_what_a_man_is_asked(typed):
    assert resolve_trades(typed)[1] is True
    assert {hit.id for hit in resolve_trades(typed)[0]} == dict(MUST_ASK)[typed.lower().removesuffix("in")]


@pytest.mark.parametrize(
    "typed",
    ["Pianist", "Radiologin", "Drehbuchautor", "Schulleiterin", "Botschafter", "Zahnmedizinische Fachangestellte"],
)
def test_who_uses_a_thing_does_not_make_it(typed):
    assert resolve_trades(typed)[0] == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Schuhlackierer", "massschuhmacher"),  # not the car painter
        ("Autos verkaufen", "automobilkaufmann"),  # not the mechanic
        ("Torten", "konditor"),
    ],
)
def test_clues_tell_what_no_name_says(typed, first):
    assert resolve_trades(typed)[0][0].id == first


def test_a_whole_word_of_a_clue_is_an_interest_in_the_box():
    found = resolve("torten zeitz")

    assert (found.interests, found.trades[0].id) == (("torten",), "konditor")


@pytest.mark.parametrize(
    ("typed", "first"),
    [("heizung", "shk"), ("holz", "tischler"), ("leder", "sattler"), ("schornstein", "schornsteinfeger")],
)
def test_an_everyday_word_means_first_what_it_tells_most(typed, first):
    assert resolve(typed).trades[0].id == first


@pytest.mark.parametrize(
    ("typed", "trade"),
    [("painter", "maler"), ("kuaför", "friseur"), ("hydraulik", "shk"), ("Ausbildung plumber 2027", "shk")],
)
def test_a_word_of_a_language_spoken_at_home_names_its_trade(typed, trade):
    assert [hit.id for hit in resolve_trades(typed)[0]] == [trade]


def test_words_of_other_languages_say_nothing_about_german_ones():
    index = trade_index()

    assert any(term.is_loan for term in index.terms)
    assert not {part for part, trades in index._part_postings.items() if part in ("painter", "joiner")}


@pytest.mark.parametrize(("typed", "trade"), [("Siegelmacher", "graveur"), ("Bortenmacher", "textilgestalter")])
def test_a_word_with_a_meaning_of_its_own_is_no_typing_error(typed, trade):
    hits, _ = resolve_trades(typed)

    assert hits[0].id == trade
    assert resolve(typed).corrections == ()


def test_one_wrong_letter_is_surer_than_the_tail_it_leaves():
    assert resolve("Goltschmied").trades[0].id == "goldschmied"
    assert resolve_trades("Theaterfriseur")[0][0].id == "friseur"


@pytest.mark.parametrize(("typed", "trade"), [("schränke bauen", "tischler"), ("Särge", "bestattungsfachkraft")])
def test_the_umlaut_of_a_plural_hides_no_word(typed, trade):
    assert trade in [hit.id for hit in resolve_trades(typed)[0]][:2]


@pytest.mark.parametrize(
    "typed", ["Kaufmann im Einzelhandel", "Reisekauffrau", "Fachkraft für Lagerlogistik", "weiß nicht"]
)
def test_trainings_of_other_chambers_and_shrugs_find_no_trade(typed):
    assert resolve_trades(typed)[0] == []


def test_correction_is_named():
    found = resolve("dachdekker")

    assert [(one.typed, one.meant) for one in found.corrections] == [("dachdekker", "Dachdecker/in")]


def test_an_everyday_word_counts_only_where_no_trade_is_named():
    assert resolve("was mit holz").interests == ("holz",)
    assert [hit.id for hit in resolve("tischler holz").trades] == ["tischler"]


def test_event_word_asks_for_events():
    assert resolve("tag der offenen tür altenburg").kinds == ("event",)


def test_ambiguous_word_keeps_both_readings():
    found = resolve("spengler münchen")

    assert found.asks == (Ask("spengler", ("dachdecker", "klempner")),)
    assert found.place_answer.hits[0].label == "München, Stadt"


@pytest.mark.parametrize(
    "typed", ["", "   ", "\x00\x1b", "\u202e", "***", "AND OR (", '"', "<script>alert(1)</script>"]
)
def test_bad_input_is_no_error(typed):
    assert resolve(typed).asks == ()
    assert resolve_trades(typed)[1] is False


def test_long_input_is_cut():
    found = resolve("tischler " * 60)

    assert len(found.text) <= 120
    assert found.was_cut is True


def test_nonsense_in_every_alphabet_can_be_read():
    """The first two thousand of the hundred thousand that `benchmarks.search_quality` reads."""
    for text in random_texts(2_000):
        resolve(text)
        resolve_trades(text)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    found = resolve(text)

    assert all(hit.id in trade_index().vocabulary.by_id for hit in found.trades)
    assert all(0 <= hit.score <= 1 for hit in resolve_trades(text)[0])

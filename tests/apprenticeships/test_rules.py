"""Words that exclude people, and legal rules as rows."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from apprenticeships import rules, wording
from apprenticeships.actions import figures
from apprenticeships.models import Rule
from tests.factories.apprenticeships import RuleFactory

REFUSED = [
    ("Junger Mann gesucht", "sex"),
    ("Wir suchen einen kräftigen Burschen", "sex"),
    ("nur Männer", "sex"),
    ("höchstens 25 Jahre", "age_limit"),
    ("nicht älter als 30", "age_limit"),
    ("Altersgrenze beachten", "age_limit"),
    ("keine Ausländer", "origin"),
    ("Muttersprachler bevorzugt", "mother_tongue"),
    ("nur Christen", "religion"),
    ("kerngesund musst du sein", "health"),
    ("Bewerbung mit Lichtbild", "photo"),
    ("Bewerbungsfoto erforderlich", "photo"),
]
HARMLESS = [
    "Wer fragt, bevor er sägt, passt zu uns.",
    "Ab 16 darfst du an die Säge.",
    "Die Ausbildung dauert 3 Jahre.",
    "Wir sind ein Team aus jungen und alten Leuten.",
    "Deutsch B1 brauchst du für die Theke.",
    "Meister seit 25 Jahren",
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_excluding_words_are_refused_with_a_proposal(text, code):
    found = wording.refused(text)

    assert [finding.rule.code for finding in found] == [code]
    assert found[0].words in text
    assert "Vorschlag" in found[0].message


@pytest.mark.parametrize("text", HARMLESS)
def test_honest_words_pass(text):
    assert wording.findings(text) == []


def test_young_team_is_a_hint():
    found = wording.findings("Wir sind ein junges Team.")

    assert [(finding.rule.code, finding.rule.is_refused) for finding in found] == [("young_team", False)]


@given(some.text(max_size=300))
def test_any_text_can_be_read(text):
    for finding in wording.findings(text):
        assert finding.words in text


@pytest.mark.parametrize("figure", rules.packed(), ids=lambda figure: f"{figure.code}-{figure.valid_from}")
def test_every_rule_has_source_and_check(figure):
    assert figure.source
    assert figure.text.endswith(".")
    assert date(2026, 1, 1) <= figure.checked_on <= date(2026, 12, 31)
    assert figure.norm.startswith(("JArbSchG", "BBiG", "SGB"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("practice_hours_day", 7), ("practice_hours_week", 35), ("hours_week", 40), ("night_rest_from", 20),
        ("night_rest_to", 6), ("voluntary_age", 15), ("school_practice_age", 14), ("voluntary_days_year", 20),
    ],
)  # fmt: skip
def test_rules_in_force_today(code, value):
    assert rules.in_force(date(2026, 11, 22)).value(code) == value


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trade", "age", "hour"), [("baecker", 17, 4), ("baecker", 16, 5), ("tischler", 17, 6), ("baecker", 15, 6)]
)
def test_night_rest_by_trade_and_age(trade, age, hour):
    assert rules.in_force().earliest_start(trade, age) == hour


@pytest.mark.django_db
def test_a_dated_row_takes_over_on_its_day():
    RuleFactory(code="hours_week", value=40, valid_from=date(2020, 1, 1), valid_to=date(2026, 12, 31))
    RuleFactory(code="hours_week", value=38, valid_from=date(2027, 1, 1))

    assert rules.in_force(date(2026, 12, 31)).value("hours_week") == 40
    assert rules.in_force(date(2027, 1, 1)).value("hours_week") == 38


@pytest.mark.django_db
def test_an_ended_row_is_not_brought_back_by_the_code():
    RuleFactory(code="saturday:baecker", value=1, valid_to=date(2026, 1, 1))

    assert not rules.in_force(date(2026, 2, 1)).allows_saturday("baecker")


@pytest.mark.django_db
def test_loading_twice_changes_nothing_people_changed():
    first = figures.load_rules()
    Rule.objects.filter(code="hours_week").update(value=Decimal(39))

    assert figures.load_rules() == 0
    assert first == len(rules.packed())
    assert rules.in_force().value("hours_week") == 39

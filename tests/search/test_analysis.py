"""The German analysis: every layer, the pairs that must match, the pairs that must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis
from search.resolver import resolve_trades

# Numbers as in docs/search.md: W shares a word token, P a part token, A the trade.
BY_WORD = [
    (1, "Friseurin", "Friseur"),
    (2, "Tischlerinnen", "Tischler"),
    (3, "Dachdeckerin", "Dachdecker"),
    (4, "Maler:in", "Maler und Lackierer"),
    (5, "Bäcker/-in", "Bäckerinnen"),
    (6, "Köchinnen", "Koch"),
    (7, "Zimmerin", "Zimmerer"),
    (8, "Mechatronikerinnen", "Mechatroniker"),
    (9, "Elektroniker*in", "Elektronikerin"),
    (10, "Goldschmiedin", "Goldschmied"),
    (11, "Steinmetzin", "Steinmetz"),
    (12, "Fotografin", "Fotograf"),
    (13, "Strassenbauer", "Straßenbauer"),
    (14, "Baecker", "Bäcker"),
    (15, "Metallbau", "Metallbauer"),
    (16, "Orgelbau", "Orgelbauerin"),
    (17, "Tischlerei", "Tischler"),
    (18, "Malerbetrieb", "Maler"),
    (19, "Dachdeckerlehre", "Dachdecker"),
    (20, "Gärtner", "Gärtnerin Garten- und Landschaftsbau"),
    (22, "Fliesenleger", "Fliesen-, Platten- und Mosaikleger"),
]
BY_PART = [
    (21, "Fliesen Leger", "Fliesenleger"),
    (23, "Sanitär", "Anlagenmechaniker für Sanitär-, Heizungs- und Klimatechnik"),
    (24, "Kälte", "Kälteanlagenbauer"),
    (25, "Fahrzeug", "Kraftfahrzeugmechatroniker"),
    (26, "Mechatroniker", "Zweiradmechatronikerin"),
    (27, "Holz", "Holzblasinstrumentenmacher"),
    (28, "Optiker", "Augenoptikerin"),
]
BY_TRADE = [
    (29, "KFZ Mechatroniker", "Kraftfahrzeugmechatronikerin"),
    (30, "Automechaniker", "Kraftfahrzeugmechatroniker"),
    (31, "Heizungsbauer", "Anlagenmechaniker SHK"),
    (32, "Elektriker", "Elektroniker Energie- und Gebäudetechnik"),
    (33, "Schreinerin", "Tischler"),
    (34, "Metzger", "Fleischerin"),
    (35, "Flaschner", "Klempnerin"),
    (36, "Kaminkehrer", "Schornsteinfegerin"),
    (37, "Gipser", "Stuckateurin"),
    (38, "Bürokauffrau", "Kaufmann für Büromanagement"),
    (39, "Hörgeräteakustiker", "Hörakustikerin"),
    (40, "Rolladenbauer", "Rollladen- und Sonnenschutzmechatroniker"),
]
APART = [
    (41, "Maler", "Maurer", False),
    (42, "Elektroniker", "Mechatroniker", False),
    (43, "Bäcker", "Fleischer", False),
    (44, "Glaser", "Glasbläser", True),
    (45, "Müller", "Maler", False),
    (46, "Dachdecker", "Gerüstbauer", False),
    (47, "Konditor", "Bäcker", False),
    (48, "Sattler", "Sattel", False),
    (49, "Uhrmacher", "Schuhmacher", True),
    (50, "Steinmetz", "Metzger", False),
    (51, "Friseur", "Fräser", False),
    (52, "Goldschmied", "Hufschmied", True),
    (53, "Kosmetikerin", "Keramikerin", False),
    (54, "Brauer", "Bauer", False),
    (55, "Schreiner", "Schneider", False),
    (56, "Seiler", "Segelmacher", False),
    (57, "Zahntechniker", "Zahnarzt", False),
    (58, "Zimmerer", "Zimmer", False),
    (59, "Fliesenleger", "Parkettleger", True),
    (60, "Gebäudereiniger", "Textilreiniger", True),
    (61, "Koch", "Kochel", False),
]


@pytest.mark.parametrize(("number", "a", "b"), BY_WORD)
def test_pair_shares_a_word(number, a, b):
    shared = set(analysis.tokens(a)) & set(analysis.tokens(b))

    assert shared != set()


@pytest.mark.parametrize(("number", "a", "b"), BY_PART)
def test_pair_shares_a_part(number, a, b):
    shared = set(analysis.parts(a)) & set(analysis.parts(b))

    assert shared != set()


@pytest.mark.parametrize(("number", "a", "b"), BY_TRADE)
def test_pair_names_one_trade(number, a, b):
    first, second = resolve_trades(a)[0], resolve_trades(b)[0]

    assert first[0].id == second[0].id


@pytest.mark.parametrize(("number", "a", "b", "may_share_a_part"), APART)
def test_pair_stays_apart(number, a, b, may_share_a_part):
    assert set(analysis.tokens(a)) & set(analysis.tokens(b)) == set()
    if not may_share_a_part:
        assert set(analysis.parts(a)) & set(analysis.parts(b)) == set()


@pytest.mark.parametrize(("number", "a", "b", "may_share_a_part"), APART)
def test_pair_names_two_trades(number, a, b, may_share_a_part):
    first, second = resolve_trades(a)[0], resolve_trades(b)[0]

    assert {hit.id for hit in first[:1] if hit.score > 0.7} & {hit.id for hit in second[:1] if hit.score > 0.7} == set()


@pytest.mark.parametrize(
    "form",
    [
        "Tischler",
        "Tischlerin",
        "Tischler/in",
        "Tischler/-in",
        "Tischler:in",
        "Tischler*in",
        "Tischler_in",
        "TischlerIn",
        "TischlerInnen",
        "Tischler (m/w/d)",
        "Tischler (gn)",
        "Tischler (d/m/w)",
        "Tischler m/w/d",
        "TISCHLER",
        "Tischlers",
        "Tischlern",
    ],
)
def test_every_gender_form_is_one_token(form):
    assert analysis.tokens(form) == ["tischler"]


def test_hanging_hyphens_get_their_tail():
    found = analysis.words("Sanitär-, Heizungs- und Klimatechnik")

    assert found == ["sanitärtechnik", "heizungstechnik", "und", "klimatechnik"]


def test_a_head_keeps_its_own_token():
    assert analysis.tokens("Zimmerer") == ["zimmerer"]
    assert analysis.tokens("Zimmer") != ["zimmerer"]


def test_a_word_not_covered_whole_has_no_parts():
    assert analysis.parts("Steinpilzsuppe") == []


def test_stop_words_have_no_token():
    assert analysis.tokens("und für der die das") == []


@given(st.text(max_size=120))
def test_analysis_bears_any_text_and_is_stable(text):
    found = analysis.tokens(text)

    assert analysis.tokens(text) == found
    assert all(token and token == token.lower() for token in found)

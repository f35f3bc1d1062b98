"""Text: what people type is made clean once and folded for comparison."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import SafeCharField, SafeTextField, clean, clean_line, fold, repair, transliterate


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Tischler \n", "Tischler"),
        ("A\u0308pfel", "Äpfel"),
        ("ja\u202enein", "janein"),  # turns the direction of what follows
        ("Ti\u200bschler", "Tischler"),  # zero width
        ("a\x00b\x1bc", "abc"),
        ("eins\r\nzwei\rdrei", "eins\nzwei\ndrei"),
        ("<b>bleibt</b>", "<b>bleibt</b>"),  # markup is text; templates escape it
    ],
)
def test_clean_keeps_text_and_drops_what_cannot_be_seen(typed, kept):
    assert clean(typed) == kept


def test_clean_cuts_and_leaves_no_space_at_the_cut():
    assert clean("eins zwei drei", 5) == "eins"


def test_clean_line_is_one_line():
    assert clean_line("eins\n\n zwei\tdrei ") == "eins zwei drei"


@given(st.text())
def test_clean_twice_is_clean_once(text):
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_clean_leaves_nothing_unseen(text):
    unseen = [sign for sign in clean(text) if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"}]
    assert set(unseen) <= {"\n", "\t"}


@given(st.text(), st.integers(min_value=0, max_value=20))
def test_clean_is_never_longer_than_its_limit(text, limit):
    assert len(clean(text, limit)) <= limit


@pytest.mark.parametrize(("text", "folded"), [("Größe", "grosse"), ("ÉCOLE", "ecole"), ("Straße", "strasse")])
def test_fold_drops_case_and_diacritics(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_twice_is_fold_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("text", "written"), [("Größe", "groesse"), ("ÄÖÜ", "aeoeue"), ("A\u0308rger", "aerger")])
def test_transliterate_writes_umlauts_out(text, written):
    assert transliterate(text) == written


def test_transliterate_makes_both_spellings_equal():
    assert transliterate("Mühlhausen") == transliterate("Muehlhausen")


@pytest.mark.parametrize(("broken", "whole"), [("KÃ¶ln", "Köln"), ("Köln", "Köln"), ("Ã", "Ã")])
def test_repair_undoes_a_wrong_encoding_and_nothing_else(broken, whole):
    assert repair(broken) == whole


def test_safe_char_field_is_one_clean_line():
    assert SafeCharField().clean(" Jonas\u200b \n Meyer ") == "Jonas Meyer"


def test_safe_text_field_keeps_lines():
    assert SafeTextField().clean("eins\r\nzwei\x00") == "eins\nzwei"


def test_safe_char_field_judges_what_is_left():
    field = SafeCharField(required=False)

    assert field.clean("\u200b\u202e") == ""

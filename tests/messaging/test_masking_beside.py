"""A text is read whole, the others of its sender only where they meet it; number words by shared beginnings."""

import pytest

from messaging import masking
from messaging.masking import finding, numerals

NUMBER = "0176 12345678"
LONG = "Morgen setzen wir das Fenster im ersten Stock. " * 60


def hidden(text, marks):
    return [text[mark.start : mark.end] for mark in marks]


@pytest.mark.parametrize("before", ["0176", f"{LONG}Meine Nummer beginnt so: 0176"])
def test_number_in_two_texts_is_hidden_in_both(before):
    first, own = finding.find_beside([before], "12345678 geht es weiter")

    assert hidden(before, first) == ["0176"]
    assert own[0].start == 0
    # Read alone, neither holds a number.
    assert finding.find_each([before]) == [[]]


def test_number_goes_on_in_a_long_text_behind():
    behind = f"12345678 sage ich nur. {LONG}"

    own, last = finding.find_beside([], "Ruf an: 0176", [behind])

    assert hidden("Ruf an: 0176", own) == ["0176"]
    assert hidden(behind, last) == ["12345678"]


def test_far_away_text_is_not_read_again():
    far = f"Meine Nummer ist {NUMBER}. {LONG}"

    assert finding.find_beside([far], "Bis morgen") == [[], []]
    assert hidden(far, finding.find_each([far])[0]) == [NUMBER]


def test_a_text_without_blanks_is_cut_too():
    assert finding.find_beside(["x" * 5000, "y" * 5000], "Hallo", ["z" * 5000]) == [[], [], [], []]


def test_numbers_far_apart_in_one_text_are_each_found():
    text = f"{NUMBER} {LONG} {NUMBER} {LONG} null eins sieben sechs eins zwei drei vier fünf sechs sieben acht"

    found = hidden(text, masking.find(text))

    assert found == [NUMBER, NUMBER, "null eins sieben sechs eins zwei drei vier fünf sechs sieben acht"]


@pytest.mark.parametrize("word", ["acht", "achte", "achtundzwanzig", "doppel null", "siiieben", "hundert"])
def test_the_longest_number_word_is_taken(word):
    assert numerals.GERMAN.one_word.match(f"{word} ").group() == word


def test_number_words_without_a_last_letter_are_none():
    for word in numerals.GERMAN.words:
        found = numerals.GERMAN.one_word.fullmatch(word[:-1])
        assert found is None or numerals.squeezed(found.group()) in numerals.GERMAN.words

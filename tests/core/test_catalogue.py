"""Django's sentences in the voice of the house: compiled, and still the sentences Django asks for."""

import gettext
import re
from pathlib import Path

import django
import pytest
from django import forms

LOCALE = Path(__file__).resolve().parents[2] / "locale" / "de" / "LC_MESSAGES"
OURS = LOCALE / "django.po"
THEIRS = Path(django.__file__).parent / "conf" / "locale" / "de" / "LC_MESSAGES" / "django.po"
SENTENCE = re.compile(r'^msgid "(.+)"$', re.MULTILINE)


def one_line(catalogue: str) -> str:
    """A catalogue whose long sentences stand in one line again."""
    return re.sub(r'"\n"', "", catalogue)


def test_each_sentence_is_one_django_says() -> None:
    known = set(SENTENCE.findall(one_line(THEIRS.read_text(encoding="utf-8"))))

    assert set(SENTENCE.findall(OURS.read_text(encoding="utf-8"))) - known == set()


def test_the_compiled_catalogue_is_up_to_date() -> None:
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    source = OURS.read_text(encoding="utf-8")

    for sentence, translation in re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', source, re.MULTILINE):
        assert compiled.gettext(sentence) == translation


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (forms.CharField(), "", "Hier fehlt noch etwas."),
        (forms.IntegerField(min_value=1), "0", "Mindestens 1."),
        (forms.CharField(max_length=3), "Holz", "Das ist zu lang: 4 Zeichen, höchstens 3 passen."),
        (forms.EmailField(), "mia", "Die Adresse braucht ein @ und eine Endung, zum Beispiel name@beispiel.de."),
    ],
)
def test_forms_speak_like_the_house(field: forms.Field, typed: str, said: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)

    assert refused.value.messages == [said]

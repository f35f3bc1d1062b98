"""Editors change what the search understands: the preview shows it first, the versions keep what was."""

import pytest
from django.core.exceptions import ValidationError

from core import clock
from search import effect, vocabulary
from search.resolver import resolve_trades
from tests.factories.accounts import UserFactory
from trades.actions.loading import load_trades
from trades.models import Clue, Neighbour, Synonym, Trade, WordField
from trades.words import TradeVocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    person = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(person)
    return client


def changed(row):
    found = effect.of(row.edited(vocabulary.current()), row.own_words())
    return {change.text: (change.before.names, change.after.names, change.after.asks) for change in found.changes}


def kept(row, **values):
    """What the admin does when a form is saved."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    row.save_revision()
    return row


def test_a_new_word_shows_what_it_would_mean(loaded):
    word = Synonym(trade=Trade.objects.get(pk="dachdecker"), term="Blorkfuchs")

    assert changed(word) == {"Blorkfuchs": ((), ("Dachdecker/in",), False)}
    assert resolve_trades("Blorkfuchs") == ([], False)


def test_a_word_that_is_taken_would_ask(loaded):
    word = Synonym(trade=Trade.objects.get(pk="glaser"), term="Schreiner")

    assert changed(word)["Schreiner"][2] is True


def test_a_field_without_its_words_shows_what_would_be_lost(loaded):
    field = WordField.objects.get(name="Polster")
    field.words = "=polster"

    assert "Sofas" in changed(field)


def test_an_unchanged_clue_changes_nothing(loaded):
    clue = Clue.objects.get(field__name="Glas", with_field__name="malen")

    assert changed(clue) == {}


def test_a_clue_names_existing_trades_only(loaded):
    clue = Clue(field=WordField.objects.get(name="Glas"), trades="glaser;nobody", strength=2)

    with pytest.raises(Exception, match="nobody"):
        clue.clean()


def test_files_bring_untouched_rows_up_to_date_and_leave_edited_ones(loaded):
    WordField.objects.filter(name="Glas").update(words="=glas")
    edited = WordField.objects.get(name="Uhr")
    edited.words = "=uhr"
    edited.save()
    edited.save_revision()

    load_trades()

    assert "kristall" in WordField.objects.get(name="Glas").words
    assert WordField.objects.get(name="Uhr").words == "=uhr"


def test_a_word_that_is_a_place_or_of_another_trade_is_saved_with_a_warning(loaded, editor):
    form = {"trade": "glaser", "term": "Spengler", "kind": "editorial", "mark": "", "source": ""}

    taken = editor.post("/admin/snippets/trades/synonym/add/", form, follow=True).content.decode()
    place = editor.post("/admin/snippets/trades/synonym/add/", form | {"term": "Leipzig"}, follow=True).content.decode()
    plain = editor.post("/admin/snippets/trades/synonym/add/", form | {"term": "Blorkfuchs"}, follow=True)

    assert "Bitte prüfen: „Spengler“ steht auch bei" in taken
    assert "Bitte prüfen: Das ist auch ein Ort (Leipzig, Stadt)" in place
    assert "Bitte prüfen" not in plain.content.decode()


def test_the_preview_of_a_neighbour_shows_what_stands_beside_the_trade(loaded, editor):
    pair = Neighbour.objects.reviewed().filter(trade="tischler").first()
    form = {"trade": "tischler", "neighbour": pair.neighbour_id, "difference": "leiser und feiner", "position": 0}

    editor.post(f"/admin/snippets/trades/neighbour/preview/{pair.pk}/", form | {"reviewed_on": str(clock.today())})
    shown = editor.get(f"/admin/snippets/trades/neighbour/preview/{pair.pk}/").content.decode()
    editor.post(f"/admin/snippets/trades/neighbour/preview/{pair.pk}/", form | {"reviewed_on": ""})
    unreviewed = editor.get(f"/admin/snippets/trades/neighbour/preview/{pair.pk}/").content.decode()

    assert (shown.count(pair.difference), shown.count("leiser und feiner")) == (1, 1)
    assert ("wird nirgends gezeigt" in unreviewed, "leiser und feiner" in unreviewed) == (True, False)


def test_interests_of_a_trade_have_a_preview_and_versions_and_facts_have_none(loaded, editor):
    trade = Trade.objects.get(pk="dachdecker")
    trade.interest_words = "blorkfuchs"
    shown = changed(trade)
    trade.save()
    trade.save_revision()
    Trade.objects.filter(pk="dachdecker").update(months=24)

    load_trades()
    trade.refresh_from_db()
    shipped = trade.revisions.order_by("pk").first().as_object()

    assert shown["blorkfuchs"] == ((), ("Dachdecker/in",), False)
    assert (trade.interest_words, trade.months, trade.revisions.count()) == ("blorkfuchs", 36, 2)
    assert ("blorkfuchs" in shipped.interest_words, shipped.months) == (False, 36)
    assert editor.get("/admin/snippets/trades/trade/history/dachdecker/").status_code == 200


def test_interests_are_single_words(loaded):
    trade = Trade.objects.get(pk="dachdecker")
    trade.interest_words = "höhe; frische luft"

    with pytest.raises(ValidationError, match="einzelne Wörter"):
        trade.full_clean()


def test_a_word_that_was_switched_off_or_made_another_stays_away_however_often_the_files_are_loaded(loaded):
    off = kept(Synonym.objects.get(trade="tischler", term="Schreiner"), is_used=False)
    kept(Synonym.objects.get(trade="dachdecker", term="Schieferdecker"), term="Schieferklopfer")
    kept(WordField.objects.get(name="Glas"), name="Gläser")
    kept(WordField.objects.get(name="Polster"), is_used=False)
    kept(Clue.objects.in_use().exclude(field__name="Gläser").order_by("pk").first(), is_used=False)
    counts = [model.objects.count() for model in (Synonym, WordField, Clue)]
    before = [Synonym.objects.filter(is_used=True).count(), Clue.objects.in_use().count()]

    load_trades()
    load_trades()
    vocabulary.register(TradeVocabulary())

    assert "Schreiner" not in {alias.term for alias in vocabulary.current().by_id["tischler"].aliases}
    assert Synonym.objects.get(trade="tischler", term="Schreiner") == off
    assert not Synonym.objects.filter(trade="dachdecker", term="Schieferdecker").exists()
    assert not WordField.objects.filter(name="Glas").exists()
    assert [model.objects.count() for model in (Synonym, WordField, Clue)] == counts
    assert [Synonym.objects.filter(is_used=True).count(), Clue.objects.in_use().count()] == before
    assert "Polster" not in {field.name for field in vocabulary.current().fields}


def test_not_even_an_administrator_deletes_a_word(loaded, editor):
    word = Synonym.objects.get(trade="tischler", term="Schreiner")

    editor.post(f"/admin/snippets/trades/synonym/delete/{word.pk}/")
    editor.post(f"/admin/bulk/trades/synonym/delete/?id={word.pk}")

    assert Synonym.objects.filter(pk=word.pk).exists()
    assert (
        "delete" not in editor.get(f"/admin/snippets/trades/synonym/edit/{word.pk}/").content.decode().split("<main")[1]
    )


def test_preview_and_history_open_in_the_admin(loaded, editor):
    field = WordField.objects.get(name="Polster")
    form = {"name": "Polster", "words": "=polster"}

    posted = editor.post(f"/admin/snippets/trades/wordfield/preview/{field.pk}/", form)
    shown = editor.get(f"/admin/snippets/trades/wordfield/preview/{field.pk}/")
    history = editor.get(f"/admin/snippets/trades/wordfield/history/{field.pk}/")

    assert posted.json()["is_valid"] is True
    assert "Sofas" in shown.content.decode()
    assert history.status_code == 200

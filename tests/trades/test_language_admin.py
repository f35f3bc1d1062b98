"""The tables of German words in the admin: editors change them with help, preview and every version; nobody else."""

from html import unescape

import pytest
from django.urls import reverse

from accounts.models import User
from search import actions, targets, vocabulary
from search.models import IndexTarget, KnownWord, PartWord, QuestionPhrase
from search.models.tables import TABLES
from tests.factories.accounts import UserFactory
from tests.factories.trades import TradeIndexPageFactory
from trades.actions import appoint_editors
from trades.words import TradeVocabulary


@pytest.fixture
def editor(trades, client):
    """A person of the editors' group with all words in the database."""
    actions.load_language()
    appoint_editors(TradeIndexPageFactory())
    vocabulary.register(TradeVocabulary())
    person = UserFactory(editor=True)
    client.force_login(person)
    return person


def door(table, name, *args):
    return reverse(f"wagtailsnippets_search_{table._meta.model_name}:{name}", args=args)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.TABLE)
def test_every_table_is_listed_searched_and_opened_by_editors(table, client, editor):
    row = table.objects.order_by("pk").first()

    listed = client.get(door(table, "list"), {"q": row.word})
    form = client.get(door(table, "edit", row.pk)).content.decode()

    assert str(row) in unescape(listed.content.decode())
    assert "Änderungen gelten nach höchstens einer Minute" in form
    assert 'name="word"' in form


def test_nobody_else_gets_in(client, editor):
    row = PartWord.objects.order_by("pk").first()
    client.force_login(UserFactory(pupil=True))

    answers = {client.get(door(PartWord, *where)).status_code for where in (["list"], ["edit", row.pk], ["add"])}

    assert answers <= {302, 403}


@pytest.mark.parametrize("is_superuser", [False, True], ids=["editor", "administrator"])
def test_a_word_is_never_deleted(client, editor, is_superuser):
    row = PartWord.objects.order_by("pk").first()
    User.objects.filter(pk=editor.pk).update(is_superuser=is_superuser)

    response = client.post(door(PartWord, "delete", row.pk))

    assert (response.status_code, PartWord.objects.filter(pk=row.pk).exists()) == (302, True)


def test_who_changed_what_is_kept_and_can_be_undone(client, editor):
    row = QuestionPhrase.objects.get(word="sofort")
    given = {"word": "sofort", "meaning": "noise:", "is_used": "on", "note": "Probe"}
    client.post(door(QuestionPhrase, "edit", row.pk), given)
    shipped, mine = row.revisions.order_by("pk")

    history = client.get(door(QuestionPhrase, "history", row.pk)).content.decode()
    back = client.get(door(QuestionPhrase, "revisions_revert", row.pk, shipped.pk))
    client.post(
        door(QuestionPhrase, "revisions_revert", row.pk, shipped.pk),
        {"word": "sofort", "meaning": "start:now", "is_used": "on", "note": "", "revision": shipped.pk},
    )

    row.refresh_from_db()
    assert (mine.user, mine.as_object().meaning, shipped.as_object().meaning) == (editor, "noise:", "start:now")
    assert editor.shown_name in history or editor.email in history
    assert 'value="start:now" selected' in back.content.decode()
    assert (row.meaning, row.revisions.count()) == ("start:now", 3)


def test_a_refused_word_keeps_what_was_typed_and_says_why(client, editor):
    response = client.post(door(KnownWord, "add"), {"word": "Schreiner", "is_used": "on", "note": "Test der Liste"})

    html = response.content.decode()
    assert "führt zu Tischler/in" in html
    assert "Test der Liste" in html
    assert not KnownWord.objects.filter(word="schreiner").exists()


def test_the_preview_shows_the_effect_before_anything_is_saved(client, editor):
    given = {"word": "tischlar", "is_used": "on", "note": ""}

    posted = client.post(door(KnownWord, "preview_on_add"), given)
    shown = client.get(door(KnownWord, "preview_on_add")).content.decode()

    assert posted.json()["is_valid"] is True
    assert ("tischlar" in shown, "Tischler/in" in shown, "nichts" in shown) == (True, True, True)
    assert not KnownWord.objects.filter(word="tischlar").exists()


def test_the_form_says_while_the_index_is_made_of_older_words(client, editor):
    target = targets.register("embedded", IndexTarget.State.LIVE)
    notice = "Der Suchindex ist noch aus den Wörtern vor der letzten Änderung gemacht."
    part, known = PartWord.objects.order_by("pk").first(), KnownWord.objects.order_by("pk").first()

    behind = client.get(door(PartWord, "edit", part.pk)).content.decode()
    other = client.get(door(KnownWord, "edit", known.pk)).content.decode()
    IndexTarget.objects.filter(pk=target.pk).update(language=vocabulary.current().language.digest)
    again = client.get(door(PartWord, "edit", part.pk)).content.decode()

    assert (notice in behind, notice in other, notice in again) == (True, False, False)

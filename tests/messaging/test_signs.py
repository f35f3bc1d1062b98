"""Warning words: heard in every form, a card for the pupil, a case for the moderation, no automatic punishment."""

import tomllib
from itertools import islice, product
from pathlib import Path
from string import Formatter
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from messaging import actions, listening
from messaging.models import Report, SignHit, WarningSign

DATA = Path(__file__).parent / "data" / "signs.toml"
HELP = "116 111"


def lines(label, most):
    """Every template of a label with its fillings, spread over the lists."""
    corpus = tomllib.loads(DATA.read_text())
    for line in corpus[label]:
        parts = list(Formatter().parse(line))
        choices = list(product(*(corpus["slots"][name] for _text, name, *_rest in parts if name)))
        for values in islice(choices, 0, None, max(1, len(choices) // most)):
            pairs = iter(values)
            yield "".join(text + (next(pairs) if name else "") for text, name, *_rest in parts)


def severe_entries():
    return list(WarningSign.objects.active().filter(severity="severe").order_by("pk").values_list("pk", "term"))


def test_labelled_lines(db):
    entries = severe_entries()
    severe, harmless = set(lines("severe", 16)), set(lines("harmless", 20))

    missed = sorted(line for line in severe if not listening.heard(entries, line))
    wrong = sorted(line for line in harmless if listening.heard(entries, line))

    assert len(severe) + len(harmless) >= 1000
    assert 1 - len(missed) / len(severe) >= 0.9, missed[:40]
    assert len(wrong) / len(harmless) <= 0.03, wrong[:40]


@pytest.mark.parametrize(
    ("term", "text", "is_heard"),
    [
        ("schick foto dir", "Schicke mir bitte Fotos von dir!", True),
        ("schick foto dir", "Schick das Angebot. Das Foto hängt bei dir im Büro.", False),
        ("unterwäsche", "UNTERWÄSCHE", True),
        ("unterwäsche", "Unterwaesche", True),
        ("sexy", "ѕехy", True),
        ("sex", "sechs", False),
        ("geil", "geeeil", True),
    ],
)
def test_whole_words_near_each_other_in_one_sentence(term, text, is_heard):
    assert listening.hears(term, text) is is_heard


def said(talk, body, outbox, who="owner"):
    with outbox():
        return actions.send(talk.conversation, by=getattr(talk, who), body=body, client_key=uuid4())


def test_severe_words_make_one_case_and_freeze_nothing(minor_talk, noon, outbox):
    message = said(minor_talk, "Schick mir ein Foto von dir, das bleibt unser Geheimnis", outbox)
    actions.listen(message)

    minor_talk.conversation.refresh_from_db()
    filed = Report.objects.get()
    assert (filed.reporter, filed.message, filed.urgent, filed.freezes) == (None, message, True, False)
    assert (filed.state, minor_talk.conversation.state) == ("received", "open")
    assert minor_talk.owner.is_active


def test_pupil_sees_a_gentle_card_with_help_and_the_firm_does_not(minor_talk, noon, outbox, enter):
    address = minor_talk.conversation.get_absolute_url()
    before = enter(minor_talk.pupil).get(address).content.decode()
    said(minor_talk, "Wie alt bist du genau?", outbox)

    after = enter(minor_talk.pupil).get(address).content.decode()
    firm = enter(minor_talk.owner).get(address).content.decode()
    card = "Fühlt sich das komisch an?"
    assert (card in before, card in after, card in firm) == (False, True, False)
    assert HELP in after
    assert Report.objects.count() == 0


def test_words_of_the_pupil_are_not_listened_to(minor_talk, noon, outbox):
    said(minor_talk, "Soll ich ein Foto von mir schicken? Schick mir ein Foto von dir.", outbox, "pupil")

    assert SignHit.objects.count() == 0


def test_list_is_edited_by_the_moderation_alone(talk, enter):
    client = enter(talk.moderator)
    fields = {"term": "zwei neue worte", "category": "meeting", "severity": "severe"}
    client.post("/moderation/signale/", fields)
    sign = WarningSign.objects.get(term="zwei neue worte")
    client.post(f"/moderation/signale/{sign.pk}/", {"is_active": "no"})

    sign.refresh_from_db()
    assert sign.is_active is False
    assert client.get("/moderation/signale/").status_code == 200
    for who in ("pupil", "owner", "stranger"):
        assert enter(getattr(talk, who)).get("/moderation/signale/").status_code == 404
        with pytest.raises(PermissionDenied):
            actions.save_sign(by=getattr(talk, who), term="x", category="age", severity="gentle")

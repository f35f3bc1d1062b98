"""Rows from the files that an editor switched off or made others stay away, however often the files are loaded."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from apprenticeships.actions.figures import load_rules
from apprenticeships.models import Rule
from search import effect, vocabulary
from search.resolver import resolve_trades
from tests.factories.accounts import UserFactory
from tests.factories.trades import PayRateFactory
from trades import pay
from trades.actions.loading import load_trades
from trades.models import Clue, CraftCategory, FormerName, PayRate, WordField
from trades.words import TradeVocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def door(row, verb):
    return f"/admin/snippets/{row._meta.app_label}/{row._meta.model_name}/{verb}/{row.pk}/"


def save(client, row, **values):
    """Send the form of a row as the admin shows it, with some values changed."""
    form = client.get(door(row, "edit")).context["form"]
    sent = {name: form[name].value() for name in form.fields} | values
    answer = client.post(door(row, "edit"), {name: value for name, value in sent.items() if value not in (None, False)})
    assert answer.status_code == 302, answer.context["form"].errors


def test_pay_that_was_switched_off_or_made_another_stays_away(loaded, admin):
    off = PayRate.objects.filter(trade="baecker").first()
    moved = PayRate.objects.get(trade="geruestbauer", area="Westdeutschland")
    floor = PayRate.objects.floors().first()
    count = PayRate.objects.count()

    save(admin, off, is_used=False)
    save(admin, moved, area="Nord- und Westdeutschland")
    save(admin, floor, is_used=False)
    load_trades()
    load_trades()

    assert PayRate.objects.count() == count
    assert off not in pay.rates(off.trade)
    assert not PayRate.objects.filter(trade="geruestbauer", area="Westdeutschland").exists()
    assert pay.floors(floor.start_year).known_year == floor.start_year - 1


def test_a_floor_that_was_switched_off_makes_room_for_a_right_one(loaded, admin):
    wrong = PayRate.objects.floors().first()
    save(admin, wrong, is_used=False)

    right = PayRateFactory(floor=True, start_year=wrong.start_year, as_of="Beginn neu", year_1_cents=80000)

    assert pay.floor_cents(right.start_year, 1) == 80000


def test_a_former_name_that_was_switched_off_leads_nowhere_and_stays_away(loaded, admin):
    name = FormerName.objects.exclude(slug="").first()
    alias, count = name.as_alias(), FormerName.objects.count()
    known = vocabulary.current().by_id[name.trade_id].aliases
    without = off(name).edited(vocabulary.current()).by_id[name.trade_id].aliases

    save(admin, name, is_used=False)
    load_trades()
    load_trades()
    vocabulary.register(TradeVocabulary())

    assert (alias in known, alias in without) == (True, False)
    assert FormerName.objects.count() == count
    assert alias not in vocabulary.current().by_id[name.trade_id].aliases
    assert [kept.content["is_used"] for kept in name.revisions.order_by("pk")] == [True, False]


def test_a_renamed_former_name_does_not_return(loaded, admin):
    name = FormerName.objects.first()
    save(admin, name, name="Blorkfuchsbauer/in")

    load_trades()

    assert not FormerName.objects.filter(name=name.name).exists()


def test_not_even_an_administrator_deletes_pay_names_or_rules_or_changes_a_craft(loaded, admin):
    load_rules()
    rows = [PayRate.objects.first(), FormerName.objects.first(), Rule.objects.first()]
    craft = CraftCategory.objects.first()

    for row in rows:
        admin.post(door(row, "delete"))
    admin.post(door(craft, "delete"))
    changed = admin.post(door(craft, "edit"), {"name": "Blorkfuchserei"})

    assert [type(row).objects.filter(pk=row.pk).exists() for row in rows] == [True] * 3
    assert changed.status_code == 302
    assert CraftCategory.objects.filter(pk=craft.pk, name=craft.name).exists()
    assert admin.get(reverse("wagtailsnippets_trades_craftcategory:list")).status_code == 200


def test_a_rule_keeps_its_code_and_first_day_and_may_change_its_value(db):
    load_rules()
    rule = Rule.objects.first()
    rule.value = Decimal(7)
    rule.full_clean()
    rule.valid_from = date(2020, 1, 1)

    with pytest.raises(ValidationError, match="Kürzel und Beginn bleiben"):
        rule.full_clean()


def test_switching_a_field_on_again_counts_the_clues_that_return(loaded):
    field = WordField.objects.get(name="Polster")
    before = vocabulary.current()
    WordField.objects.filter(pk=field.pk).update(is_used=False)
    silent = Clue.objects.about(field).order_by("pk").first()
    vocabulary.register(TradeVocabulary())
    lost = resolve_trades("Sofas")

    back = on(WordField.objects.get(pk=field.pk)).edited(vocabulary.current())

    shown = {change.text: change.after.names for change in effect.of(back, ["Sofas"]).changes}
    hanging = Clue.objects.about(field).count()
    assert lost == ([], False)
    assert on(WordField.objects.get(pk=field.pk)).cautions() == [f"{hanging} Hinweise gelten wieder."]
    assert WordField.objects.get(pk=field.pk).cautions() == []
    assert shown["Sofas"][0] == "Raumausstatter/in"
    assert {*back.clues} == {*before.clues}
    assert silent.edited(vocabulary.current()).clues == vocabulary.current().clues


def test_a_clue_whose_other_field_is_off_does_not_return(loaded):
    pair = Clue.objects.exclude(with_field=None).first()
    WordField.objects.filter(pk__in=[pair.field_id, pair.with_field_id]).update(is_used=False)
    vocabulary.register(TradeVocabulary())

    back = on(pair.field).edited(vocabulary.current())

    assert pair.as_told() not in back.clues


def off(row):
    row.is_used = False
    return row


def on(row):
    row.is_used = True
    return row

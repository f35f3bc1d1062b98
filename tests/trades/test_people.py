"""Wishes of pupils, trades of organisations, words of guilds: owner, member, stranger."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.trades import GuildBlockFactory, InterestFactory, OrganisationTradeFactory, TradeFactory
from trades import actions
from trades.models import GuildBlock, Interest, OrganisationTrade


@pytest.fixture
def pupil(db):
    return UserFactory(pupil=True)


def wishes(person):
    return list(Interest.objects.filter(user=person).order_by("trade_id").values_list("trade_id", flat=True))


def test_interest_is_noted_once(pupil):
    trade = TradeFactory()

    actions.add_interest(trade, by=pupil)
    actions.add_interest(trade, by=pupil)

    assert wishes(pupil) == ["tischler"]


def test_interest_is_forgotten_even_twice(pupil):
    interest = InterestFactory(user=pupil)

    actions.remove_interest(interest.trade, by=pupil)
    actions.remove_interest(interest.trade, by=pupil)

    assert wishes(pupil) == []


def test_interest_of_another_person_stays(pupil):
    other = InterestFactory()

    actions.remove_interest(other.trade, by=pupil)

    assert wishes(other.user) == ["tischler"]


def test_set_interests_keeps_the_day_of_those_that_stay(pupil):
    kept = InterestFactory(user=pupil)
    InterestFactory(user=pupil, trade=TradeFactory(staged=True))

    actions.set_interests([kept.trade, TradeFactory(baker=True)], by=pupil)

    assert wishes(pupil) == ["baecker", "tischler"]
    assert Interest.objects.get(user=pupil, trade="tischler").created_at == kept.created_at


def test_two_equal_wishes_are_refused_by_the_database(pupil):
    InterestFactory(user=pupil)

    with pytest.raises(IntegrityError), transaction.atomic():
        InterestFactory(user=pupil)


def test_wishes_are_visible_to_their_owner_only(pupil):
    interest = InterestFactory(user=pupil)

    assert list(Interest.objects.visible_to(pupil)) == [interest]
    assert list(Interest.objects.visible_to(UserFactory(pupil=True))) == []


def test_pupil_notes_a_wish_by_button(client, pupil):
    TradeFactory()
    client.force_login(pupil)

    response = client.post("/berufe/tischler/wunsch/", {"wish": "yes"})

    assert (response.status_code, response.url, wishes(pupil)) == (302, "/berufe/tischler/", ["tischler"])


def test_pupil_forgets_a_wish_by_button(client, pupil):
    InterestFactory(user=pupil)
    client.force_login(pupil)

    client.post("/berufe/tischler/wunsch/", {"wish": "no"})

    assert wishes(pupil) == []


def test_wish_by_link_writes_nothing(client, pupil):
    TradeFactory()
    client.force_login(pupil)

    assert (client.get("/berufe/tischler/wunsch/").status_code, wishes(pupil)) == (405, [])


def test_wish_for_an_unknown_trade_is_missing(client, pupil):
    client.force_login(pupil)

    assert client.post("/berufe/astronaut/wunsch/").status_code == 404


def test_firm_has_no_wishes(client, db):
    TradeFactory()
    client.force_login(MembershipFactory().user)

    assert client.post("/berufe/tischler/wunsch/").status_code == 403


def test_stranger_is_asked_to_sign_in_before_a_wish(client, db):
    TradeFactory()

    response = client.post("/berufe/tischler/wunsch/")

    assert response.status_code == 302
    assert Interest.objects.count() == 0


def test_owner_sets_the_trades_of_the_firm(db):
    owner = MembershipFactory()
    OrganisationTradeFactory(organisation=owner.organisation, trade=TradeFactory(staged=True))

    actions.set_organisation_trades(owner.organisation, [TradeFactory(), TradeFactory(baker=True)], by=owner.user)

    links = OrganisationTrade.objects.filter(organisation=owner.organisation).order_by("trade_id")
    assert [link.trade_id for link in links] == ["baecker", "tischler"]


def test_stranger_sets_no_trades(db):
    firm = OrganisationFactory()

    with pytest.raises(PermissionDenied):
        actions.set_organisation_trades(firm, [TradeFactory()], by=UserFactory())

    assert OrganisationTrade.objects.count() == 0


def test_guild_writes_and_changes_its_own_words(db):
    office = MembershipFactory(guild=True)
    trade = TradeFactory()

    actions.write_guild_block(office.organisation, trade, "Erst so.", by=office.user)
    actions.write_guild_block(office.organisation, trade, "Dann\u202e so.\x00", by=office.user)

    block = GuildBlock.objects.get()
    assert (block.text, block.changed_by) == ("Dann so.", office.user)


def test_guild_words_are_cut_at_their_limit(db):
    office = MembershipFactory(guild=True)

    block = actions.write_guild_block(office.organisation, TradeFactory(), "x" * 900, by=office.user)

    assert len(block.text) == 600


def test_another_guild_writes_nothing_for_this_one(db):
    block = GuildBlockFactory()

    with pytest.raises(PermissionDenied):
        actions.write_guild_block(block.organisation, block.trade, "Fremd.", by=MembershipFactory(guild=True).user)
    with pytest.raises(PermissionDenied):
        actions.remove_guild_block(block.organisation, block.trade, by=UserFactory(pupil=True))

    assert GuildBlock.objects.get().text == block.text


def test_firm_has_no_block(db):
    owner = MembershipFactory()

    with pytest.raises(actions.NotAGuild):
        actions.write_guild_block(owner.organisation, TradeFactory(), "Wir auch.", by=owner.user)


def test_guild_takes_its_words_back(db):
    office = MembershipFactory(guild=True)
    trade = TradeFactory()
    actions.write_guild_block(office.organisation, trade, "Kurz.", by=office.user)

    actions.remove_guild_block(office.organisation, trade, by=office.user)

    assert GuildBlock.objects.count() == 0


def test_words_of_an_unchecked_guild_are_seen_by_itself_only(db):
    guild = OrganisationFactory(guild=True)
    office = MembershipFactory(organisation=guild, role="guild_office")
    block = GuildBlockFactory(organisation=guild)

    assert list(GuildBlock.objects.visible_to(office.user)) == [block]
    assert list(GuildBlock.objects.visible_to(UserFactory(pupil=True))) == []

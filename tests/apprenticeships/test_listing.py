"""Organisations in the search: only with their yes, only checked, and out at once when either ends."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Organisation
from apprenticeships.documents import OrganisationDocument
from core import clock
from search import documents, find, rebuilding, writer
from search.query import Query
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.trades import OrganisationTradeFactory, TradeFactory

pytestmark = pytest.mark.django_db
PHONE = "03447 000177"


@pytest.fixture
def found():
    """`found()`: the names a visitor finds, after the worker has written what is owed."""
    documents.register(OrganisationDocument)
    rebuilding.rebuild(force=True)

    def ask():
        writer.write_waiting()
        return [hit.title for hit in find.find(Query(kinds=("organisation",)), AnonymousUser()).hits]

    return ask


@pytest.fixture
def listed(firm, owner):
    """A checked firm with a trade that wants to be found."""
    OrganisationTradeFactory(organisation=firm, trade=TradeFactory(pk="tischler"))
    return accounts.set_listed(firm, by=owner, listed=True)


def test_found_with_the_yes_and_not_after_the_no(found, firm, owner, colleague, stranger):
    assert found() == []
    for nobody in (colleague, stranger):
        with pytest.raises(PermissionDenied):
            accounts.set_listed(firm, by=nobody, listed=True)
    accounts.set_listed(firm, by=owner, listed=True)
    assert found() == [firm.name]
    accounts.set_listed(firm, by=owner, listed=False)

    assert found() == []


def suspend(firm, by):
    accounts.suspend_organisation(firm, reason="Prüfung", by=UserFactory(moderator=True))


def leave(firm, by):
    accounts.leave_network(firm, by=by)


def merge(firm, by):
    into = OrganisationFactory(verified=True)
    accounts.merge_organisations(firm, into, on=date(2026, 11, 1), by=UserFactory(admin=True))


def erase(firm, by):
    gone = OrganisationFactory(listed=True)
    gone.delete()
    accounts.set_listed(firm, by=by, listed=False)


@pytest.mark.parametrize("end", [suspend, leave, merge, erase])
def test_out_at_once_when_the_check_or_the_organisation_ends(found, listed, owner, end):
    assert found() == [listed.name]
    end(listed, owner)
    hits = find.find(Query(kinds=("organisation",)), AnonymousUser()).hits  # the database decides, before any writing

    assert [hit.title for hit in hits] == []
    assert found() == []


def test_who_comes_back_says_yes_anew(listed, owner):
    accounts.leave_network(listed, by=owner)
    listed.refresh_from_db()

    assert listed.listed_at is None


def test_unchecked_ones_cannot_begin(owner):
    waiting = MembershipFactory(organisation=OrganisationFactory()).user
    with pytest.raises(accounts.WrongStep):
        accounts.set_listed(Organisation.objects.run_by(waiting).get(), by=waiting, listed=True)


def test_document_says_trade_and_place_and_no_way_to_a_person(found, listed):
    Organisation.objects.filter(pk=listed.pk).update(
        phone=PHONE, email="chef@betrieb.example", text="Wir bauen Treppen."
    )
    thing = OrganisationDocument.queryset().get()
    fields = OrganisationDocument.entries(thing, 1)[0]

    assert fields["trade"] == ["tischler"]
    assert fields["plz"] == listed.postal_code_id
    assert "trepp" in fields["body"]
    assert PHONE not in str(fields)
    assert "betrieb.example" not in str(fields)


def test_trades_and_name_reach_the_index(found, listed, owner, django_assert_max_num_queries):
    assert found() == [listed.name]
    accounts.update_organisation(listed, by=owner, text="Wir restaurieren Kirchenbänke.")
    writer.write_waiting()
    with django_assert_max_num_queries(3):
        page = find.find(Query(text="kirchenbänke", words=("kirchenbänke",), kinds=("organisation",)), AnonymousUser())

    assert [hit.open for hit in page.hits] == [["gerade ist hier kein Platz ausgeschrieben"]]


def test_desk_has_one_button_that_twice_is_once(client, firm, owner):
    client.force_login(owner)
    url = reverse("accounts:organisation_list", args=[firm.public_id])
    page = reverse("accounts:organisation", args=[firm.public_id])
    assert 'value="yes"' in client.get(page).content.decode()
    client.post(url, {"listed": "yes"})
    first = Organisation.objects.get(pk=firm.pk).listed_at
    with clock.frozen(clock.now().replace(year=2030)):
        html = client.post(url, {"listed": "yes"}, follow=True).content.decode()

    assert 'value="no"' in html
    assert Organisation.objects.get(pk=firm.pk).listed_at == first

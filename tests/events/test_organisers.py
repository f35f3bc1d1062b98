"""An organiser's corner of the admin: made once, closed to every other organiser."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts import signals
from accounts.models import Membership, Organisation
from events import actions
from events.models import EventPage, Occurrence, OrganiserPage
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.events import EventIndexPageFactory, EventPageFactory, OccurrenceFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def granted(page) -> set[str]:
    rows = GroupPagePermission.objects.filter(group=page.group, page=page)
    return set(rows.values_list("permission__codename", flat=True))


def test_verified_guild_gets_page_group_and_collection():
    EventIndexPageFactory()
    guild = OrganisationFactory(guild=True, verified=True)
    person = MembershipFactory(organisation=guild, role=Membership.Role.GUILD_OFFICE).user

    signals.organisation_verified.send(Organisation, organisation=guild)

    page = OrganiserPage.objects.get(organisation=guild)
    assert page.live is True
    assert page.get_url() == f"/veranstaltungen/{guild.slug}/"
    assert granted(page) == {"add_page", "change_page", "publish_page"}
    assert list(page.group.user_set.all()) == [person]
    assert GroupCollectionPermission.objects.filter(group=page.group, collection=page.collection).count() == 6
    assert person.has_perm("wagtailadmin.access_admin") is True


def test_second_verification_makes_nothing_twice():
    EventIndexPageFactory()
    guild = OrganisationFactory(guild=True, verified=True)

    first = actions.make_organiser(guild)
    counts = OrganiserPage.objects.count(), Collection.objects.count(), GroupPagePermission.objects.count()
    second = actions.make_organiser(guild)

    assert first.pk == second.pk
    assert counts == (OrganiserPage.objects.count(), Collection.objects.count(), GroupPagePermission.objects.count())


def test_without_a_calendar_nothing_is_made_and_later_all():
    guild = OrganisationFactory(guild=True, verified=True)
    signals.organisation_verified.send(Organisation, organisation=guild)
    assert OrganiserPage.objects.count() == 0

    calendar = EventIndexPageFactory()

    assert actions.make_missing(parent=calendar) == 1
    assert actions.make_missing(parent=calendar) == 0


def test_firm_may_write_but_not_publish():
    EventIndexPageFactory()

    page = actions.make_organiser(OrganisationFactory(verified=True))

    assert granted(page) == {"add_page", "change_page"}


def test_group_follows_the_memberships():
    page = EventPageFactory().organiser()
    membership = MembershipFactory(organisation=page.organisation, role=Membership.Role.GUILD_MASTER)
    signals.membership_started.send(Membership, membership=membership)
    assert list(page.group.user_set.all()) == [membership.user]

    Membership.objects.filter(pk=membership.pk).update(state=Membership.State.ENDED)
    signals.membership_ended.send(Membership, membership=membership)

    assert list(page.group.user_set.all()) == []


def test_suspended_organisation_writes_nothing():
    page = EventPageFactory().organiser()
    MembershipFactory(organisation=page.organisation)
    actions.sync_group(page)
    assert page.group.user_set.count() == 1

    page.organisation.verification = Organisation.Verification.SUSPENDED
    page.organisation.save()
    signals.organisation_suspended.send(Organisation, organisation=page.organisation)

    assert page.group.user_set.count() == 0


def test_owner_fields_are_read_only_in_the_model():
    page, other = EventPageFactory(), OrganisationFactory(guild=True, verified=True)
    own = page.organisation
    page.organisation = other
    page.save()
    page.refresh_from_db()
    assert page.organisation == own

    organiser = page.organiser()
    organiser.organisation = other
    organiser.save()
    assert OrganiserPage.objects.get(pk=organiser.pk).organisation == own


def test_old_revision_does_not_change_the_organiser():
    page, other = EventPageFactory(), OrganisationFactory(guild=True, verified=True)
    revision = page.save_revision()
    revision.content["organisation"] = other.pk
    revision.save()

    revision.publish()

    assert EventPage.objects.get(pk=page.pk).organisation == page.organisation


# --- two guilds × admin ----------------------------------------------------------------------------------------------


@pytest.fixture
def guilds(db):
    """Two guilds, each with a page, a date and a signed-in member of its group."""
    pages = [EventPageFactory(title=title) for title in ("Meine Werkstatt", "Fremde Werkstatt")]
    people = []
    for page in pages:
        OccurrenceFactory(page=page)
        person = MembershipFactory(organisation=page.organisation, role=Membership.Role.GUILD_OFFICE).user
        actions.follow_membership(page.organisation)
        people.append(person)
    return pages, people


ON_PAGE = (
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:view_draft",
    "wagtailadmin_pages:history",
    "wagtailadmin_pages:workflow_history",
    "wagtailadmin_pages:usage",
    "wagtailadmin_pages:lock",
    "wagtailadmin_pages:unlock",
    "wagtailadmin_pages:convert_alias",
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:set_privacy",
    "wagtailadmin_pages:preview_on_edit",
)


def refused(answer) -> bool:
    """Wagtail answers a missing right by a redirect to its home, 403 or 404; never by the page."""
    home = answer.status_code == 302 and answer["Location"] == reverse("wagtailadmin_home")
    return home or answer.status_code in {403, 404, 405}


@pytest.mark.parametrize("name", ON_PAGE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_doors_of_a_foreign_page_are_closed(client, guilds, name, method):
    (_own, foreign), (person, _other) = guilds
    client.force_login(person)

    answer = getattr(client, method)(reverse(name, args=[foreign.pk]))

    assert refused(answer), (answer.status_code, answer.get("Location"))
    assert EventPage.objects.filter(pk=foreign.pk, live=True, locked=False).exists()


def test_own_page_is_open(client, guilds):
    (own, _foreign), (person, _other) = guilds
    client.force_login(person)

    assert client.get(reverse("wagtailadmin_pages:edit", args=[own.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:history", args=[own.pk])).status_code == 200


def test_new_page_below_a_foreign_organiser_is_refused(client, guilds):
    (_own, foreign), (person, _other) = guilds
    client.force_login(person)

    address = reverse("wagtailadmin_pages:add", args=["events", "eventpage", foreign.get_parent().pk])

    assert refused(client.get(address))
    assert refused(client.post(address, {"title": "Untergeschoben"}))
    assert EventPage.objects.filter(title="Untergeschoben").exists() is False


def test_explorer_search_and_chooser_show_nothing_foreign(client, guilds):
    (_own, foreign), (person, _other) = guilds
    client.force_login(person)

    for address in (
        reverse("wagtailadmin_explore", args=[foreign.get_parent().pk]),
        reverse("wagtailadmin_pages:search") + "?q=Fremde",
    ):
        answer = client.get(address, follow=True)
        assert "Fremde Werkstatt" not in answer.content.decode()


def test_copy_or_move_into_a_foreign_subtree_is_refused(client, guilds):
    (own, foreign), (person, _other) = guilds
    client.force_login(person)
    target = foreign.get_parent()

    client.post(
        reverse("wagtailadmin_pages:copy", args=[own.pk]),
        {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": target.pk},
    )
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[own.pk, target.pk]))

    assert [page.pk for page in target.get_children()] == [foreign.pk]
    assert EventPage.objects.get(pk=own.pk).get_parent() != target


def test_nobody_moves_an_event_to_another_organiser(admin_client, guilds):
    (own, foreign), _people = guilds
    parent = own.get_parent()

    admin_client.post(reverse("wagtailadmin_pages:move_confirm", args=[own.pk, foreign.get_parent().pk]))

    assert Page.objects.get(pk=own.pk).get_parent().pk == parent.pk


def test_page_with_registrations_is_not_deleted(admin_client, guilds):
    (own, _foreign), _people = guilds
    RegistrationFactory(occurrence=Occurrence.objects.get(page=own))

    answer = admin_client.post(reverse("wagtailadmin_pages:delete", args=[own.pk]))

    assert answer.status_code == 302
    assert EventPage.objects.filter(pk=own.pk).exists() is True


def test_copy_starts_with_empty_seats(guilds):
    (own, _foreign), _people = guilds
    RegistrationFactory(occurrence=Occurrence.objects.get(page=own))

    copy = own.copy(update_attrs={"slug": "kopie"})

    assert [date.taken for date in Occurrence.objects.filter(page=copy.pk)] == [0]
    assert Occurrence.objects.get(page=own).taken == 1


# --- the editor ------------------------------------------------------------------------------------------------------


def posted(page, **dates):
    """What Wagtail's editor sends for an event with one date."""
    values = {
        "title": page.title,
        "slug": page.slug,
        "kind": "open_workshop",
        "intro": "Zwei Bretter.",
        "place_name": "Werkstatt",
        "registration": "individual",
        "language": "de",
        "cost_cents": "0",
        "admission_minutes": "0",
        "for_pupils": "on",
        "body-count": "0",
        "occurrences-TOTAL_FORMS": "1",
        "occurrences-INITIAL_FORMS": "0",
        "occurrences-MIN_NUM_FORMS": "1",
        "occurrences-MAX_NUM_FORMS": "1000",
        "occurrences-0-id": "",
        "occurrences-0-ORDER": "1",
        "occurrences-0-DELETE": "",
        "occurrences-0-starts_at": dates["start"],
        "occurrences-0-ends_at": dates["end"],
        "occurrences-0-capacity": "12",
        "occurrences-0-label": "",
        "action-publish": "1",
    }
    for name in ("stations", "event_trades", "event_topics", "comments"):
        values |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0", f"{name}-MIN_NUM_FORMS": "0"}
        values[f"{name}-MAX_NUM_FORMS"] = "1000"
    return values


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2030-01-12 10:00", "2030-01-12 09:00", "Das Ende liegt vor dem Beginn."),
        ("2027-03-28 02:30", "2027-03-28 09:00", "Diese Uhrzeit gibt es an dem Tag nicht"),
        ("2027-10-31 02:30", "2027-10-31 09:00", "Diese Uhrzeit gibt es an dem Tag zweimal"),
    ],
)
def test_editor_says_it_beside_the_field(client, guilds, start, end, words):
    (own, _foreign), (person, _other) = guilds
    client.force_login(person)

    answer = client.post(reverse("wagtailadmin_pages:edit", args=[own.pk]), posted(own, start=start, end=end))

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_editor_publishes_a_good_date(client, guilds):
    (own, _foreign), (person, _other) = guilds
    client.force_login(person)
    address = reverse("wagtailadmin_pages:add", args=["events", "eventpage", own.get_parent().pk])
    own.slug = "neu"

    answer = client.post(address, posted(own, start="2030-01-12 10:00", end="2030-01-12 14:00"))

    page = EventPage.objects.get(slug="neu")
    assert answer.status_code == 302
    assert (page.live, page.organisation, page.occurrences.get().capacity) == (True, own.organisation, 12)


def test_place_or_online_is_needed():
    page = EventPageFactory.build(organisation=None, postal_code=None, place_name="")

    with pytest.raises(ValidationError) as refusal:
        page.clean()

    assert list(refusal.value.message_dict) == ["place_name"]

"""The admin: who may write profiles, what the editor shows, and what it keeps."""

from datetime import UTC

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import WorkflowPage
from wagtail.search.index import insert_or_update_object
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from core import clock
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.trades import InterestFactory, TradeFactory, TradeIndexPageFactory, TradePageFactory
from trades import actions, demand
from trades.models import Neighbour, Synonym, Trade, TradePage


@pytest.fixture
def page(db) -> TradePage:
    """A profile below an index on which the groups have their rights."""
    index = TradeIndexPageFactory()
    actions.appoint_editors(index)
    return TradePageFactory(parent=index, written=True)


@pytest.fixture
def editor(page):
    return UserFactory(editor=True)


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def data(page, **changed):
    """What the edit form posts for a page, with some fields changed."""
    given = {
        "title": page.title,
        "trade": page.trade_id,
        "teaser": page.teaser,
        "text": rich_text(page.text, features=["bold", "italic", "link"]),
        "plain_text": rich_text(page.plain_text, features=["bold", "italic", "link"]),
        "tasks": streamfield([]),
        "day_title": "",
        "day": streamfield([]),
        "downsides": streamfield([]),
        "levels": streamfield([]),
        "levels_on": "",
        "ladder": streamfield([]),
        "reviewer": page.reviewer,
        "reviewed_on": page.reviewed_on or "",
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "comments-MIN_NUM_FORMS": 0,
        "comments-MAX_NUM_FORMS": "",
    }
    return nested_form_data(given | changed)


def saved(page):
    return TradePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_editor_opens_the_profile_with_facts_and_twin(client, page, editor):
    client.force_login(editor)

    html = client.get(edit_url(page)).content.decode()

    assert "Fakten (hier nicht änderbar)" in html
    assert "Möbel, Türen, Fenster und Innenausbauten" in html
    assert "Text und Einfache Sprache nebeneinander" in html
    assert 'name="months"' not in html


@pytest.mark.parametrize("who", ["pupil", "firm", "moderator"])
def test_others_do_not_get_into_the_editor(client, page, who):
    people = {"pupil": lambda: UserFactory(pupil=True), "firm": lambda: MembershipFactory().user}
    people["moderator"] = lambda: UserFactory(moderator=True)
    client.force_login(people[who]())

    response = client.get(edit_url(page))

    assert response.status_code in {302, 403}
    assert page.teaser not in response.content.decode()


def test_stranger_is_sent_to_sign_in(client, page):
    assert client.get(edit_url(page)).status_code == 302


def test_editor_drafts_and_cannot_publish(client, page, editor):
    client.force_login(editor)

    client.post(edit_url(page), data(page, teaser="Neuer Satz.") | {"action-publish": "1"})

    assert saved(page).teaser == "Neuer Satz."
    assert TradePage.objects.get(pk=page.pk).teaser == page.teaser


def test_publisher_publishes(client, page):
    publisher = UserFactory(kind="staff", is_staff=True)
    publisher.groups.add(Group.objects.get(name="publisher"))
    client.force_login(publisher)

    client.post(edit_url(page), data(page, teaser="Neuer Satz.") | {"action-publish": "1"})

    assert TradePage.objects.get(pk=page.pk).teaser == "Neuer Satz."


def test_changing_the_text_makes_the_twin_older(client, page, editor):
    client.force_login(editor)

    client.post(edit_url(page), data(page, teaser="Neuer Satz."))

    assert saved(page).plain_is_older is True


def test_changing_both_keeps_them_together(client, page, editor):
    client.force_login(editor)
    plain = rich_text("<p>Neu und leicht.</p>", features=["bold", "italic", "link"])

    client.post(edit_url(page), data(page, teaser="Neuer Satz.", plain_text=plain))

    assert saved(page).plain_is_older is False


def test_editor_confirms_that_the_twin_still_fits(client, page, editor):
    client.force_login(editor)

    client.post(edit_url(page), data(page, teaser="Neuer Satz.", plain_still_right="on"))

    assert saved(page).plain_is_older is False


def to_milliseconds(page):
    """Days of both twins as a revision keeps them."""
    moments = (page.text_changed_at, page.plain_changed_at)
    return [moment.astimezone(UTC).isoformat(timespec="milliseconds") for moment in moments]


def test_first_opening_of_a_seeded_page_is_no_change(client, profiles):
    """Draftail and streams number paragraphs and blocks when a page is first opened; nobody wrote anything."""
    page = TradePage.objects.get(trade="tischler")
    client.force_login(UserFactory(admin=True))

    client.post(
        edit_url(page),
        data(
            page,
            text=rich_text(page.text, features=["bold", "italic", "link"]),
            tasks=streamfield([("task", dict(block.value)) for block in page.tasks]),
            day=streamfield([("step", dict(block.value)) for block in page.day]),
            downsides=streamfield([("downside", block.value) for block in page.downsides]),
            levels=streamfield([("level", dict(block.value)) for block in page.levels]),
            levels_on=page.levels_on,
            ladder=streamfield([("step", dict(block.value)) for block in page.ladder]),
        ),
    )

    assert saved(page).pk == page.pk
    assert page.revisions.count() == 2  # seeded, opened
    assert [to_milliseconds(saved(page)), saved(page).is_written] == [to_milliseconds(page), True]


def test_saving_without_a_change_stamps_nothing(client, page, editor):
    client.force_login(editor)

    client.post(edit_url(page), data(page))

    assert (saved(page).text_changed_at, saved(page).plain_changed_at) == (None, None)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"reviewed_on": "2999-01-01"}, "Das Datum liegt in der Zukunft."),
        ({"reviewer": "", "reviewed_on": "2026-11-01"}, "Bitte angeben, wer geprüft hat."),
        (
            {"levels": streamfield([("level", {"what": "noise", "level": 3, "word": "laut"})])},
            "Bitte angeben, von wann die Einschätzung ist.",
        ),
        ({"levels": streamfield([("level", {"what": "noise", "level": 9, "word": "laut"})])}, "w-field--error"),
        (
            {
                "levels": streamfield(
                    [("level", {"what": "noise", "level": level, "word": "laut"}) for level in (2, 3)]
                ),
                "levels_on": "2026-11-01",
            },
            "Das steht schon weiter oben.",
        ),
    ],
)
def test_wrong_values_are_answered_and_not_saved(client, page, editor, changed, message):
    client.force_login(editor)

    response = client.post(edit_url(page), data(page, teaser="Neuer Satz.", **changed))

    assert message in response.content.decode()
    assert page.revisions.count() == 0


def test_grown_page_counts_as_written(client, db):
    index = TradeIndexPageFactory()
    actions.appoint_editors(index)
    page = TradePageFactory(parent=index)
    client.force_login(UserFactory(editor=True))

    client.post(edit_url(page), data(page, teaser="Ein eigener Satz."))

    assert saved(page).is_written is True


def test_appoint_editors_twice_adds_nothing(page):
    index = page.get_parent()
    before = (index.group_permissions.count(), WorkflowPage.objects.filter(page=index).count())

    actions.appoint_editors(index)

    assert (index.group_permissions.count(), WorkflowPage.objects.filter(page=index).count()) == before == (6, 1)


def test_editor_changes_words_but_adds_no_trade(page, editor):
    rights = set(Permission.objects.filter(group__user=editor).values_list("codename", flat=True))

    assert {"change_trade", "add_synonym", "change_neighbour"} <= rights
    assert rights & {"add_trade", "delete_trade"} == set()


@pytest.mark.parametrize("model", ["trade", "synonym", "neighbour", "payrate", "formername"])
def test_snippets_are_listed_for_editors_only(client, page, editor, model):
    address = reverse(f"wagtailsnippets_trades_{model}:list")

    client.force_login(editor)
    assert client.get(address).status_code == 200
    client.force_login(UserFactory(pupil=True))
    assert client.get(address).status_code in {302, 403}


def test_editor_adds_a_word(client, page, editor):
    client.force_login(editor)

    client.post(
        reverse("wagtailsnippets_trades_synonym:add"),
        {"trade": page.trade_id, "term": "Holzwurm", "kind": "editorial", "mark": "umg.", "source": ""},
    )

    assert list(Synonym.objects.values_list("trade_id", "term").order_by("pk")) == [("tischler", "Holzwurm")]


def test_official_facts_cannot_be_posted_into_a_trade(client, page, editor):
    client.force_login(editor)
    given = {
        "short_name": "",
        "field": "wood",
        "riasec": "RA",
        "interest_words": "holz",
        "tasks": "bauen",
        "months": 12,
    }

    client.post(reverse("wagtailsnippets_trades_trade:edit", args=["tischler"]), given)

    trade = Trade.objects.get(pk="tischler")
    assert (trade.riasec, trade.tasks, trade.months) == ("RA", "bauen", 36)


def test_report_lists_unwritten_trades_by_demand(client, page, editor):
    parent = page.get_parent()
    TradePageFactory(trade=TradeFactory(outside=True), parent=parent)
    TradePageFactory(trade=TradeFactory(baker=True), parent=parent)
    InterestFactory(trade=TradeFactory(baker=True))
    client.force_login(editor)

    response = client.get(reverse("trades_write_next"))

    assert [(trade.pk, numbers) for trade, _page, numbers in response.context["rows"]] == [
        ("kfm_buero", [0, 0]),
        ("baecker", [1, 0]),
    ]


def test_report_shows_figures_of_other_apps(client, page, editor):
    TradeFactory(baker=True)
    demand.register("places", "Offene Plätze", lambda: {"baecker": 7})
    client.force_login(editor)

    response = client.get(reverse("trades_write_next"))

    demand.unregister("places")
    assert [numbers for _trade, _page, numbers in response.context["rows"]] == [[0, 0, 7]]
    assert "Offene Plätze" in response.content.decode()


def test_report_is_closed_to_others(client, page):
    client.force_login(UserFactory(pupil=True))

    assert client.get(reverse("trades_write_next")).status_code in {302, 403}


def test_pages_are_found_in_the_admin(client, page, editor):
    insert_or_update_object(page)  # in tests Wagtail's own task for this does not run
    client.force_login(editor)

    found = client.get(reverse("wagtailadmin_pages:search"), {"q": "Tischler"}).content.decode()
    missed = client.get(reverse("wagtailadmin_pages:search"), {"q": "Astronaut"}).content.decode()

    assert (edit_url(page) in found, edit_url(page) in missed) == (True, False)


def test_neighbour_form_wants_the_difference_of_a_reviewed_pair(client, page, editor):
    client.force_login(editor)
    given = {"trade": "tischler", "neighbour": TradeFactory(baker=True).pk, "difference": "", "position": 0}

    client.post(reverse("wagtailsnippets_trades_neighbour:add"), given | {"reviewed_on": clock.today().isoformat()})

    assert Neighbour.objects.count() == 0

"""The profile pages as visitors see them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from search import vocabulary
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.trades import (
    FormerNameFactory,
    GuildBlockFactory,
    InterestFactory,
    NeighbourFactory,
    PayRateFactory,
    TradeFactory,
    TradePageFactory,
)
from trades import actions, wording
from trades.models import Trade, TradePage

pytestmark = pytest.mark.usefixtures("no_index_yet")
WRITTEN = {
    "augenoptiker", "baecker", "dachdecker", "elektroniker_egt", "fleischer", "kfz_mechatroniker", "shk", "tischler",
}  # fmt: skip


def text_of(client, address, **asked):
    response = client.get(address, asked)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_every_profile_is_shown(client, profiles):
    """The guardian of all 125 pages: each renders, names its trade, its length and where it comes from."""
    pages = TradePage.objects.live().select_related("trade").order_by("trade_id")
    broken = []
    for page in pages:
        html = client.get(page.trade.get_absolute_url()).content.decode()
        origin = "Redaktion Handschlag" if page.is_written else "amtlichen Fakten"
        if not (page.trade.duration in html and "<h1>" in html and origin in html):
            broken.append(page.trade_id)

    assert (pages.count(), broken) == (125, [])
    assert set(TradePage.objects.filter(origin="written").values_list("trade_id", flat=True)) == WRITTEN


def test_every_profile_asks_the_same_number_of_times(client, profiles, monkeypatch):
    """With pay or without it is one number; a page from facts also asks for its field and for other words."""
    monkeypatch.setattr(vocabulary, "RELOAD_SECONDS", 3600)  # however slow the machine is
    vocabulary.renew()  # its look for changed words, one query in half a minute, comes now
    slugs = ("tischler", "baecker", "kfm-buero", "maurer", "vergolder")
    for slug in slugs:  # what a process reads once is read now
        client.get(f"/berufe/{slug}/")
    counts = {}
    for slug in slugs:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/berufe/{slug}/")
        counts[slug] = len(captured)

    written = counts["tischler"]
    assert counts == {
        "tischler": written,
        "baecker": written,
        "kfm-buero": written + 2,
        "maurer": written + 2,
        "vergolder": written + 2,
    }


def test_written_profile_shows_all_its_parts(client, profiles):
    html = text_of(client, "/berufe/baecker/")

    for part in (
        "Wenn bei den anderen der Wecker klingelt",
        "Das machst du wirklich",
        "Teige ansetzen und führen",
        "Wie viel wovon?",
        "Einschätzung der Redaktion, Stand November 2026",
        "Ein Tag mit 17",
        "4:00",
        "Das ist auch so",
        "Mit 16 darfst du ab 5 Uhr arbeiten",
        "Betrieb übernehmen",
        "Tarif, allgemein verbindlich, Deutschland, Stand ab 2026-03-01",
        "1.070 €",
        "Konditor/in",
        "feiner, später am Morgen",
        "Quelle: BIBB, Erhebung zum 30.9.2024, alle Ausbildungsbereiche",
        "Geprüft von: Redaktion Handschlag, am 01.11.2026.",
    ):
        assert part in html, part


def test_page_from_facts_invents_nothing(client, profiles):
    html = text_of(client, "/berufe/kfm-buero/")

    assert "Diese Seite besteht aus amtlichen Fakten." in html
    assert "Gesetzliches Minimum" in html
    for absent in ("Wie viel wovon?", "Ein Tag", "Das ist auch so", "Einfache Sprache</a>", "Gewerk</dt>"):
        assert absent not in html, absent


def test_unknown_figures_are_left_out(client, profiles):
    assert "Neue Verträge 2024" not in text_of(client, "/berufe/vergolder/")


def test_floor_of_a_year_to_come_says_that_it_follows(client, trades):
    TradePageFactory(trade=Trade.objects.get(pk="kfm_buero"))

    with clock.frozen(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        html = text_of(client, "/berufe/kfm-buero/")

    assert "Beginn der Ausbildung 2026" in html
    assert "Betrag für 2027 folgt." in html


def test_plain_twin_is_another_address(client, db):
    TradePageFactory(written=True)

    assert "Du baust Dinge aus Holz." not in text_of(client, "/berufe/tischler/")
    html = text_of(client, "/berufe/tischler/", sprache="einfach")
    assert ("Du baust Dinge aus Holz." in html, "Du baust Möbel." in html) == (True, False)
    assert "Normale Fassung" in html


def test_plain_twin_leaves_no_cookie(client, db):
    TradePageFactory(written=True)

    assert dict(client.get("/berufe/tischler/", {"sprache": "einfach"}).cookies) == {}


@pytest.mark.parametrize(("text_days", "plain_days", "older"), [(0, 1, True), (1, 0, False), (0, 0, False)])
def test_plain_twin_says_when_it_is_older(client, db, text_days, plain_days, older):
    now = clock.now()
    TradePageFactory(
        written=True,
        text_changed_at=now - timedelta(days=text_days),
        plain_changed_at=now - timedelta(days=plain_days),
    )

    html = text_of(client, "/berufe/tischler/", sprache="einfach")

    assert ("Diese Fassung ist älter als der normale Text" in html) is older


def test_plain_twin_that_was_never_written_shows_the_normal_text(client, db):
    TradePageFactory(written=True, plain_text="")

    assert "Du baust Möbel." in text_of(client, "/berufe/tischler/", sprache="einfach")


def test_former_address_leads_to_the_trade_of_today(client, db):
    TradePageFactory()
    FormerNameFactory()

    response = client.get("/berufe/rohrleitungsbauer/")

    assert (response.status_code, response.url) == (301, "/berufe/tischler/")


def test_former_name_is_told_with_its_last_day(client, db):
    TradePageFactory()
    FormerNameFactory()

    assert "Bis 31.07.2026 hieß der Beruf Rohrleitungsbauer/in." in text_of(client, "/berufe/tischler/")


@pytest.mark.parametrize(("day", "names"), [(date(2026, 7, 31), 1), (date(2026, 8, 1), 0)])
def test_old_contracts_keep_the_name_of_their_day(db, day, names):
    former = FormerNameFactory()

    assert former.trade.former_names.valid_on(day).count() == names


@pytest.mark.parametrize("address", ["/berufe/astronaut/", "/berufe/tischler/mehr/"])
def test_unknown_address_is_missing(client, db, address):
    TradePageFactory()

    assert client.get(address).status_code == 404


def test_draft_is_missing_for_everybody(client, db):
    TradePageFactory(live=False)

    assert client.get("/berufe/tischler/").status_code == 404


def test_only_reviewed_neighbours_with_a_page_are_shown(client, db):
    pair = NeighbourFactory()
    TradePageFactory(trade=pair.trade)

    assert "mehr Mehl, weniger Holz" not in text_of(client, "/berufe/tischler/")
    TradePageFactory(trade=pair.neighbour)
    assert "mehr Mehl, weniger Holz" in text_of(client, "/berufe/tischler/")


def test_at_most_four_neighbours_are_shown(trades, profiles, client):
    Trade.objects.get(pk="tischler").neighbours.all().delete()
    for position, other in enumerate(Trade.objects.exclude(pk="tischler")[:6]):
        NeighbourFactory(
            trade=Trade.objects.get(pk="tischler"),
            neighbour=other,
            difference=f"Unterschied {position}",
            position=position,
        )

    html = text_of(client, "/berufe/tischler/")

    assert [position for position in range(6) if f"Unterschied {position}" in html] == [0, 1, 2, 3]


def test_pay_of_different_kinds_is_not_mixed(client, db):
    trade = TradeFactory()
    TradePageFactory(trade=trade)
    PayRateFactory(trade=trade)
    PayRateFactory(
        trade=trade, kind="average", as_of="2022", valid_from=date(2022, 1, 1), average_cents=86500,
        year_1_cents=None, year_2_cents=None, year_3_cents=None,
    )  # fmt: skip

    html = text_of(client, "/berufe/tischler/")

    assert (
        html.index("1.070 €") < html.index("Tarif, Deutschland") < html.index("865 €") < html.index("Durchschnitt, D")
    )


def test_guild_speaks_on_the_profile_without_touching_the_rest(client, db):
    page = TradePageFactory(written=True)
    GuildBlockFactory(trade=page.trade, text="Bei uns <b>prüft</b> Frau Morgenroth.")

    html = text_of(client, "/berufe/tischler/")

    assert "Bei uns &lt;b&gt;prüft&lt;/b&gt; Frau Morgenroth." in html
    assert "Du baust Möbel." in html


def test_unchecked_guild_is_silent(client, db):
    page = TradePageFactory()
    GuildBlockFactory(trade=page.trade, organisation=OrganisationFactory(guild=True), text="Noch nicht geprüft.")

    assert "Noch nicht geprüft." not in text_of(client, "/berufe/tischler/")


@pytest.mark.parametrize(("place", "heard"), [("04600", True), ("Leipzig", True), ("20095", False)])
def test_guild_speaks_within_fifty_km_of_the_asked_place(client, db, place, heard):
    page = TradePageFactory()
    GuildBlockFactory(trade=page.trade, text="Hier in Altenburg.")

    assert ("Hier in Altenburg." in text_of(client, "/berufe/tischler/", place=place)) is heard


def test_place_is_named_with_its_kreis(client, db):
    TradePageFactory()

    assert "In der Nähe von Altenburg" in text_of(client, "/berufe/tischler/", place="Altenburg")


@pytest.mark.parametrize("place", ["Xyzzyhausen", "00000", "<b>", "x" * 500])
def test_unknown_place_is_answered_beside_the_field_and_kept(client, db, place):
    TradePageFactory()

    html = text_of(client, "/berufe/tischler/", place=place)

    assert "Diesen Ort kennen wir nicht." in html
    assert 'id="naehe-ort_error"' in html
    assert "<b></" not in html


def test_place_of_many_is_asked_back(client, db):
    TradePageFactory()

    html = text_of(client, "/berufe/tischler/", place="Neuenkirchen")

    assert "Diesen Ort gibt es mehrmals." in html
    assert html.count("#in-der-naehe") > 5


@pytest.mark.parametrize(("wished", "words"), [(False, "Als Wunschberuf merken"), (True, "Dein Wunschberuf")])
def test_pupil_sees_the_own_wish(client, db, wished, words):
    page, pupil = TradePageFactory(), UserFactory(pupil=True)
    if wished:
        InterestFactory(user=pupil, trade=page.trade)
    client.force_login(pupil)

    assert words in text_of(client, "/berufe/tischler/")


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_others_see_no_wish_button(client, db, who):
    TradePageFactory()
    if who == "member":
        client.force_login(UserFactory())

    assert "Wunschberuf" not in text_of(client, "/berufe/tischler/")


def test_seed_profiles_never_writes_over_an_editor(profiles):
    page = TradePage.objects.get(trade="tischler")
    page.teaser = "Von einer Redakteurin."
    page.save_revision().publish()

    assert actions.seed_profiles() == []
    assert TradePage.objects.get(trade="tischler").teaser == "Von einer Redakteurin."


def test_seed_profiles_leaves_a_draft_alone(trades, profiles):
    page = TradePage.objects.get(trade="tischler")
    TradePage.objects.filter(pk=page.pk).update(seed_digest=wording.digest(page))
    page.teaser = "Ein Entwurf."
    page.save_revision()

    actions.seed_profiles()

    assert TradePage.objects.get(trade="tischler").get_latest_revision_as_object().teaser == "Ein Entwurf."


def test_add_pages_twice_adds_nothing(profiles):
    actions.add_pages(profiles.get_parent())

    assert (TradePage.objects.count(), profiles.get_children().count()) == (125, 125)


def test_page_from_facts_leads_on_without_saying_a_sentence_twice(client, profiles):
    html = text_of(client, "/berufe/geigenbauer/")

    assert html.split("<main")[1].count("Geigen, Bratschen und Celli bauen und restaurieren.") == 1
    assert "Am Ende steht der Gesellenbrief." in html
    assert "Manche sagen auch: Streichinstrumentenbauer, Violinbauer." in html
    assert "Auch aus dem Feld Musikinstrumente" in html

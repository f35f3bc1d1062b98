"""Reporting a picture where it stands; the moderation takes that picture out and leaves the rest."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from messaging import actions, refusals
from messaging.models import Report
from pages.actions import take_picture_out
from tests.factories.accounts import UserFactory
from tests.factories.events import OccurrenceFactory


@pytest.fixture
def picture(db, settings, tmp_path):
    """A picture in the text of a live event."""
    settings.MEDIA_ROOT = tmp_path
    image = get_image_model().objects.create(
        title="Hobelbank", description="Eine Hobelbank", file=get_test_image_file()
    )
    page = OccurrenceFactory().page
    page.body = [("heading", "Das siehst du"), ("picture", image), ("paragraph", "<p>Komm vorbei.</p>")]
    page.save_revision().publish()
    return page, image


def address(page, image):
    return reverse("messaging:content_report", args=["bild", f"{page.pk}-{image.pk}"])


def test_picture_names_the_way_and_is_taken_out(picture):
    page, image = picture
    shown = Client().get(page.get_url()).content.decode()
    form = Client().get(address(page, image))
    Client().post(address(page, image), {"reason": "feels_odd", "client_key": uuid4()})
    filed = Report.objects.get()

    actions.decide(
        filed, by=UserFactory(moderator=True), measure="hide", rule="private", statement="Das Bild zeigt Menschen."
    )

    page.refresh_from_db()
    assert address(page, image) in shown
    assert form.status_code == 200
    assert [block.block_type for block in page.body] == ["heading", "paragraph"]
    assert (page.live, filed.organisation) == (True, page.organisation)
    assert "Eine Hobelbank" in [line["body"] for line in filed.snapshot]


def test_picture_comes_back_with_no_draft_and_no_version(picture):
    page, image = picture
    page.body = [("picture", image), ("paragraph", "<p>Neuer Satz.</p>")]
    page.save_revision()  # somebody writes on
    page.refresh_from_db()

    take_picture_out(page, image.pk, by=UserFactory(moderator=True))

    page.refresh_from_db()
    kept = [[block.block_type for block in version.as_object().body] for version in page.revisions.order_by("pk")]
    assert all("picture" not in blocks for blocks in kept)
    assert "Neuer Satz." in str(page.get_latest_revision_as_object().body)  # the draft is still the newest version
    assert page.has_unpublished_changes
    assert [block.block_type for block in page.body] == ["heading", "paragraph"]


def test_picture_is_found_on_its_own_live_page_only(picture):
    page, image = picture
    elsewhere = OccurrenceFactory().page
    page.unpublish()

    for key in (f"{page.pk}-{image.pk}", f"{elsewhere.pk}-{image.pk}", f"{image.pk}", "x-1"):
        with pytest.raises(refusals.NotIn):
            actions.report(by=None, reason="other", client_key=uuid4(), thing=("bild", key))

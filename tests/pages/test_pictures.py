"""Editors' pictures: whoever writes pages may upload them, and none comes without words."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from accounts import actions as account_actions
from accounts.models import User
from pages import tree
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/images/chooser/create/"


@pytest.fixture
def editor(client: Client) -> Client:
    """Somebody of the editors' group, signed in."""
    account_actions.ensure_groups()
    tree.ensure()
    client.force_login(UserFactory(editor=True))
    return client


def send(client: Client, description: str) -> int:
    """Upload a picture with these words; how many pictures there are afterwards."""
    file = SimpleUploadedFile("hobel.png", get_test_image_file().file.getvalue(), content_type="image/png")
    values = {"image-chooser-upload-title": "Hobel", "image-chooser-upload-file": file}
    values["image-chooser-upload-description"] = description
    response = client.post(ADDRESS, values)
    assert response.status_code == 200, response.status_code
    return get_image_model().objects.count()


def test_a_picture_with_words_is_kept(editor: Client) -> None:
    assert send(editor, "Ein Hobel liegt auf der Bank") == 1
    assert get_image_model().objects.get().description == "Ein Hobel liegt auf der Bank"


def test_a_picture_without_words_is_not(editor: Client) -> None:
    assert send(editor, "") == 0


def test_who_only_looks_over_texts_uploads_nothing(client: Client) -> None:
    account_actions.ensure_groups()
    tree.ensure()
    person = UserFactory(kind=User.Kind.STAFF, is_staff=True)
    person.groups.add(Group.objects.get(name="reviewer"))
    client.force_login(person)

    assert client.get("/admin/images/").status_code == 302

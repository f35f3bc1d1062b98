"""The demo network tells a story that begins before the day it is loaded."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from messaging import duty
from pages.demo import people, source
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_somebody_is_on_duty_while_the_story_is_told(settings: Any) -> None:
    """Else what its firms say to minors waits, and the answers of the young stand alone."""
    settings.DUTY_ROSTER = True
    moments = [source.moment(clock.today() - timedelta(days=days), "15:00") for days in range(people.STORY_BEGAN.days)]
    assert not any(map(duty.is_kept, moments))

    people.keep_watch(UserFactory(moderator=True))

    assert all(map(duty.is_kept, [*moments, clock.now() + timedelta(days=30)]))

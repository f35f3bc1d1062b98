"""SQLite looks at its indexes, so that it chooses the right one."""

import pytest
from django.db import connection

from core import tasks

pytestmark = pytest.mark.django_db


def test_figures_are_there_after_the_nightly_round():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its figures itself")
    tasks.renew_figures()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")

        assert cursor.fetchone()[0] == 1

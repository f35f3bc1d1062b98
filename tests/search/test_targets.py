"""Which changes a new index may not know yet: those of transactions that began before it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from search import targets
from search.engine import Unavailable
from search.models import IndexTarget

pytestmark = pytest.mark.django_db(transaction=True)
needs_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")


@pytest.fixture
def begun() -> Iterator[Callable[[], Any]]:
    """Opens another connection in the middle of a transaction that has written."""
    other = connection.copy()

    def begin() -> Any:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
        return other

    yield begin
    other.rollback()
    other.close()


def give_up(seconds: float) -> None:
    """Instead of sleeping: the other transaction does not end."""
    raise Unavailable(str(seconds))


@needs_postgresql
def test_a_rebuild_waits_for_older_transactions_until_they_end(begun: Any) -> None:
    older = begun()
    target = targets.register("new", IndexTarget.State.BUILDING)
    with pytest.raises(Unavailable):
        targets.wait_until_known(target, give_up)

    older.rollback()
    targets.wait_until_known(target, give_up)


@needs_postgresql
def test_younger_transactions_know_the_index_and_are_not_waited_for(begun: Any) -> None:
    target = targets.register("new", IndexTarget.State.BUILDING)
    begun()

    targets.wait_until_known(target, give_up)


def test_nobody_waits_for_himself() -> None:
    with transaction.atomic():
        target = targets.register("new", IndexTarget.State.BUILDING)
        targets.wait_until_known(target, give_up)

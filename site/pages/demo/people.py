"""People of the demo: pupils, counsellors, editors, moderators. Found again by address, made once."""

from datetime import time, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.contrib.auth.models import Group

from accounts import actions
from accounts.models import User
from core import clock
from messaging.actions.duty import WEEKS_AT_MOST, add_duty
from pages.demo import source
from trades import actions as trade_actions
from trades.models import Trade

MONTHS_A_YEAR = 12
STORY_BEGAN = timedelta(weeks=3)  # before the day on which the demo is loaded


def person(login: str, *, kind: str = User.Kind.MEMBER, **fields: Any) -> User:
    """The demo person with this sign-in, made if missing."""
    address = source.email(login)
    if found := User.objects.filter(email=address).first():
        return found
    fields.setdefault("shown_name", fields.get("first_name", login.title()))
    return actions.create_person(address, by=None, kind=kind, password=source.PASSWORD, **fields)


def pupils() -> dict[str, User]:
    """Jonas, Mia, Amira: each as old as the story says, whenever the demo is loaded."""
    return {row["login"]: _pupil(row) for row in source.read("people")["pupils"]}


def _pupil(row: dict[str, Any]) -> User:
    year, month = _born(row["age"])
    user = person(
        row["login"],
        kind=User.Kind.PUPIL,
        first_name=row["name"],
        last_name=row["surname"],
        born_year=year,
        born_month=month,
    )
    actions.update_profile(
        user,
        by=user,
        postal_code=source.code(row["plz"]),
        school_kind=row["school_kind"],
        certificate=row["certificate"],
        start_year=source.season(),
    )
    for trade in Trade.objects.filter(pk__in=row["trades"]).order_by("pk"):
        trade_actions.add_interest(trade, by=user)
    return user


def _born(age: int) -> tuple[int, int]:
    """Year and month of somebody who is half way through this year of life."""
    months = clock.today().year * MONTHS_A_YEAR + clock.today().month - 1 - age * MONTHS_A_YEAR - MONTHS_A_YEAR // 2
    return months // MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1


def staff() -> dict[str, User]:
    """Editor, moderator, administrator."""
    return {row["login"]: _staff(row) for row in source.read("people")["staff"]}


def _staff(row: dict[str, Any]) -> User:
    user = person(
        row["login"],
        kind=User.Kind.STAFF,
        first_name=row["name"],
        last_name=row["surname"],
        is_superuser=row.get("superuser", False),
        is_staff=row.get("superuser", False),
    )
    user.groups.add(*Group.objects.filter(name__in=row.get("groups", [])))
    return user


def keep_watch(moderator: User) -> None:
    """A roster for months ahead, so that firms of the demo reach minors by day; it covers the days of the story too."""
    first = clock.today() - STORY_BEGAN
    for day in (first + timedelta(days=days) for days in range(7)):
        key = uuid5(NAMESPACE_OID, f"demo duty {day.weekday()}")
        add_duty(
            by=moderator, person=moderator, on=day, begins=time(0), ends=time(0), weeks=WEEKS_AT_MOST, client_key=key
        )


def member(row: dict[str, Any]) -> User:
    """Somebody who acts for an organisation."""
    return person(
        row["login"], first_name=row["name"], last_name=row["surname"], shown_name=row.get("shown", row["name"])
    )

"""Every column that points to a person is declared: in the download or not and why, erased or kept and why."""

import pytest
from django.apps import apps

from accounts import personal
from accounts.models import User

POINTING = sorted(
    f"{model._meta.label}.{column.name}"
    for model in apps.get_models()
    for column in model._meta.local_fields
    if column.is_relation and column.related_model is User and not column.remote_field.parent_link
)


@pytest.mark.parametrize("place", POINTING)
def test_whoever_points_to_a_person_says_what_becomes_of_it(place: str) -> None:
    model, _dot, column = place.rpartition(".")
    found = [one for one in personal.declared() if one.model == model and column in one.keys]

    assert len(found) == 1, f"declare {place} in the holdings.py of its app (accounts.personal)"


@pytest.mark.parametrize("holding", personal.declared(), ids=lambda one: f"{one.model}.{','.join(one.keys)}")
def test_each_declaration_is_whole(holding: personal.Holding) -> None:
    model = apps.get_model(holding.model)
    names = {column.name for column in model._meta.get_fields()} | {"pk"}
    used = [*holding.keys, *holding.blanks, *(column.split(".")[0] for column in holding.columns)]

    assert [name for name in used if name not in names] == []
    assert bool(holding.title and holding.columns) != bool(holding.left_out), "in the download, or a reason"
    assert holding.deletes or holding.blanks or holding.erases or holding.stays, "erased, or a reason"


def test_columns_without_an_account_behind_them_are_no_persons() -> None:
    assert len(POINTING) > 40

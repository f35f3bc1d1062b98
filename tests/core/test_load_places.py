"""The command that fills the place tables: whole, the same as in memory, and again without a change."""

import pytest
from django.core.management import call_command

from core import actions, clock, gazetteer, places
from core.models import Chamber, District, Place, PostalCode, State

pytestmark = pytest.mark.django_db


def test_load_places_fills_every_table_as_memory_has_it(capsys):
    call_command("load_places")

    assert "8168 Postleitzahlen" in capsys.readouterr().out
    assert [model.objects.count() for model in (State, Chamber, District, PostalCode)] == [16, 53, 400, 8168]
    stored = {row.code: (row.name, row.district_id) for row in PostalCode.objects.all()}
    assert stored == {row.code: (row.name, row.ags) for row in gazetteer.read().codes.values()}
    labels = {row.ags: row.label for row in District.objects.all()}
    assert labels == {row.ags: row.label for row in gazetteer.read().districts.values()}


def test_places_and_kreise_hang_together(django_assert_max_num_queries):
    with django_assert_max_num_queries(120):  # SQLite takes 999 values a statement
        actions.load_places()

    leipzig = Place.objects.get(name="Leipzig")
    assert leipzig.district.label == "Leipzig, Stadt"
    assert tuple(leipzig.codes.values_list("code", flat=True)) == places.look_up("Leipzig").hits[0].plz
    assert Place.objects.filter(name="Neuenkirchen").count() == 10
    assert District.objects.filter(postal_codes__isnull=True).count() == 0
    chambers = set(Chamber.objects.values_list("code", flat=True))
    assert set(District.objects.values_list("chamber_code", flat=True)) <= chambers


def test_a_second_run_changes_nothing():
    first = actions.load_places()
    keys = set(Place.objects.values_list("pk", flat=True))

    second = actions.load_places()

    assert second == first
    assert set(Place.objects.values_list("pk", flat=True)) == keys
    assert Place.codes.through.objects.count() == sum(len(row.places) for row in gazetteer.read().codes.values())


def test_a_second_run_repairs_and_keeps_what_an_editor_confirmed():
    actions.load_places()
    PostalCode.objects.filter(pk="04600").update(name="Falsch")
    District.objects.filter(pk="16077").update(chamber_code="chemnitz", chamber_confirmed_on=clock.today())
    District.objects.filter(pk="16052").update(chamber_code="chemnitz")

    actions.load_places()

    assert PostalCode.objects.get(pk="04600").name == "Altenburg"
    assert District.objects.get(pk="16077").chamber_code == "chemnitz"
    assert District.objects.get(pk="16052").chamber_code == "ostthueringen"
    assert District.objects.get(pk="16077").chamber_confirmed_on == clock.today()

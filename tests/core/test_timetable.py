"""Travel times that an operator loaded: whole or not at all, the same again changes nothing, and who reads them."""

import gzip
from datetime import time

import pytest
from django.core.management import CommandError, call_command

from core import actions, reach, timetable
from core.models import TravelRow, TravelTable

HEAD = "origin_plz,target_plz,mode,minutes,first_arrival"
LINES = (HEAD, "04600,04603,transit,12,06:20", "04600,04109,transit,58,", "04600,04626,transit,,08:10")

pytestmark = pytest.mark.usefixtures("real_timetable")


@pytest.fixture
def load(tmp_path, capsys):
    """`load(*lines)`: the command on a file of these lines; returns what it says."""

    def run(*lines, packed=False):
        path = tmp_path / ("table.csv.gz" if packed else "table.csv")
        text = "\n".join(lines) + "\n"
        path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
        call_command("load_travel_times", str(path))
        timetable.forget()  # the commit does it outside tests
        return capsys.readouterr().out.strip()

    return run


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_bus_minutes_come_from_the_table_and_the_rest_stays_unknown(load, packed):
    assert load(*LINES, packed=packed).endswith("3 ways live")

    assert reach.minutes("04600", "04603", "transit") == 12
    assert reach.minutes("04600", "04626", "transit") is None  # nobody gets there before work
    assert reach.ride("04600", "04626", "transit").first_arrival == time(8, 10)
    assert reach.minutes("04600", "04552", "transit") is None
    assert reach.minutes("04603", "04600", "transit") is None  # the way back is another row
    assert reach.minutes("04600", "04603", "bicycle") == reach.estimated("04600", "04603", "bicycle")


@pytest.mark.parametrize(("begins", "minutes"), [(time(6), None), (time(6, 20), 12), (time(8), 12)])
def test_a_first_bus_after_work_begins_is_no_way(load, begins, minutes):
    load(*LINES)

    assert reach.minutes("04600", "04603", "transit", begins) == minutes


def test_table_beats_the_estimate_by_bicycle(load):
    load(HEAD, "04600,04603,bicycle,44,")

    assert reach.minutes("04600", "04603", "bicycle") == 44


def test_a_page_asks_the_database_once_and_the_next_one_not_at_all(load, django_assert_num_queries):
    load(*LINES)
    with django_assert_num_queries(2):  # which table is live, and its row
        assert [reach.minutes("04600", code, "transit") for code in ("04603", "04109") * 50][:2] == [12, 58]
    with django_assert_num_queries(1):
        reach.minutes("04603", "04600", "transit")
    with django_assert_num_queries(0):
        reach.minutes("04600", "04603", "transit")


def test_same_ways_in_another_order_change_nothing(load):
    load(*LINES)
    before = list(TravelRow.objects.values_list("pk", flat=True))

    assert load(HEAD, *reversed(LINES[1:])).endswith("unchanged")
    assert list(TravelRow.objects.values_list("pk", flat=True)) == before


def test_new_table_replaces_and_the_way_back_is_kept_once(load, capsys):
    for minutes in (12, 13, 14):
        load(HEAD, f"04600,04603,transit,{minutes},")
    assert (TravelTable.objects.count(), reach.minutes("04600", "04603", "transit")) == (2, 14)
    call_command("load_travel_times", "--rollback")
    timetable.forget()

    assert reach.minutes("04600", "04603", "transit") == 13
    call_command("load_travel_times", "--drop")
    timetable.forget()
    assert reach.minutes("04600", "04603", "transit") is None
    assert TravelRow.objects.count() == 0
    with pytest.raises(CommandError):
        call_command("load_travel_times", "--rollback")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("4600,04603,transit,12,06:20", "line 3: origin_plz '4600' is no postal code"),
        ("04600,99999,transit,12,06:20", "line 3: target_plz '99999' is no postal code"),
        ("04600,04103,rocket,12,06:20", "line 3: mode 'rocket' is none of"),
        ("04600,04103,transit,-1,06:20", "line 3: minutes '-1' is no whole number"),
        ("04600,04103,transit,12.5,06:20", "line 3: minutes '12.5' is no whole number"),
        ("04600,04103,transit,601,06:20", "line 3: minutes '601' is no whole number"),
        ("04600,04103,transit,12,25:20", "line 3: first_arrival '25:20' is no time"),
        ("04600,04103,transit,,", "line 3: minutes and first_arrival are both empty"),
        ("04600,04103,transit", "line 3: expected 5 values"),
        ("04600,04103,transit,1,06:20,more", "line 3: expected 5 values"),
        ("04600,04603,transit,13,", "04600 to 04603 by transit stands there twice"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(load, line, fault):
    load(HEAD, "04600,04603,transit,9,")
    with pytest.raises(CommandError, match="nothing was loaded") as refused:
        load(HEAD, "04600,04603,transit,12,", line)

    assert fault in str(refused.value)
    assert reach.minutes("04600", "04603", "transit") == 9


@pytest.mark.parametrize("lines", [("",), ("a,b,c",), (HEAD,)], ids=["empty", "other columns", "no way"])
def test_a_file_that_is_no_table_is_refused(load, lines):
    with pytest.raises(CommandError, match="nothing was loaded"):
        load(*lines)

    assert TravelTable.objects.count() == 0


def test_a_broken_file_stops_after_twenty_faults():
    with pytest.raises(timetable.BadTable) as refused:
        actions.load_travel_times([HEAD, *["x,y,transit,1,"] * 500], name="broken")

    assert len(refused.value.faults) == timetable.SHOWN_FAULTS

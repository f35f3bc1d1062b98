"""Drawings: safe with hostile words, right at the edges, maps from the real outlines."""

import re
from xml.etree import ElementTree as ET

import pytest

from core.drawing import maps, marks, measures, outlines, pictures

ALTENBURG = (50.985, 12.433)


def parsed(svg: str) -> ET.Element:
    """The drawing as XML: what is not well-formed raises."""
    return ET.fromstring(f"<div>{svg}</div>")  # noqa: S314 -- our own drawing


def test_words_of_people_are_escaped() -> None:
    hostile = '"><script>'

    for svg in (marks.icon("check", hostile), marks.stamp(hostile, hostile, word=hostile)):
        assert "<script" not in svg
        parsed(svg)


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in marks.icon("bus")
    assert 'role="img" aria-label="Bus"' in marks.icon("bus", "Bus")


def test_the_stamp_says_the_whole_sentence() -> None:
    assert 'aria-label="geprüft: Tischler-Innung, Ausbildung erlaubt"' in marks.stamp(
        "Tischler-Innung", "Ausbildung erlaubt"
    )


@pytest.mark.parametrize(
    ("km", "reached"), [(-3, "0.00%"), (0, "0.00%"), (7.5, "50.00%"), (15, "100.00%"), (900, "100.00%")]
)
def test_the_rule_marks_where_the_distance_is(km: float, reached: str) -> None:
    line = re.search(r'class="rule__line" x1="([^"]+)"', measures.rule(km, 15))

    assert line is not None
    assert line[1] == reached


@pytest.mark.parametrize("span", [1, 5, 10, 12, 15, 25, 50, 100, 200, 300, 900])
def test_the_rule_fits_every_radius(span: float) -> None:
    root = parsed(measures.rule(span / 3, span))

    woods = [node for node in root.iter() if node.get("class") == "rule__wood"]
    assert sum(float(wood.get("width", "").rstrip("%")) for wood in woods) == pytest.approx(100, abs=0.2)
    ticks = "".join(node.get("d", "") for node in root.iter() if "rule__tick" in node.get("class", ""))
    assert all(0 < float(x) < 100 for x in re.findall(r"M([\d.]+) ", ticks))
    assert ticks.count("v7") <= 60
    assert len(measures.rule(span / 3, span)) < 2_800


def test_the_dial_is_empty_without_a_value_and_never_more_than_full() -> None:
    empty, full, over = measures.dial(None), measures.dial(7), measures.dial(30)

    assert "dial__hand" not in empty
    assert full == over
    assert "dial__span--late" in measures.dial(6, late=True)


def test_the_bubble_moves_right() -> None:
    places = [float(re.search(r'cx="(\d+)%"', measures.vial(step))[1]) for step in range(1, 6)]  # type: ignore[index]

    assert places == sorted(places)
    assert places[2] == 50


def test_seats_show_shares_when_there_are_many() -> None:
    assert measures.seats(30, 24).count("data-free") == 6
    assert measures.seats(400, 200).count("<i") == 40
    assert measures.seats(400, 200).count("data-free") == 20
    assert measures.seats(0, 0).count("<i") == 0


@pytest.mark.parametrize("name", pictures.SCENES)
def test_scenes_are_plain_svg_with_a_sentence(name: str) -> None:
    root = parsed(pictures.scene(name))

    assert len(pictures.scene_title(name)) > 15
    assert {node.tag.rpartition("}")[2] for node in root.iter()} <= {
        "div",
        "svg",
        "g",
        "path",
        "circle",
        "ellipse",
        "rect",
    }
    assert all("style" not in node.attrib for node in root.iter())
    assert 'aria-hidden="true"' in pictures.scene(name, quiet=True)


def test_a_drawing_nobody_made_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        pictures.scene("../measures")


def test_germany_has_402_districts_in_steps() -> None:
    atlas = maps.germany({"16077": 60, "14729": 4}, links={"16077": "/suche/?kreis=16077"}, here="16077")

    own = next(area for area in atlas.areas if area.ags == "16077")
    assert len(atlas.areas) == 402
    assert (own.step, own.href, own.label) == (5, "/suche/?kreis=16077", "Altenburger Land")
    assert atlas.here == own.outline
    assert sum(area.step > 0 for area in atlas.areas) == 2
    assert all(area.outline.startswith("M") for area in atlas.areas)


def test_a_name_that_stands_twice_says_its_kind() -> None:
    labels = [area.label for area in maps.germany({}).areas]

    assert "Leipzig (Stadt)" in labels
    assert "Leipzig (Kreis)" in labels
    assert len(labels) == len(set(labels))


def test_the_plan_shows_the_place_its_district_and_pins() -> None:
    pin = maps.Pin(1, *ALTENBURG, "#treffer-1", "Zu Treffer 1")

    plan = maps.around(
        *ALTENBURG, km=15, home="Altenburg", here=["16077"], pins=[pin], links={"16077": ("/x/", "18 Plätze")}
    )

    own = plan.lands[-1]
    assert (own.ags, own.here, own.href, own.label) == ("16077", True, "/x/", "18 Plätze")
    assert (plan.pins[0].x, plan.pins[0].y) == (plan.x, plan.y)
    assert plan.ring == pytest.approx(0.4 * plan.height, abs=0.1)
    assert plan.home == "Altenburg"
    assert "BKG" in plan.source


def test_the_plan_is_drawn_once_and_pins_are_not_kept() -> None:
    with_pin = maps.around(*ALTENBURG, km=15, pins=[maps.Pin(1, *ALTENBURG, "#1", "1")])
    without = maps.around(*ALTENBURG, km=15)

    assert with_pin.lands == without.lands
    assert without.pins == ()


def test_thinning_keeps_ends_and_corners() -> None:
    line = [(0.0, 0.0), (5.0, 0.01), (10.0, 0.0), (10.0, 10.0)]

    assert outlines.thin(line, 1) == [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]


def test_neighbours_share_their_border() -> None:
    text = outlines.path([[(0, 0), (10, 0), (10, 10), (0, 0)]])

    assert text == "M0 0l10 0 0 10z"
    assert outlines.inside(8, 4, [(0, 0), (10, 0), (10, 10), (0, 0)])
    assert not outlines.inside(2, 8, [(0, 0), (10, 0), (10, 10), (0, 0)])
    assert outlines.gap(5, -3, [(0, 0), (10, 0)]) == 3

"""Addresses of the region's journey planner: filled, quoted, and never anything but an https page of a fixed host."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from core import clock, journey
from core.journey import Trip

ARRIVAL = datetime(2026, 12, 1, 7, 30, tzinfo=clock.BERLIN)
FULL = "https://planner.example/trip?from={from}&to={to}&date={date}&day={day}&at={time}&p={lat},{lon}"


def test_every_placeholder_is_filled_and_quoted():
    trip = Trip("Am Anger 4 & 5, 04600 Altenburg", ARRIVAL, 50.987, 12.437, start="Gößnitz?x=1#y")

    assert journey.address(FULL, trip) == (
        "https://planner.example/trip?from=G%C3%B6%C3%9Fnitz%3Fx%3D1%23y&to=Am%20Anger%204%20%26%205%2C%2004600%20Altenburg"
        "&date=2026-12-01&day=01.12.2026&at=07%3A30&p=50.98700,12.43700"
    )


def test_arrival_is_told_in_berlin_time():
    summer = datetime(2026, 6, 30, 22, 30, tzinfo=clock.now().tzinfo)

    assert journey.address("https://p.example/{to}/{date}/{time}", Trip("x", summer)).endswith("/x/2026-07-01/00%3A30")


@pytest.mark.parametrize(
    ("template", "trip"),
    [("", Trip("x", ARRIVAL)), ("https://p.example/?p={lat},{lon}", Trip("x", ARRIVAL))],
    ids=["no template", "no point known"],
)
def test_without_template_or_point_there_is_no_link(template, trip):
    assert journey.address(template, trip) == ""


@pytest.mark.parametrize("template", [FULL, "https://p.example/{to}", "https://p.example:443/a?c={lat}-{lon}"])
def test_sound_templates_pass(template):
    journey.check(template)


@pytest.mark.parametrize(
    "template",
    [
        "http://p.example/?to={to}",
        "javascript:alert(1)//{to}",
        "data:text/html,{to}",
        "//p.example/?to={to}",
        "https://{to}/",
        "https://p{to}.example/",
        "https://user@p.example/?to={to}",
        "https://p.example:8443/?to={to}",
        "https:///?to={to}",
        "https://p.example/?date={date}",
        "https://p.example/?p={lat}",
        "https://p.example/?to={to}&secret={settings}",
        "https://p.example/?to={to.__class__}",
        "https://p.example/?to={to[0]}",
        "https://p.example/?to={to!r}",
        "https://p.example/?to={to:>9}",
        "https://p.example/?to={to}&x={",
        "https://p.example/?to={to}&x={}",
        "https://p.example/?to={to}&x=a b",
        "https://p.example/?to={to}\n",
        "https://[::1/?to={to}",
    ],
)
def test_anything_else_is_refused(template):
    with pytest.raises(ValidationError):
        journey.check(template)

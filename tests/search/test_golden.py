"""The golden list as floors: what is understood today stays understood. Half b is for `benchmarks.search_quality`."""

import pytest

from search import golden
from search.trade_index import TradeHit

FLOORS = {
    "forms hit@1": 0.99,
    "knowledge hit@1": 0.95,
    "knowledge hit@3": 0.98,
    "box hit@1": 1.0,
    "box place and year": 1.0,
    "nDCG@10": 0.96,
    "foreign empty": 1.0,
    "ask or not": 1.0,
}
CEILINGS = {"wrong merges": 0.0, "male - female hit@1": 0.005}


def test_the_list_is_long_enough_and_split_in_halves_of_equal_kinds():
    kinds = {half: {one.kind for one in golden.questions() if one.half == half} for half in "ab"}

    assert len(golden.questions()) >= 400
    assert kinds["a"] == kinds["b"]


def test_half_a_is_answered_at_least_as_well_as_agreed():
    found = golden.measures(golden.judge([question for question in golden.questions() if question.half == "a"]))

    assert {name: value for name, value in found.items() if name in FLOORS and value < FLOORS[name]} == {}
    assert {name: value for name, value in found.items() if name in CEILINGS and value > CEILINGS[name]} == {}
    assert found.keys() == FLOORS.keys() | CEILINGS.keys()


def test_a_resolver_that_knows_nothing_fails_the_floors():
    measured = golden.measures(golden.judge(golden.questions(), lambda text: ([], False)))

    assert measured["forms hit@1"] == 0.0
    assert measured["knowledge hit@3"] == 0.0
    assert measured["ask or not"] < FLOORS["ask or not"]


def test_a_wrong_merge_is_counted():
    glaser = next(one for one in golden.questions() if one.text == "Glaser" and one.never)

    verdict = golden.judge(
        [glaser], lambda text: ([TradeHit("glaser", 1, "name"), TradeHit("glasblaeser", 1, "alias")], False)
    )

    assert verdict[0].merged is True


def test_gain_is_the_share_of_the_best_order():
    assert golden.gain(["a", "b"], {"a": 3, "b": 1}) == 1.0
    assert golden.gain(["b", "a"], {"a": 3, "b": 1}) == pytest.approx((1 + 7 / 1.58496) / (7 + 1 / 1.58496), abs=1e-4)
    assert golden.gain([], {"a": 3}) == 0.0

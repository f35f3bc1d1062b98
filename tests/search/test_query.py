"""The question as a value: its address and back, its limits."""

from hypothesis import given
from hypothesis import strategies as st

from search.query import FILTERS, KINDS, MAX_VALUES, ORDERS, Near, Query, canonical, radius_km, window

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20)
NEAR = st.builds(
    Near,
    plz=st.from_regex(r"[0-9]{5}", fullmatch=True),
    lat=st.floats(47, 55),
    lon=st.floats(5, 15),
    km=st.one_of(st.none(), st.integers(0, 200)),
)


@st.composite
def queries(draw):
    """Any query within the limits."""
    page, size = window(draw(st.integers(1, 1000)), draw(st.integers(1, 50)))
    query = Query(
        text=draw(st.one_of(st.just(""), WORDS)),
        words=tuple(draw(st.lists(WORDS, max_size=4))),
        trades=tuple(draw(st.lists(WORDS, max_size=3))),
        kinds=tuple(draw(st.lists(st.sampled_from(KINDS), unique=True))),
        near=draw(st.one_of(st.none(), NEAR)),
        order=draw(st.sampled_from(ORDERS)),
    )
    for name, values in draw(
        st.dictionaries(st.sampled_from(FILTERS), st.lists(WORDS, min_size=1, max_size=4))
    ).items():
        query = query.where(name, *values)
    return Query(**{**{f: getattr(query, f) for f in query.__slots__}, "page": page, "size": size})


@given(queries())
def test_a_query_survives_its_address(query):
    assert Query.from_params(query.to_params()) == query


@given(queries())
def test_an_address_has_one_order(query):
    pairs = query.to_params()

    assert canonical(reversed(pairs)) == canonical(canonical(reversed(pairs)))
    assert [name for name, _ in pairs] == [name for name, _ in canonical(pairs)]


def test_defaults_are_left_out_and_strangers_ignored():
    assert Query().to_params() == []
    assert Query.from_params({"utm_source": "x", "q": "tischler"}) == Query(text="tischler")


def test_where_and_without():
    query = Query(page=3).where("kind", "eq", "internship")

    assert query.values("kind") == ("eq", "internship")
    assert query.page == 1
    assert query.without("kind") == Query()


def test_limits():
    assert window(999, 50) == (20, 50)
    assert window(-1, 0) == (1, 1)
    assert radius_km("9999") == 200
    assert radius_km("all") == 0
    assert radius_km("-5") is None
    many = [("topic", str(number)) for number in range(50)]
    assert len(Query.from_params(many).values("topic")) == MAX_VALUES

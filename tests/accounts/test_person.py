"""What a firm sees, level by level: an allow-list. The canaries below the level are nowhere in what is sent."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import actions, person
from accounts.models import PupilProfile, User
from accounts.person import Line
from tests.factories.accounts import ConsentFactory, UserFactory

CANARIES = {
    "last_name": "Kanarienvogel",
    "email": "kanari@mail.example",
    "phone": "03447 000777",
    "street": "Kanarienweg 7",
}


@pytest.fixture
def pupil() -> User:
    """A pupil whose every field is planted."""
    made = UserFactory(
        pupil_16=True,
        first_name="Jonas",
        last_name=CANARIES["last_name"],
        email=CANARIES["email"],
        phone=CANARIES["phone"],
    )
    PupilProfile.objects.filter(user=made).update(street=CANARIES["street"])
    return User.objects.select_related("pupil_profile__postal_code__district").get(pk=made.pk)


def texts(lines: list[Line]) -> str:
    return " | ".join(line.value for line in lines)


@pytest.mark.parametrize(
    ("level", "codes"),
    [
        (0, []),
        (1, ["name", "age", "district", "school", "start"]),
        (2, ["name", "age", "full_name", "district", "school", "start"]),
        (3, ["name", "age", "full_name", "district", "school", "start"]),
    ],
)
def test_each_level_shows_its_lines_and_no_others(pupil: User, level: int, codes: list[str]) -> None:
    own = [line.code for line in person.card(pupil, level) if line.code in {*codes, *CANARIES, "email"}]

    assert own == codes


@pytest.mark.parametrize("level", [0, 1])
def test_canaries_stay_home_below_the_application(pupil: User, level: int) -> None:
    sent = texts(person.card(pupil, level, shared=person.CONTACT_FIELDS))

    assert [name for name, value in CANARIES.items() if value in sent] == []


def test_contact_is_shown_field_by_field(pupil: User) -> None:
    sent = texts(person.card(pupil, 3, shared=["phone"]))

    assert [name for name, value in CANARIES.items() if value in sent] == ["last_name", "phone"]


def test_surname_alone_is_the_first_thing_of_level_2(pupil: User) -> None:
    sent = texts(person.card(pupil, 2, shared=person.CONTACT_FIELDS))

    assert [name for name, value in CANARIES.items() if value in sent] == ["last_name"]


def test_paused_person_is_only_paused(pupil: User) -> None:
    actions.set_pause(pupil, paused=True, by=pupil)

    assert [line.code for line in person.card(pupil, 3, shared=person.CONTACT_FIELDS)] == ["paused"]


def test_stopped_consent_hides_at_once() -> None:
    consent = ConsentFactory(granted=True)
    assert [line.code for line in person.card(consent.pupil, 1)][:2] == ["name", "age"]

    actions.revoke_consent(consent)

    assert [line.code for line in person.card(consent.pupil, 1)] == ["paused"]


def test_lines_of_upper_floors_obey_the_level(pupil: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person, "_providers", [])

    @person.register
    def careless(pupils: Sequence[User], level: int) -> dict[int, list[Line]]:
        return {one.pk: [Line(2, "letter", "Brief", "geheim")] for one in pupils}

    assert "geheim" not in texts(person.card(pupil, 1))
    assert "geheim" in texts(person.card(pupil, 2))


@pytest.mark.parametrize("count", [1, 3])
def test_cards_of_many_ask_a_fixed_number_of_queries(
    count: int, django_assert_num_queries: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person, "_providers", [])
    for _turn in range(count):
        ConsentFactory(granted=True)
    pupils = list(User.objects.pupils().select_related("pupil_profile__postal_code__district").order_by("pk"))

    with django_assert_num_queries(1):  # consents of those below 16
        found = person.cards(pupils, 2)

    assert len(found) == count


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    level=st.integers(-3, 9), shared=st.lists(st.sampled_from(["email", "phone", "street", "last_name", "password"]))
)
def test_nothing_above_the_level_is_ever_sent(pupil: User, level: int, shared: list[str]) -> None:
    lines = person.card(pupil, level, shared=shared)

    assert [line for line in lines if line.level > level] == []
    assert pupil.password not in texts(lines)

"""The tables of German words: brought in from files, edited by people, refused where they would do harm, kept."""

import pytest
from django.core.exceptions import ValidationError

from search import actions, effect, language, tables, vocabulary
from search.models import HeadWord, KnownWord, PartWord, QuestionPhrase, RefusalWord, StopWord, WordForm
from search.models.tables import TABLES
from search.resolver import resolve, resolve_trades
from tests.factories.search import FactVocabulary

pytestmark = pytest.mark.django_db


class StoredVocabulary(FactVocabulary):
    """Trades from files, German from the database."""

    def language(self):
        return tables.stored()

    def version(self):
        return tables.version()


@pytest.fixture
def loaded():
    """All tables in the database, and read from there."""
    actions.load_language()
    vocabulary.register(StoredVocabulary())


def save(row):
    """What the admin does: validate, save, keep the version; then look for changed words."""
    row.full_clean()
    row.save()
    row.save_revision()
    vocabulary.renew()
    return row


def changed(row):
    found = effect.of(row.edited(vocabulary.current()), row.own_words())
    return {change.text: (change.before.names, change.after.names) for change in found.changes}


def test_the_database_says_what_the_files_say(loaded):
    assert tables.stored() == language.shipped()


def test_before_loading_the_shipped_tables_count():
    assert (tables.version(), tables.stored()) == (0, language.shipped())


def test_a_single_word_never_stands_for_a_whole_table():
    StopWord.objects.create(word="halt")

    assert tables.stored().stopwords == language.shipped().stopwords | {"halt"}


def test_all_tables_are_read_with_one_query_each(loaded, django_assert_num_queries):
    with django_assert_num_queries(len(TABLES) + 1):  # each table, and the stamp
        tables.stored()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.TABLE)
def test_every_shipped_word_would_be_accepted_in_its_own_form(table, loaded):
    refused = {}
    for row in table.objects.all():
        try:
            row.full_clean()
        except ValidationError as error:
            refused[row.word] = error.message_dict

    assert refused == {}


def test_loading_again_changes_nothing_a_person_wrote(loaded):
    mine = save(HeadWord(word="holzwurm"))
    edited = StopWord.objects.get(word="und")
    edited.is_used = False
    save(edited)
    KnownWord.objects.filter(word="gamer").update(word="gamerin")
    WordForm.objects.filter(word="köchin").update(token="kellner")

    actions.load_language()

    assert HeadWord.objects.filter(pk=mine.pk).exists()
    assert StopWord.objects.get(word="und").is_used is False
    assert list(KnownWord.objects.filter(word__in=["gamer", "gamerin"]).values_list("word", flat=True)) == ["gamer"]
    assert WordForm.objects.get(word="köchin").token == "koch"


def test_what_was_shipped_is_the_first_version_of_an_edited_word(loaded):
    form = WordForm.objects.get(word="köchin")
    form.token = "kellner"
    save(form)

    versions = [revision.as_object().token for revision in form.revisions.order_by("pk")]

    assert versions == ["koch", "kellner"]


def test_a_head_is_understood_in_every_form_after_saving(loaded):
    assert "holzwurm" not in {*tables.stored().heads}
    save(HeadWord(word="Holzwurm "))
    analyser = vocabulary.current().analyser

    assert {analyser.token_of(word) for word in ("holzwurm", "holzwurmin", "holzwürme", "holzwurmbetrieb")} >= {
        "holzwurm"
    }
    assert analyser.token_of("holzwurmlehre") == "holzwurm"


def test_a_word_that_is_switched_off_counts_no_more(loaded):
    assert resolve("tischler ohne mathe").refusals == ("ohne mathe",)
    word = RefusalWord.objects.get(word="ohne")
    word.is_used = False
    save(word)

    assert resolve("tischler ohne mathe").refusals == ()


def test_a_phrase_gets_its_meaning(loaded):
    assert resolve("bäcker zweijährig").filters == ()
    save(QuestionPhrase(word="zweijährig", meaning="form:part_time"))

    assert resolve("bäcker zweijährig").filters == (("form", ("part_time",)),)


def test_a_known_word_is_no_typing_error_any_more(loaded):
    assert [hit.id for hit in resolve_trades("Tischlar")[0]] == ["tischler"]
    word = KnownWord(word="tischlar")

    assert changed(word) == {"tischlar": (("Tischler/in",), ())}
    save(word)
    assert resolve_trades("Tischlar")[0] == []


def test_the_preview_of_a_table_shows_golden_questions_that_change(loaded):
    form = WordForm.objects.get(word="köchin")
    form.is_used = False
    part = PartWord.objects.get(word="klima")
    part.is_used = False

    assert changed(PartWord.objects.get(word="klima")) == {}
    assert part.edited(vocabulary.current()).language.parts == language.shipped().parts - {"klima"}
    assert form.edited(vocabulary.current()).language.forms == language.shipped().forms - {("köchin", "koch")}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (KnownWord(word="Schreiner"), "führt zu Tischler/in"),
        (KnownWord(word="bäcker$"), "führt zu"),
        (StopWord(word="Tischler"), "Als Füllwort"),
        (QuestionPhrase(word="metzger"), "Als Wendung"),
        (HeadWord(word="und"), "mindestens vier Buchstaben"),
        (HeadWord(word="keine"), "ist ein Füllwort"),
        (HeadWord(word="zwei wörter"), "ohne Leerzeichen"),
        (StopWord(word="Und"), "existiert bereits"),
        (QuestionPhrase(word="bald", meaning="offer:nonsense"), "Option"),
        (RefusalWord(word="bloß", takes=9), "3"),
    ],
)
def test_words_that_would_do_harm_are_refused_with_the_reason(row, reason, loaded):
    with pytest.raises(ValidationError, match=reason):
        row.full_clean()


def test_a_word_that_is_switched_off_may_say_anything(loaded):
    KnownWord(word="schreiner", is_used=False).full_clean()

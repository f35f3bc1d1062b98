"""The tables of German words in the admin: lists to search, a form with help, a preview, every version."""

from typing import Any, ClassVar

from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, Panel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from search import renewal
from search.models import (
    ForeignPlace,
    HeadWord,
    KnownWord,
    OtherName,
    PartWord,
    QuestionPhrase,
    RefusalWord,
    StopWord,
    TailWord,
    WordForm,
)

INDEX_FOLLOWS = _(
    "Änderungen gelten nach höchstens einer Minute. Danach liest die Suche alle Inhalte von selbst neu ein; "
    "bis dahin kann das geänderte Wort Treffer vermissen."
)
AT_ONCE = _("Änderungen gelten nach höchstens einer Minute.")
USED = BooleanColumn("is_used", label=_("wird benutzt"), sort_key="is_used")


class NeverDeleted(ModelPermissionPolicy):
    """Nobody deletes such a row, not even an administrator: the next load of the files would bring it back."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whatever the groups of a person say, but deleting."""
        return action != "delete" and super().user_has_permission(user, action)


def keep(*models: type[Model]) -> None:
    """Have rows of these tables switched off rather than deleted."""
    for model in models:
        register_permission_policy(model, NeverDeleted(model), exact_class=True)


class OnlyRead(ModelPermissionPolicy):
    """Nobody changes such a row by hand: each load of the files would take the change back."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whatever the groups of a person say, but writing."""
        return action not in {"add", "change", "delete"} and super().user_has_permission(user, action)


def show_only(*models: type[Model]) -> None:
    """Have rows of these tables shown in the admin, never changed."""
    for model in models:
        register_permission_policy(model, OnlyRead(model), exact_class=True)


class IndexNotice(Panel):
    """Says that the index is still made of the words before an edit."""

    class BoundPanel(Panel.BoundPanel):
        """Shown only while that is so."""

        template_name = "search/admin/index_notice.html"

        def is_shown(self) -> bool:
            """Whether the index lags behind the words."""
            return super().is_shown() and renewal.is_behind()


def _panels(about: object, *more: str, then: object = AT_ONCE) -> list:
    """Help, the word with what belongs to it, whether it is in use, and why it stands here."""
    fields = [FieldPanel(name) for name in ("word", *more)]
    return [
        HelpPanel(content=format_lazy("<p>{}</p><p>{}</p>", about, then)),
        *([IndexNotice()] if then is INDEX_FOLLOWS else []),
        *fields,
        FieldPanel("is_used"),
        FieldPanel("note"),
    ]


class LanguageViewSet(SnippetViewSet):
    """What all tables have in common. Words are switched off, not deleted, so that nothing is forgotten."""

    list_display: ClassVar = ["__str__", USED, "note"]
    list_filter: ClassVar = ["is_used"]
    search_fields: ClassVar = ["word", "note"]
    list_per_page = 50
    ordering: ClassVar = ["word"]


class HeadViewSet(LanguageViewSet):
    """Words for people by trade."""

    model = HeadWord
    icon = "user"
    menu_label = _("Berufswörter")
    panels = _panels(
        _(
            "Wörter für Menschen im Beruf, männlich und klein: „tischler“. Daraus versteht die Suche von selbst "
            "Tischlerin, Tischler:innen, Tischlerei und Tischlerlehre. "
            "Zu welchem Beruf ein Wort führt, steht unter Berufe › Wörter."
        ),
        then=INDEX_FOLLOWS,
    )


class PartViewSet(LanguageViewSet):
    """Building blocks of compounds."""

    model = PartWord
    icon = "grip"
    menu_label = _("Bausteine")
    panels = _panels(
        _(
            "Teile zusammengesetzter Wörter: „kälte“, „anlage“, „bau“. Ein Wort wird nur zerlegt, wenn Bausteine "
            "es ganz abdecken; Fugen wie s, n und en dürfen dazwischen stehen."
        ),
        then=INDEX_FOLLOWS,
    )


class StopViewSet(LanguageViewSet):
    """Words without meaning."""

    model = StopWord
    icon = "cross"
    menu_label = _("Füllwörter")
    panels = _panels(
        _("Wörter ohne Bedeutung für eine Frage: „und“, „gerne“. Sie werden in Fragen und Inhalten überlesen."),
        then=INDEX_FOLLOWS,
    )


class FormViewSet(LanguageViewSet):
    """Forms no rule explains."""

    model = WordForm
    icon = "repeat"
    menu_label = _("Besondere Formen")
    list_display: ClassVar = ["word", "token", USED, "note"]
    panels = _panels(
        _(
            "Formen, die keine Regel erklärt: „köchin“ gilt als „koch“. Regelmäßige Endungen braucht es hier nicht. "
            "Gilt ein Wort als es selbst („darin“), wird es nie als weibliche Form gelesen."
        ),
        "token",
        then=INDEX_FOLLOWS,
    )


class TailViewSet(LanguageViewSet):
    """What may hang on a head."""

    model = TailWord
    icon = "link"
    menu_label = _("Anhängsel")
    panels = _panels(
        _("Was an einem Berufswort hängen darf, ohne den Beruf zu ändern: Maler„betrieb“, Dachdecker„lehre“."),
        then=INDEX_FOLLOWS,
    )


class KnownViewSet(LanguageViewSet):
    """Words that are no typing error."""

    model = KnownWord
    icon = "lock"
    menu_label = _("Bekannte Wörter")
    panels = _panels(
        _(
            "Andere Berufe und Alltagswörter. Was hier steht, liest die Suche nie als Tippfehler für einen unserer "
            "Berufe oder einen Ort. Mit „$“ dahinter gilt es für alles, was so endet: „arzt$“ für den Tierarzt."
        ),
    )


class PhraseViewSet(LanguageViewSet):
    """Fixed phrases of questions."""

    model = QuestionPhrase
    icon = "openquote"
    menu_label = _("Wendungen")
    list_display: ClassVar = ["word", Column("get_meaning_display", label=_("Bedeutung")), USED, "note"]
    list_filter: ClassVar = ["meaning", "is_used"]
    panels = _panels(
        _(
            "Feste Wendungen einer Frage und was sie bedeuten: „mittlere reife“ ist ein Abschluss, „in der nähe von“ "
            "kündigt einen Ort an, „m/w/d“ wird überlesen."
        ),
        "meaning",
    )


class RefusalViewSet(LanguageViewSet):
    """Words that refuse what follows."""

    model = RefusalWord
    icon = "no-view"
    menu_label = _("Verneinungen")
    list_display: ClassVar = ["word", "takes", USED, "note"]
    panels = _panels(
        _(
            "Wörter, die das Folgende ausschließen: „ohne Mathe“. Danach kann die Suche nicht filtern; sie sagt das "
            "und überliest so viele Wörter, wie hier stehen."
        ),
        "takes",
    )


class OtherNameViewSet(LanguageViewSet):
    """What else people call places."""

    model = OtherName
    icon = "globe"
    menu_label = _("Andere Ortsnamen")
    list_display: ClassVar = ["word", "meant", USED, "note"]
    search_fields: ClassVar = ["word", "meant", "note"]
    panels = _panels(
        _(
            "Kurzformen, frühere Namen und Namen in anderen Sprachen: „ffm“ ist Frankfurt am Main, „lipsk“ Leipzig. "
            "Umlaute werden ausgeschrieben: „muenchen“. Das gilt für das Suchfeld und für jedes Feld mit einem Ort."
        ),
        "meant",
    )


class ForeignPlaceViewSet(LanguageViewSet):
    """Cities and countries abroad."""

    model = ForeignPlace
    icon = "site"
    menu_label = _("Orte im Ausland")
    panels = _panels(
        _(
            "Städte, Länder und Inseln im Ausland. Was hier steht, wird nie als Tippfehler für einen deutschen Ort "
            "gelesen, und auch nicht als das Dorf dieses Namens: „Rom“. Die Suche sagt, dass der Ort nicht in "
            "Deutschland liegt."
        ),
    )


class LanguageGroup(SnippetViewSetGroup):
    """All tables under one entry of the menu."""

    menu_label = _("Suchwörter")
    menu_icon = "search"
    menu_order = 255
    items = (
        HeadViewSet,
        PartViewSet,
        StopViewSet,
        FormViewSet,
        TailViewSet,
        KnownViewSet,
        PhraseViewSet,
        RefusalViewSet,
        OtherNameViewSet,
        ForeignPlaceViewSet,
    )

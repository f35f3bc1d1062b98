"""Legal rules in the admin: staff end a figure and write the next one."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from apprenticeships.models import Rule
from search.snippets import keep


class RuleViewSet(SnippetViewSet):
    """Figures with their days and sources."""

    model = Rule
    icon = "clipboard-list"
    menu_label = _("Rechtsregeln")
    add_to_settings_menu = True
    list_display = ["code", "norm", "value", "valid_from", "valid_to", "checked_on"]
    search_fields = ["code", "norm", "text"]


keep(Rule)
register_snippet(RuleViewSet)

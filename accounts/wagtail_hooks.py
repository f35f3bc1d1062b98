"""Our door in the admin: whom to call in a network, and which journey planner its links ask."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.models import Network

PLANNER = format_lazy(
    "<p>{}</p><ul><li><code>{{from}}</code> {}</li><li><code>{{to}}</code> {}</li>"
    "<li><code>{{lat}}</code>, <code>{{lon}}</code> {}</li>"
    "<li><code>{{date}}</code> {}, <code>{{day}}</code> {}, <code>{{time}}</code> {}</li></ul><p>{}</p>",
    _(
        "Die Adresse beginnt mit https:// und einem festen Rechnernamen. "
        "Was sie fragt, steht in geschweiften Klammern; das Ziel ist nötig."
    ),
    _("wo jemand losfährt (leer, wenn wir es nicht wissen)"),
    _("wohin: Straße, Postleitzahl und Ort"),
    _("das Ziel als Punkt"),
    _("der Tag als 2026-12-31"),
    _("als 31.12.2026"),
    _("die Ankunft als 07:00"),
    _("Die Vorschau zeigt die ausgefüllte Adresse zum Ausprobieren, auch vor dem Speichern."),
)


class OnlyChanged(ModelPermissionPolicy):
    """Networks are set up by command with their pages and chambers, and never deleted: members hang on them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whatever the groups of a person say, but adding and deleting."""
        return action not in {"add", "delete"} and super().user_has_permission(user, action)


class NetworkViewSet(SnippetViewSet):
    """Contact and journey planner; the Kreise are shown."""

    model = Network
    icon = "group"
    menu_label = _("Netzwerke")
    add_to_settings_menu = True
    list_display = ["name", "contact_name", "phone", "journey_address"]
    search_fields = ["name", "contact_name"]
    panels = [
        FieldPanel("name", read_only=True),
        FieldPanel("districts", read_only=True),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("contact_name"), FieldPanel("contact_role")]),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("phone_hours")]),
                FieldPanel("email"),
            ],
            heading=_("Ansprechpartner:in"),
        ),
        MultiFieldPanel(
            [HelpPanel(content=PLANNER), FieldPanel("journey_address")], heading=_("Fahrplanauskunft der Region")
        ),
    ]


register_permission_policy(Network, OnlyChanged(Network), exact_class=True)
register_snippet(NetworkViewSet)

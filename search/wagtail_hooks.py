"""Our doors in the admin: the tables of German words, and what an editor is told after saving one."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from search.models.edited import EditedWords
from search.models.tables import TABLES
from search.snippets import LanguageGroup, keep

keep(*TABLES)
register_snippet(LanguageGroup)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def tell_cautions(request: HttpRequest, instance: Any) -> None:
    """Say what an editor should know about words that were just saved."""
    if isinstance(instance, EditedWords):
        for caution in instance.cautions():
            messages.warning(request, _("Bitte prüfen: %(caution)s") % {"caution": caution})

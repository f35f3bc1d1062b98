"""The form for pictures in the editor: no picture without the words that say what it shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """Wagtail's form with a description that must be filled; pages read it to people who do not see the picture."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            field = self.fields["description"]
            field.required = True
            field.label = _("Was zu sehen ist")
            field.help_text = _("Ein Satz für alle, die das Bild nicht sehen.")

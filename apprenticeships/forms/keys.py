"""The hidden key that makes a double click and a resend one act."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, or None for a page that is only shown; an empty sending is still one."""
    return request.POST if request.method == "POST" else None


class KeyedForm(forms.Form):
    """A form that is written once, however often it is sent."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def key(self) -> uuid.UUID:
        """The key of this form; a lost or damaged one is replaced, so nothing typed is lost."""
        return self.cleaned_data.get("client_key") or uuid.uuid4()

    def _clean_form(self: Any) -> None:
        # A damaged hidden key is nothing a person could repair.
        self._errors.pop("client_key", None)
        super()._clean_form()  # type: ignore[misc]

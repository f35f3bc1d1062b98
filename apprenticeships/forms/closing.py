"""When a firm is closed."""

from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from apprenticeships.forms.keys import KeyedForm


class ClosureForm(KeyedForm):
    """First and last day; the firm only where a person answers for several."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Betrieb oder Innung"), empty_label=None)
    first_on = forms.DateField(
        label=_("Erster Tag"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Wann beginnen die Betriebsferien?")},
    )
    last_on = forms.DateField(
        label=_("Letzter Tag"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Wann enden die Betriebsferien?")},
    )

    def __init__(self, *args: Any, firms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        # An office that answers for firms mostly means one of them, not itself.
        is_office = Case(When(kind=Organisation.Kind.FIRM, then=0), default=1)
        field.queryset = firms.order_by(is_office, "name", "pk")
        field.initial = field.queryset.first()

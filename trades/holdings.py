"""What trades hold of a person."""

from django.utils.translation import gettext_lazy as _

from accounts.personal import Holding, acts, declare

declare(
    Holding("trades.Interest", ("user",), title=_("Wunschberufe"), columns=("trade", "created_at"), deletes=True),
)
acts("trades.GuildBlock.changed_by")

"""What the ground floor tells the floors above."""

from django.dispatch import Signal

# address: str, detail: str; sent inside the transaction that wrote it down, once for each mail that came back
mail_returned = Signal()

"""News of this wing; pages and statistics on the floor above may listen. All are sent inside the transaction.

vacancy_moved(vacancy, before, by)            a place changed its state
application_moved(application, before, by)    an application changed its state
booking_moved(booking, before, by)            a booking changed its state
"""

from django.dispatch import Signal

vacancy_moved = Signal()
application_moved = Signal()
booking_moved = Signal()

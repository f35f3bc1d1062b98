"""News from accounts; the floors above listen. All are sent inside the writer's transaction.

consent_changed(consent, before)      a guardian's consent or permission moved to consent.state
organisation_verified(organisation)   an organisation passed the check (also after a checked change)
organisation_changed(organisation)    anything public of an organisation changed
organisation_suspended(organisation)  a moderator stopped an organisation
organisation_merged(organisation)     an organisation now belongs to organisation.merged_into
membership_started(membership)        a person acts for an organisation
membership_ended(membership)          a person no longer acts for an organisation
delegation_ended(delegation)          an office no longer writes for a firm
person_banned(user)                   the moderation closed somebody's way in
account_closed(user)                  a person left; data of the person has to go
sessions_ended(user)                  all sessions of a person ended: everywhere signed out, second step changed
pause_changed(user)                   a young person hid from or returned to all firms
"""

from django.dispatch import Signal

consent_changed = Signal()
organisation_verified = Signal()
organisation_changed = Signal()
organisation_suspended = Signal()
organisation_merged = Signal()
membership_started = Signal()
membership_ended = Signal()
delegation_ended = Signal()
person_banned = Signal()
account_closed = Signal()
pause_changed = Signal()
sessions_ended = Signal()

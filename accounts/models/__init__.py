"""The nouns of accounts, one file each."""

from accounts.models.audit import Access, AuditEvent, AuditHead
from accounts.models.consents import Consent, ConsentEvent, Guardian
from accounts.models.devices import Device
from accounts.models.links import Link
from accounts.models.memberships import Membership, MembershipEvent
from accounts.models.networks import Network, NetworkMember
from accounts.models.organisations import Organisation, VerificationCheck, VerificationEvent
from accounts.models.paper import PaperRequest
from accounts.models.people import PupilProfile, User
from accounts.models.relations import Affiliation, Delegation

__all__ = [
    "Access",
    "Affiliation",
    "AuditEvent",
    "AuditHead",
    "Consent",
    "ConsentEvent",
    "Delegation",
    "Device",
    "Guardian",
    "Link",
    "Membership",
    "MembershipEvent",
    "Network",
    "NetworkMember",
    "Organisation",
    "PaperRequest",
    "PupilProfile",
    "User",
    "VerificationCheck",
    "VerificationEvent",
]

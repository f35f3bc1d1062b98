"""Every state table walked over all pairs against a literal set: what is not named is refused."""

import pytest

from accounts.models import Consent, Membership, Organisation

VERIFICATION = {
    ("unverified", "in_review"),
    ("in_review", "verified"),
    ("in_review", "rejected"),
    ("verified", "changes_in_review"),
    ("verified", "suspended"),
    ("verified", "merged"),
    ("verified", "left"),
    ("changes_in_review", "verified"),
    ("changes_in_review", "suspended"),
    ("rejected", "in_review"),
    ("suspended", "verified"),
    ("suspended", "left"),
    ("left", "in_review"),
}
CONSENT = {
    ("requested", "granted_waiting"),
    ("requested", "granted"),
    ("requested", "declined"),
    ("requested", "expired"),
    ("granted_waiting", "granted"),
    ("granted_waiting", "revoked"),
    ("granted", "revoked"),
    ("granted", "ended"),
    ("declined", "requested"),
    ("expired", "requested"),
    ("revoked", "requested"),
}
MEMBERSHIP = {("invited", "active"), ("invited", "ended"), ("active", "ended")}


@pytest.mark.parametrize("before", Organisation.Verification.values)
@pytest.mark.parametrize("after", Organisation.Verification.values)
def test_verification_goes_only_where_the_table_leads(before: str, after: str) -> None:
    organisation = Organisation(verification=before)

    assert organisation.can_become(after) == ((before, after) in VERIFICATION)


@pytest.mark.parametrize("before", Consent.State.values)
@pytest.mark.parametrize("after", Consent.State.values)
def test_consent_goes_only_where_the_table_leads(before: str, after: str) -> None:
    consent = Consent(state=before)

    assert consent.can_become(after) == ((before, after) in CONSENT)


@pytest.mark.parametrize("before", Membership.State.values)
@pytest.mark.parametrize("after", Membership.State.values)
def test_membership_goes_only_where_the_table_leads(before: str, after: str) -> None:
    membership = Membership(state=before)

    assert membership.can_become(after) == ((before, after) in MEMBERSHIP)

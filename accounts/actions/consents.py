"""A guardian is asked, says yes or no, and may stop it any time (product.md 5.5, safety.md 1).

The young person acts with an account; the guardian acts by a mailed link and has no account, so `by` is None there
and the link is spent instead. The schedule acts with `by=None` and without a link.
"""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import permissions, signals
from accounts.actions import consent_mails, links
from accounts.actions.audit import record
from accounts.models import Consent, ConsentEvent, Guardian, Link, Organisation, PupilProfile, User
from accounts.situations import AlreadyAsked, LinkSpent, NeedsPerson, NotNeeded, TooEarly, WrongMailbox, WrongStep
from core import clock, limits

State = Consent.State
Kind = Consent.Kind
ANSWER_DAYS = timedelta(days=14)
AFTER_A_NO = timedelta(days=30)
FAILURES_UNTIL_PERSON = 3
# Mail bombing by this form (safety.md A59): 3 mails per target and day, 10 per sender and day.
PER_TARGET, PER_SENDER, DAY_SECONDS = 3, 10, 86_400
ONE_IN = 10
# One house with two names, where dots in a name count for nothing.
GMAIL = ("gmail.com", "googlemail.com")
# Stands where a guardian's name would: the name stays on the paper, in the school.
ON_PAPER = "Unterschrift auf Papier"


@transaction.atomic
def request_consent(
    pupil: User,
    *,
    by: User,
    guardian_email: str,
    kind: str,
    reference: str = "",
    subject: str = "",
    expires_at: datetime | None = None,
    language: str = "de",
    client_key: Any = None,
) -> Consent:
    """Ask a guardian by mail: for the account below 16 (data), for one day below 18 (day, with what it is about)."""
    if by.pk != pupil.pk:
        raise PermissionDenied
    if client_key and (asked := Consent.objects.filter(client_key=client_key, pupil=pupil).first()):
        return asked
    email = guardian_email.strip().lower()
    _must_be_asked(pupil, kind)
    earlier = Consent.objects.filter(pupil=pupil, kind=kind, reference=reference).order_by("-pk").first()
    _may_ask_again(pupil, kind, earlier)
    _right_mailbox(pupil, email)
    limits.hit("guardian_to", email, limit=PER_TARGET, seconds=DAY_SECONDS)
    limits.hit("guardian_by", str(pupil.pk), limit=PER_SENDER, seconds=DAY_SECONDS)
    guardian, _created = Guardian.objects.get_or_create(pupil=pupil, email=email, defaults={"language": language})
    consent = _begin(
        earlier,
        pupil=pupil,
        kind=kind,
        reference=reference,
        guardian=guardian,
        subject=subject,
        requested_at=clock.now(),
        expires_at=expires_at or clock.now() + ANSWER_DAYS,
        client_key=client_key,
    )
    consent_mails.ask(consent)
    return consent


@transaction.atomic
def grant_consent(
    consent: Consent, *, name: str, relation: str, by: User | None = None, link: Link | None = None
) -> Consent:
    """The guardian says yes: for the account writing opens 24 hours later, for a day at once."""
    _spend(consent, link, Link.Purpose.CONSENT_DECIDE)
    Guardian.objects.filter(consents=consent).update(name=name, relation=relation)
    now = clock.now()
    waiting: dict[str, Any] = {"writing_from": now + permissions.WAIT_BEFORE_WRITING} if consent.is_data else {}
    state = State.GRANTED_WAITING if consent.is_data else State.GRANTED
    consent = _move(consent, state, by=by, proof=_proof(consent, name, relation, now), decided_at=now, **waiting)
    consent_mails.receipt(consent)
    consent_mails.tell_pupil(consent)
    return consent


@transaction.atomic
def grant_on_paper(pupil: User, *, by: User, organisation: Organisation) -> Consent:
    """A guardian signed the list of a school: the same yes with the same day of waiting; the school answers for it."""
    if not permissions.may_sign_lists(by, organisation):
        raise PermissionDenied
    _must_be_asked(pupil, Kind.DATA)
    earlier = Consent.objects.data().filter(pupil=pupil).order_by("-pk").first()
    if earlier is not None and earlier.is_given:
        raise AlreadyAsked(earlier.pk)
    _not_after_a_no(earlier)
    now = clock.now()
    guardian, _made = Guardian.objects.get_or_create(pupil=pupil, email="", defaults={"name": ON_PAPER})
    open_question = earlier if earlier is not None and earlier.is_open else None
    values: dict[str, Any] = {"pupil": pupil, "kind": Kind.DATA, "requested_at": now, "expires_at": now + ANSWER_DAYS}
    consent = open_question or _begin(earlier, **values, guardian=guardian, reference="")
    consent = _move(
        consent,
        State.GRANTED_WAITING,
        by=by,
        actor="list",
        proof=_proof(consent, ON_PAPER, str(organisation.public_id), now),
        reason=organisation.name,
        guardian=guardian,
        decided_at=now,
        writing_from=now + permissions.WAIT_BEFORE_WRITING,
    )
    consent_mails.tell_pupil(consent)
    return consent


@transaction.atomic
def decline_consent(consent: Consent, *, by: User | None = None, link: Link | None = None) -> Consent:
    """The guardian says no; the pupil may ask again after 30 days."""
    _spend(consent, link, Link.Purpose.CONSENT_DECIDE)
    consent = _move(consent, State.DECLINED, by=by, decided_at=clock.now())
    consent_mails.tell_pupil(consent)
    return consent


@transaction.atomic
def revoke_consent(consent: Consent, *, by: User | None = None, link: Link | None = None) -> Consent:
    """The guardian stops it, with effect at once: those who listen freeze, withdraw and cancel in this transaction."""
    _spend(consent, link, Link.Purpose.CONSENT_STOP)
    consent = _move(consent, State.REVOKED, by=by, ended_at=clock.now())
    consent_mails.tell_pupil(consent)
    return consent


@transaction.atomic
def open_writing(now: datetime | None = None, *, by: None = None) -> int:
    """End the day of waiting after a yes; returns how many."""
    due = Consent.objects.filter(state=State.GRANTED_WAITING, writing_from__lte=now or clock.now()).order_by("pk")
    return sum(_moved(consent, State.GRANTED) for consent in due)


@transaction.atomic
def expire_unanswered(now: datetime | None = None, *, by: None = None) -> int:
    """End questions nobody answered and delete the address with them; returns how many."""
    now = now or clock.now()
    due = Consent.objects.filter(state=State.REQUESTED, expires_at__lte=now).select_related("guardian").order_by("pk")
    count = 0
    for consent in due:
        guardian = consent.guardian
        if not _moved(consent, State.EXPIRED, ended_at=now):
            continue
        count += 1
        consent_mails.tell_pupil(consent)
        if guardian is not None and not guardian.consents.live().exists():
            guardian.delete()
    return count


@transaction.atomic
def remind_guardians(now: datetime | None = None, *, by: None = None) -> int:
    """One reminder on the third day; returns how many."""
    now = now or clock.now()
    waiting = Consent.objects.filter(state=State.REQUESTED, reminded_at=None, expires_at__gt=now)
    due = waiting.filter(requested_at__lte=now - timedelta(days=3)).select_related("guardian", "pupil").order_by("pk")
    for consent in due:
        Consent.objects.filter(pk=consent.pk).update(reminded_at=now)
        consent_mails.ask(consent, reminder=True)
    return len(due)


@transaction.atomic
def end_by_age(now: datetime | None = None, *, by: None = None) -> int:
    """At 16 the pupil decides alone, at 18 no permission is needed: consents end, links die, addresses go."""
    today = clock.local(now).date() if now else clock.today()
    count = 0
    for consent in Consent.objects.filter(state=State.GRANTED).select_related("pupil", "guardian").order_by("pk"):
        grown = consent.pupil.turns(16 if consent.is_data else 18)
        if grown is not None and grown <= today:
            count += _moved(consent, State.ENDED, ended_at=now or clock.now())
            consent_mails.ended(consent)
            _forget_guardian(consent)
    return count


@transaction.atomic
def end_permission(reference: str, *, by: User | None) -> int:
    """The day is over: its permission ends; returns how many."""
    given = Consent.objects.filter(kind=Kind.DAY, reference=reference, state=State.GRANTED).order_by("pk")
    return sum(_moved(consent, State.ENDED, ended_at=clock.now()) for consent in given)


def end_with_account(pupil: User, *, by: None = None) -> None:
    """The account closes: what was given ends as if the young person had stopped it, open questions go unasked."""
    for consent in Consent.objects.given().filter(pupil=pupil).order_by("pk"):
        _move(consent, State.REVOKED, by=pupil, ended_at=clock.now())
    Consent.objects.filter(pupil=pupil, state=State.REQUESTED).delete()


@transaction.atomic
def clear_failures(pupil: User, *, by: User) -> None:
    """A person has helped: the pupil may ask again."""
    if not permissions.may_review_consents(by):
        raise PermissionDenied
    PupilProfile.objects.filter(user=pupil).update(consent_cleared_at=clock.now())
    record("consent_failures_cleared", pupil, by=by)


@transaction.atomic
def note_sample(consent: Consent, *, by: User) -> None:
    """A counsellor has looked at a sampled consent."""
    if not permissions.may_review_consents(by):
        raise PermissionDenied
    Consent.objects.filter(pk=consent.pk, is_sample=True, sample_seen_at=None).update(sample_seen_at=clock.now())
    record("consent_sample_seen", consent, by=by)


def failures(pupil: User, kind: str) -> int:
    """How many questions came back without a yes since a person last helped."""
    lost = ConsentEvent.objects.filter(
        consent__pupil=pupil, consent__kind=kind, after__in=(State.DECLINED, State.EXPIRED)
    )
    profile = PupilProfile.objects.filter(user=pupil).only("consent_cleared_at").first()
    if profile is not None and profile.consent_cleared_at is not None:
        lost = lost.filter(at__gt=profile.consent_cleared_at)
    return lost.count()


# --- private ---------------------------------------------------------------------------------------------------------


def _must_be_asked(pupil: User, kind: str) -> None:
    needed = pupil.is_young and (pupil.age_band() == "14_15" if kind == Kind.DATA else pupil.is_minor())
    if not needed:
        raise NotNeeded(kind)


def _may_ask_again(pupil: User, kind: str, earlier: Consent | None) -> None:
    if earlier is not None and earlier.state in Consent.LIVE:
        raise AlreadyAsked(earlier.pk)
    if failures(pupil, kind) >= FAILURES_UNTIL_PERSON:
        raise NeedsPerson(pupil.pk)
    _not_after_a_no(earlier)


def _not_after_a_no(earlier: Consent | None) -> None:
    if earlier is not None and earlier.state == State.DECLINED and earlier.decided_at is not None:
        again_from = earlier.decided_at + AFTER_A_NO
        if again_from > clock.now():
            raise TooEarly(again_from)


def _right_mailbox(pupil: User, email: str) -> None:
    """Not the young person's own mailbox, by whatever name it is called, and not another young person's."""
    asked = _mailbox(email)
    if asked == _mailbox(pupil.email) or User.objects.pupils().filter(email__iregex=_spellings(asked)).exists():
        raise WrongMailbox


def _mailbox(email: str) -> str:
    """Where a mail arrives: a part behind „+“ leads to the same mailbox, at Gmail dots and „googlemail“ do too."""
    local, _at, host = email.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    if host in GMAIL:
        return f"{local.replace('.', '')}@{GMAIL[0]}"
    return f"{local}@{host}"


def _spellings(mailbox: str) -> str:
    """A pattern of all addresses that lead to a mailbox."""
    local, _at, host = mailbox.rpartition("@")
    if host in GMAIL:
        dotted = "[.]?".join(re.escape(char) for char in local)
        return rf"^{dotted}([+][^@]*)?@({'|'.join(re.escape(one) for one in GMAIL)})$"
    return rf"^{re.escape(local)}([+][^@]*)?@{re.escape(host)}$"


def _begin(earlier: Consent | None, **values: Any) -> Consent:
    """A first question is a new row; one that failed is asked again in its row, its history stays in the events."""
    if earlier is None or not earlier.can_become(State.REQUESTED):
        consent = Consent.objects.create(state=State.REQUESTED, **values)
        consent.is_sample = consent.public_id.int % ONE_IN == 0
        consent.save(update_fields=["is_sample"])
        _record(consent, before="", by=values["pupil"], actor="pupil")
        return consent
    cleared: dict[str, Any] = {"reminded_at": None, "decided_at": None, "ended_at": None, "writing_from": None}
    return _move(earlier, State.REQUESTED, by=values["pupil"], **cleared, **values)


def _spend(consent: Consent, link: Link | None, purpose: str) -> None:
    """Use the guardian's link up; deciding closes all other links for the same decision."""
    if link is None:
        return
    if link.consent_id != consent.pk or link.purpose != purpose:
        raise LinkSpent(link.pk)
    links.spend(link)


def _proof(consent: Consent, name: str, relation: str, at: datetime) -> str:
    email = consent.guardian.email if consent.guardian else ""
    facts = (str(consent.public_id), consent.text_version, email, name, relation, at.isoformat())
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _moved(consent: Consent, state: str, **values: Any) -> int:
    """Move by schedule; 0 where somebody was quicker."""
    try:
        _move(consent, state, by=None, actor="system", **values)
    except WrongStep:
        return 0
    return 1


def _move(
    consent: Consent,
    state: str,
    *,
    by: User | None,
    actor: str = "",
    proof: str = "",
    reason: str = "",
    **values: Any,
) -> Consent:
    """One step: row by its old state, links that end with it, event, chain, signal."""
    before = consent.state
    if not consent.can_become(state):
        raise WrongStep(f"{before} -> {state}")
    if not Consent.objects.filter(pk=consent.pk, state=before).update(state=state, **values):
        raise WrongStep(f"{before} was already left")
    consent.refresh_from_db()
    if state != State.REQUESTED:
        links.close(Link.Purpose.CONSENT_DECIDE, consent=consent)
    if state not in Consent.LIVE:
        links.close(Link.Purpose.CONSENT_STOP, consent=consent)
    told = {"proof": proof, "reason": reason[:200]}
    _record(consent, before=before, by=by, actor=actor or ("pupil" if by else "guardian"), **told)
    return consent


def _record(consent: Consent, *, before: str, by: User | None, actor: str, **told: str) -> None:
    ConsentEvent.objects.create(
        consent=consent, by=by, actor=actor, before=before, after=consent.state, at=clock.now(), **told
    )
    record(f"consent_{consent.state}", consent.pupil, by=by, role=actor, purpose=consent.kind)
    signals.consent_changed.send(Consent, consent=consent, before=before)


def _forget_guardian(consent: Consent) -> None:
    guardian = consent.guardian
    if guardian is not None and not guardian.consents.live().exists():
        guardian.delete()

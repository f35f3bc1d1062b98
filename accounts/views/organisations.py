"""Running an organisation: its data, its people, who may write for it, and joining by invitation."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import actions, permissions
from accounts.forms.organisations import DelegationForm, InviteForm, NewPersonForm, OrganisationForm, RoleForm
from accounts.models import Affiliation, Delegation, Link, Membership, Organisation, User
from core import clock


def organisation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """People, relations and the state of the check; owners see what they may do."""
    run = _run(request, public_id)
    context = {
        "organisation": run,
        "may_manage": permissions.may_manage(request.user, run),
        "members": run.memberships.live().select_related("user").order_by("pk"),
        "affiliations": Affiliation.objects.current().filter(member=run).select_related("body"),
        "delegations": Delegation.objects.current().filter(firm=run).select_related("office"),
        "reason": _last_reason(run),
    }
    return render(request, "accounts/organisation.html", context)


def organisation_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what is said about the organisation."""
    run = _managed(request, public_id)
    form = OrganisationForm(request.POST or None, initial=OrganisationForm.values_of(run))
    if request.method == "POST" and form.is_valid():
        changed = actions.update_organisation(run, by=request.user, **form.cleaned_data)
        waits = changed.verification == Organisation.Verification.CHANGES_IN_REVIEW
        text = _("Gespeichert. Neuer Name oder neue Anschrift werden noch geprüft.") if waits else _("Gespeichert.")
        messages.success(request, text)
        return redirect("accounts:organisation", run.public_id)
    return render(request, "accounts/organisation_edit.html", {"form": form, "organisation": run})


@require_POST
def organisation_submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask to be checked, or complain after a rejection."""
    run = _managed(request, public_id)
    try:
        actions.submit_for_check(run, by=request.user, reason=request.POST.get("reason", "")[:500])
    except actions.WrongStep:
        messages.warning(request, _("Das ist gerade nicht möglich."))
    else:
        messages.success(request, _("Die Prüfung läuft, meist dauert sie einen Werktag."))
    return redirect("accounts:organisation", run.public_id)


@require_POST
def organisation_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Be found by the search, or no more: the button says which."""
    run = _managed(request, public_id)
    listed = request.POST.get("listed") == "yes"
    try:
        actions.set_listed(run, by=request.user, listed=listed)
    except actions.WrongStep:
        messages.warning(request, _("Das geht, sobald Sie geprüft sind."))
    else:
        said = (_("Sie sind jetzt in der Suche zu finden."), _("Sie sind nicht mehr in der Suche zu finden."))
        messages.success(request, said[0] if listed else said[1])
    return redirect("accounts:organisation", run.public_id)


def member_invite(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Invite somebody by mail."""
    run = _managed(request, public_id)
    form = InviteForm(request.POST or None, organisation=run)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(run, by=request.user, **form.cleaned_data)
        except actions.AlreadyMember:
            form.add_error("email", _("Diese Adresse gehört schon dazu oder ist schon eingeladen."))
        else:
            messages.success(request, _("Die Einladung ist unterwegs. Sie gilt 14 Tage."))
            return redirect("accounts:organisation", run.public_id)
    return render(request, "accounts/member_invite.html", {"form": form, "organisation": run})


def member_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another role for a member, or the end of the membership; one's own end is always possible."""
    held = _membership(request, public_id)
    mine = held.user_id == request.user.pk
    if not (mine or permissions.may_manage(request.user, held.organisation)):
        raise PermissionDenied
    form = RoleForm(request.POST or None, organisation=held.organisation, initial={"role": held.role})
    if request.method == "POST" and _changed(request, held, form):
        return redirect("accounts:account" if mine else "accounts:organisation", *([] if mine else [_key(held)]))
    may_manage = permissions.may_manage(request.user, held.organisation)
    context = {"form": form, "member": held, "mine": mine, "may_manage": may_manage}
    return render(request, "accounts/member_change.html", context)


def delegation_give(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """„Innung darf das für Sie tun“: given by the firm."""
    run = _managed(request, public_id)
    if not run.is_firm:
        raise Http404
    form = DelegationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        how = _("im Konto am %(day)s") % {"day": clock.today().strftime("%d.%m.%Y")}
        try:
            actions.delegate(run, by=request.user, given_how=how, **form.cleaned_data)
        except actions.AlreadyMember:
            form.add_error("office", _("Diese Geschäftsstelle hat den Auftrag schon."))
        else:
            return redirect("accounts:organisation", run.public_id)
    return render(request, "accounts/delegation_give.html", {"form": form, "organisation": run})


@require_POST
def delegation_end(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Take it back with one tap."""
    run = _managed(request, public_id)
    given = get_object_or_404(Delegation.objects.current().filter(firm=run), pk=pk)
    actions.end_delegation(given, by=request.user)
    messages.success(request, _("Der Auftrag ist beendet."))
    return redirect("accounts:organisation", run.public_id)


@never_cache
@login_not_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation: join, or open the account it was sent to."""
    link = Link.objects.for_token(token).filter(purpose=Link.Purpose.INVITATION)
    found = link.select_related("membership__organisation", "membership__invited_by").first()
    if found is None:
        raise Http404
    if not found.is_usable or found.membership.state != Membership.State.INVITED:
        return render(request, "accounts/invitation_spent.html", {"invited": found.membership}, status=410)
    if request.user.is_authenticated:
        return _join(request, found)
    return _open_account(request, found)


def _join(request: HttpRequest, link: Link) -> HttpResponse:
    invited = link.membership
    wrong = request.user.email.lower() != invited.invited_email or request.user.is_young
    if request.method == "POST" and not wrong:
        try:
            actions.accept_invitation(link, by=request.user)
        except (actions.LinkSpent, actions.NotTheInvited, actions.AlreadyMember):
            messages.warning(request, _("Diese Einladung gilt nicht mehr."))
            return redirect("accounts:account")
        return redirect("accounts:organisation", invited.organisation.public_id)
    return render(
        request, "accounts/invitation.html", {"invited": invited, "wrong": wrong, "form": None, "known": True}
    )


def _open_account(request: HttpRequest, link: Link) -> HttpResponse:
    """Without a session: a new account by name, or a hint to sign in; only the holder of the mail gets here."""
    invited = link.membership
    known = User.objects.filter(email__iexact=invited.invited_email).exists()
    form = None if known else NewPersonForm(request.POST or None)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            joined = actions.join_as_new_person(link, **form.cleaned_data)
        except (actions.LinkSpent, actions.NotTheInvited):
            return redirect(request.path)
        LoginCodeVerificationProcess.initiate(request=request, user=joined.user, email=joined.user.email)
        return redirect("account_confirm_login_code")
    context: dict[str, Any] = {"invited": invited, "wrong": False, "form": form, "known": known}
    return render(request, "accounts/invitation.html", context)


def _changed(request: HttpRequest, held: Membership, form: RoleForm) -> bool:
    """Change or end; says beside the form what stands in the way."""
    try:
        if request.POST.get("act") == "end":
            actions.end_membership(held, by=request.user)
        elif form.is_valid():
            actions.change_role(held, role=form.cleaned_data["role"], by=request.user)
        else:
            return False
    except actions.LastOwner:
        messages.error(request, _("Die letzte Person mit Verwaltung kann nicht gehen. Bitte zuerst jemanden einladen."))
        return False
    except actions.WrongStep:
        messages.warning(request, _("Das wurde gerade schon geändert."))
    return True


def _run(request: HttpRequest, public_id: UUID) -> Organisation:
    runs = Organisation.objects.run_by(request.user).select_related("postal_code", "district", "verified_by")
    return get_object_or_404(runs, public_id=public_id)


def _managed(request: HttpRequest, public_id: UUID) -> Organisation:
    """403 for a colleague without the right: the organisation is no secret there."""
    run = _run(request, public_id)
    if not permissions.may_manage(request.user, run):
        raise PermissionDenied
    return run


def _membership(request: HttpRequest, public_id: UUID) -> Membership:
    held = Membership.objects.live().visible_to(request.user).select_related("organisation", "user")
    return get_object_or_404(held, public_id=public_id)


def _key(held: Membership) -> UUID:
    return held.organisation.public_id


def _last_reason(run: Organisation) -> str:
    told = (Organisation.Verification.REJECTED, Organisation.Verification.SUSPENDED)
    if run.verification not in told:
        return ""
    event = run.verification_events.filter(after=run.verification).order_by("-pk").first()
    return event.reason if event else ""

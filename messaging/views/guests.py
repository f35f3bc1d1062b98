"""Counsellors: the pupil finds and invites them, they accept and leave, a card begins a talk."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import permissions as people
from accounts.gate import second_step_first
from core.drawing import codes
from messaging import actions, counsellors, permissions, refusals
from messaging.forms import GuestForm, KeyForm, TalkForm
from messaging.models import Conversation, CounsellingCard, Invitation, Participation

ACTS: dict[str, Callable[..., Any]] = {
    "accept": actions.accept_invitation,
    "decline": actions.decline_invitation,
    "leave": actions.leave_conversation,
    "withdraw": actions.withdraw_invitation,
}
SHOWN = 50


@second_step_first
def counselling(request: HttpRequest) -> HttpResponse:
    """„Beratung“: a young person's counsellors, or a counsellor's invitations and card; a stranger's 404."""
    if getattr(request.user, "is_young", False):
        return _of_pupil(request)
    if not people.is_counsellor(request.user):
        raise Http404
    return _of_counsellor(request)


def _of_pupil(request: HttpRequest) -> HttpResponse:
    choices = counsellors.choices_for(request.user)
    form = TalkForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            talk = actions.begin_talk(by=request.user, **form.cleaned_data)
        except refusals.Refused as refusal:
            form.add_error(None, refusal.text)
        else:
            return redirect(talk)
    context = {"choices": choices[:SHOWN], "form": form}
    return render(request, "messaging/counselling.html", context, status=422 if form.errors else 200)


def _of_counsellor(request: HttpRequest) -> HttpResponse:
    """Each office has one card; a fresh one makes the old one worthless."""
    offices = list(counsellors.offices_of(request.user))
    if request.method == "POST":
        office = next((one for one in offices if str(one.public_id) == request.POST.get("office")), None)
        if office is None:
            raise Http404
        actions.make_card(office, by=request.user)
        return redirect("messaging:counselling")
    cards = {card.membership_id: card for card in CounsellingCard.objects.valid().filter(membership__in=offices)}
    mine = Invitation.objects.filter(counsellor=request.user).select_related(
        "conversation__pupil", "conversation__organisation"
    )
    context = {
        "offices": [_office(request, office, cards.get(office.pk)) for office in offices],
        "waiting": mine.waiting(),
        "joined": mine.standing()[:SHOWN],
    }
    return render(request, "messaging/counselling_desk.html", context)


def _office(request: HttpRequest, office: Any, card: CounsellingCard | None) -> dict[str, Any]:
    address = request.build_absolute_uri(card.get_absolute_url()) if card else ""
    drawn = codes.svg(address, str(_("QR-Code zu Ihrer Karte"))) if card else ""
    return {"office": office, "address": address, "qr": drawn}


def counselling_card(request: HttpRequest, card: UUID) -> HttpResponse:
    """What a young person finds behind a counsellor's link: who it is, and one button. Saying no is going away."""
    found = get_object_or_404(
        CounsellingCard.objects.valid().select_related("membership__user", "membership__organisation"), public_id=card
    )
    if not getattr(request.user, "is_young", False) and found.membership.user_id != request.user.pk:
        raise Http404
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            talk = actions.begin_talk(
                found.membership, by=request.user, card=found, client_key=form.cleaned_data["client_key"]
            )
        except refusals.Refused as refusal:
            messages.warning(request, refusal.text)
        except refusals.NotIn as stranger:
            raise Http404 from stranger
        else:
            return redirect(talk)
    return render(request, "messaging/counselling_card.html", {"membership": found.membership, "form": form})


def conversation_guests(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The pupil asks a counsellor into a conversation, sees who was asked, and ends it."""
    visible = Conversation.objects.visible_to(request.user).select_related("pupil", "organisation")
    conversation = get_object_or_404(visible.filter(organisation__isnull=False), public_id=public_id)
    if permissions.role_of(request.user, conversation) != Participation.Role.PUPIL:
        raise Http404
    live = conversation.invitations.filter(state__in=Invitation.LIVE).select_related(
        "counsellor", "membership__organisation"
    )
    choices = counsellors.choices_for(request.user)
    if request.method != "POST":  # a second click on „Einladen“ is an answer, not an error
        choices = choices.exclude(user__in=live.order_by().values("counsellor"))
    form = GuestForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid() and _invite(request, conversation, form):
        return redirect("messaging:conversation_guests", public_id)
    context = {
        "conversation": conversation,
        "live": live,
        "form": form,
        "has_choices": choices.exists(),
        "is_open": conversation.state != Conversation.State.CLOSED,
    }
    return render(request, "messaging/conversation_guests.html", context, status=422 if form.errors else 200)


def _invite(request: HttpRequest, conversation: Conversation, form: GuestForm) -> bool:
    try:
        actions.invite_counsellor(conversation, by=request.user, **form.cleaned_data)
    except refusals.Refused as refusal:
        form.add_error("membership", refusal.text)
        return False
    messages.success(request, _("Eingeladen. Sobald die Einladung angenommen ist, steht es im Gespräch."))
    return True


@require_POST
@second_step_first
def invitation_act(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """Accept, decline, leave, take back: one click each."""
    related = Invitation.objects.visible_to(request.user).select_related(
        "conversation__pupil", "conversation__organisation", "counsellor"
    )
    found = get_object_or_404(related, public_id=invitation)
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise Http404
    try:
        ACTS[act](found, by=request.user)
    except refusals.NotIn as stranger:
        raise Http404 from stranger
    except refusals.Refused as refusal:
        messages.warning(request, refusal.text)
    except refusals.WrongStep:
        messages.warning(request, _("Darüber ist schon entschieden."))
    return _after(request, found, act)


def _after(request: HttpRequest, invitation: Invitation, act: str) -> HttpResponse:
    """Where one goes on: into the conversation one may read now, else back to the list."""
    if act in {"accept", "withdraw"}:
        talk = Conversation.objects.visible_to(request.user).filter(pk=invitation.conversation_id).first()
        if talk is not None:
            return redirect(talk)
    return redirect("messaging:counselling")

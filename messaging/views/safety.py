"""Contact and block beside a conversation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from messaging import actions, permissions, refusals
from messaging.forms import ContactForm
from messaging.models import Block, ContactShare, Conversation, Participation


def _conversation(request: HttpRequest, public_id: UUID) -> Conversation:
    visible = Conversation.objects.visible_to(request.user).select_related("pupil__pupil_profile", "organisation")
    return get_object_or_404(visible.filter(organisation__isnull=False), public_id=public_id)


def conversation_contact(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which contact fields this organisation reads; each can be opened and closed again."""
    conversation = _conversation(request, public_id)
    if conversation.pupil_id != request.user.pk:
        raise Http404
    live = ContactShare.objects.visible_to(request.user).live().filter(organisation=conversation.organisation)
    fields = list(live.order_by("pk").values_list("field", flat=True))
    form = ContactForm(
        request.POST if request.method == "POST" else None, pupil=request.user, initial={"shared": fields}
    )
    status = 200
    if request.method == "POST":
        if form.is_valid() and _share(request, conversation, form):
            return redirect("messaging:conversation_contact", conversation.public_id)
        status = 422
    context = {
        "conversation": conversation,
        "form": form,
        "shared": fields,
        "may_share": permissions.may_share_contact(request.user, conversation),
    }
    return render(request, "messaging/conversation_contact.html", context, status=status)


def _share(request: HttpRequest, conversation: Conversation, form: ContactForm) -> bool:
    try:
        actions.share_contact(conversation, by=request.user, fields=form.cleaned_data["shared"])
    except refusals.Refused as refusal:
        form.add_error("shared", refusal.text)
        return False
    messages.success(request, _("Gespeichert. Du kannst es hier jederzeit wieder ändern."))
    return True


def conversation_block(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Block the other side as a whole, after one page that says what happens; or lift it."""
    conversation = _conversation(request, public_id)
    role = permissions.role_of(request.user, conversation)
    if role not in {Participation.Role.PUPIL, Participation.Role.FIRM}:
        raise Http404
    is_blocked = Block.objects.visible_to(request.user).between(conversation.pupil_id, conversation.organisation_id)
    if request.method == "POST":
        return _block(request, conversation)
    context: dict[str, Any] = {
        "conversation": conversation,
        "is_pupil": role == Participation.Role.PUPIL,
        "is_blocked": is_blocked.exists(),
    }
    return render(request, "messaging/conversation_block.html", context)


def _block(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    if request.POST.get("act") == "lift":
        actions.unblock(conversation, by=request.user)
        messages.success(request, _("Aufgehoben. Schreiben geht wieder."))
    else:
        actions.block(conversation, by=request.user)
        messages.success(request, _("Blockiert. Ab jetzt kommt von dort nichts mehr."))
    return redirect(conversation)

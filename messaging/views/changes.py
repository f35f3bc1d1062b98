"""Changing and deleting an own message by a plain form."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from messaging import actions, calls, refusals
from messaging.forms import KeyForm, MessageForm
from messaging.models import Message


def _own(request: HttpRequest, public_id: UUID, message: UUID) -> Message:
    try:
        return calls.own_message(request.user, public_id, message)
    except refusals.NotIn:
        raise Http404 from None


def message_edit(request: HttpRequest, public_id: UUID, message: UUID) -> HttpResponse:
    """Change the words within ten minutes; what was typed stays in the field when that is refused."""
    own = _own(request, public_id, message)
    form = MessageForm(request.POST or None, initial={"body": own.body})
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            actions.edit(own, by=request.user, body=fields["body"], client_key=fields["client_key"])
        except refusals.Refused as refusal:
            form.add_error("body", refusal.text)
        else:
            return redirect(f"{own.conversation.get_absolute_url()}#{_place_of(own)}")
    form.fields["body"].label = _("Geänderte Nachricht")
    status = 422 if form.errors else 200
    return render(request, "messaging/message_edit.html", {"message": own, "form": form}, status=status)


def message_redact(request: HttpRequest, public_id: UUID, message: UUID) -> HttpResponse:
    """Delete the words for everybody, after one question."""
    own = _own(request, public_id, message)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.redact(own, by=request.user, client_key=form.cleaned_data["client_key"])
        except refusals.Refused as refusal:
            form.add_error(None, refusal.text)
        else:
            return redirect(f"{own.conversation.get_absolute_url()}#{_place_of(own)}")
    status = 422 if form.errors else 200
    return render(request, "messaging/message_redact.html", {"message": own, "form": form}, status=status)


def _place_of(message: Message) -> str:
    return "composer" if message.is_held else f"n-{message.seq}"

"""Inbox, conversation, poll and the address of the socket."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import permissions as people
from accounts.gate import is_due, second_step_first
from core.middleware import records_reading
from messaging import actions, calls, feed, gate, menu, permissions, refusals, side, thread
from messaging.forms import MessageForm
from messaging.models import Conversation, Invitation, Message, Notification, Participation
from messaging.subjects import subjects_of

ROWS = 25
# Longer ones fit into no column.
NUMBER_DIGITS = 18
TABS = ("neu", "beendet")


def _conversation(request: HttpRequest, public_id: UUID) -> Conversation:
    visible = Conversation.objects.visible_to(request.user).select_related("pupil", "organisation")
    return get_object_or_404(visible, public_id=public_id)


@second_step_first
@require_safe
def conversation_list(request: HttpRequest) -> HttpResponse:
    """The inbox, newest first; the tab is part of the address."""
    tab = request.GET.get("stand", "")
    tab = tab if tab in TABS else ""
    rows = Conversation.objects.visible_to(request.user).select_related("pupil", "organisation")
    if tab == "neu":
        rows = rows.with_unread_for(request.user)
    elif tab == "beendet":
        rows = rows.filter(state=Conversation.State.CLOSED)
    page = Paginator(rows, ROWS).get_page(request.GET.get("seite"))
    conversations = list(page.object_list)
    is_counsellor = not request.user.is_young and people.is_counsellor(request.user)
    context = {
        "page": page,
        "rows": thread.inbox_rows(request.user, conversations, subjects_of(conversations)),
        "tab": tab,
        "query": f"stand={tab}",
        "has_counselling": request.user.is_young or is_counsellor,
        "invitations": Invitation.objects.waiting().filter(counsellor=request.user).count() if is_counsellor else 0,
        "unread": Conversation.objects.visible_to(request.user).with_unread_for(request.user).count(),
    }
    return render(request, "messaging/conversation_list.html", context)


@second_step_first
@records_reading("the pupil can read who saw the card beside a conversation")
def conversation_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read a conversation and write in it; without script and socket this form is all it takes."""
    conversation = _conversation(request, public_id)
    if request.method == "POST":
        return _post(request, conversation)
    return _page(request, conversation, MessageForm())


def _page(request: HttpRequest, conversation: Conversation, form: MessageForm, status: int = 200) -> HttpResponse:
    shown = thread.build(request.user, conversation, before=_number(request.GET.get("vor", "")))
    beside = side.build(request.user, conversation, shown.subject)
    if shown.person:
        actions.note_look(conversation, by=request.user, level=shown.level)
    context = {"thread": shown, "side": beside, "form": form}
    return render(request, "messaging/conversation_page.html", context, status=status)


def _number(typed: str) -> int | None:
    """A number of an item from an address; None for anything that cannot be one."""
    return int(typed) if typed.isdecimal() and len(typed) <= NUMBER_DIGITS else None


def _post(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    form = MessageForm(request.POST)
    if form.is_valid():
        fields = form.cleaned_data
        try:
            message = actions.send(conversation, by=request.user, body=fields["body"], client_key=fields["client_key"])
        except refusals.Refused as refusal:
            form.add_error("body", refusal.text)
            return _refused(request, conversation, form, refusal.code)
        return _accepted(request, conversation, message)
    return _refused(request, conversation, form, "too_long")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _accepted(request: HttpRequest, conversation: Conversation, message: Message) -> HttpResponse:
    if _wants_json(request):
        fields = calls.ack(message.client_key, conversation.public_id, message)
        return _private(JsonResponse({"t": "ack", **fields}))
    return redirect(f"{conversation.get_absolute_url()}#{'composer' if message.is_held else f'n-{message.seq}'}")


def _refused(request: HttpRequest, conversation: Conversation, form: MessageForm, code: str) -> HttpResponse:
    """422 with the text still in the field."""
    if _wants_json(request):
        text = next(iter(errors[0] for errors in form.errors.values()), "")
        return _private(JsonResponse({"t": "nack", "code": code, "text": text}, status=422))
    return _page(request, conversation, form, status=422)


@second_step_first
@require_safe
def conversation_items(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The poll: items above `after` as the socket would send them; 304 without reading rows when nothing changed."""
    conversation = _conversation(request, public_id)
    after = _number(request.GET.get("after", "0"))
    if after is None:
        raise Http404
    seat = Participation.objects.live().filter(conversation=conversation, user=request.user).first()
    refusal = thread.refusal_text(request.user, conversation)
    held = calls.marks(request.user, public_id)
    marks = (
        conversation.last_seq,
        conversation.state,
        after,
        seat.from_seq if seat else 0,
        bool(refusal),
        conversation.epoch,
        *held["read"].values(),
        *held["delivered"].values(),
    )
    etag = '"' + "-".join(str(mark) for mark in marks) + '"'
    if request.headers.get("If-None-Match") == etag:
        return _private(HttpResponseNotModified(headers={"ETag": etag}))
    found = feed.read(request.user, public_id, after=after)
    if found is None:
        raise Http404
    more = {"refusal": refusal, **held, "epoch": str(conversation.epoch)}
    answer = JsonResponse({**found.as_fields(public_id), **more}, headers={"ETag": etag})
    return _private(answer)


@login_not_required
@require_safe
def conversation_counts(request: HttpRequest) -> HttpResponse:
    """The numbers beside the menu, for pages that stay open; 401 for a visitor, as for `connection`."""
    if not request.user.is_authenticated:
        return _private(JsonResponse({"detail": "sign in first"}, status=401))
    newest = Notification.objects.visible_to(request.user).unread().order_by("-pk").values_list("pk", flat=True).first()
    rows = Participation.objects.all().counters([request.user.pk]).get(request.user.pk, (0, 0))
    counts = {"nachrichten": menu.unread_conversations(request.user), "notices": newest or 0, "rows": rows[0]}
    return _private(JsonResponse(counts))


@login_not_required
@require_safe
def connection(request: HttpRequest) -> HttpResponse:
    """Where the socket is and a ticket for it; 401 for a visitor, because a page asks this without showing it.

    The same for somebody who must take the second step first.
    """
    if not request.user.is_authenticated or is_due(request.user):
        return _private(JsonResponse({"detail": "sign in first"}, status=401))
    scheme = "wss" if request.is_secure() else "ws"
    ticket = gate.issue_ticket(str(request.session.session_key))
    return _private(JsonResponse({"socket": f"{scheme}://{request.get_host()}/ws/nachrichten/", "ticket": ticket}))


def _private(answer: Any) -> Any:
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def conversation_read(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Raise the read mark: by the script for what was seen, by the button for everything."""
    conversation = _conversation(request, public_id)
    seq = _number(request.POST.get("seq", ""))
    actions.mark_read(conversation, by=request.user, seq=conversation.last_seq if seq is None else seq)
    return HttpResponse(status=204) if _wants_json(request) else redirect(conversation)


@require_POST
def conversation_read_all(request: HttpRequest) -> HttpResponse:
    """Everything counts as read."""
    actions.mark_all_read(by=request.user)
    return redirect("messaging:conversation_list")


@require_POST
def conversation_marks(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the others see how far one has read, or no longer."""
    conversation = _conversation(request, public_id)
    actions.show_read_marks(conversation, by=request.user, shown=request.POST.get("zeigen") == "1")
    return redirect(conversation)


@require_POST
def conversation_join(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a visible seat as somebody who answers for the organisation."""
    conversation = _conversation(request, public_id)
    actions.join(conversation, by=request.user)
    return redirect(conversation)


@require_POST
def conversation_share(request: HttpRequest, public_id: UUID, seat: int) -> HttpResponse:
    """The pupil shows earlier words to a person who joined later."""
    conversation = _conversation(request, public_id)
    participation = get_object_or_404(Participation.objects.live(), pk=seat, conversation=conversation)
    if permissions.role_of(request.user, conversation) != Participation.Role.PUPIL:
        raise Http404
    actions.share_history(conversation, participation, by=request.user)
    return redirect(conversation)


def conversation_close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The pupil ends a conversation, after one question."""
    conversation = _conversation(request, public_id)
    if permissions.role_of(request.user, conversation) != Participation.Role.PUPIL:
        raise Http404
    if request.method == "POST":
        actions.close(conversation, by=request.user, reason="pupil")
        messages.success(request, _("Das Gespräch ist beendet. Lesen kannst du es weiter."))
        return redirect(reverse("messaging:conversation_list"))
    title = thread.title_for(
        request.user, conversation, None, thread.guests_of([conversation]).get(conversation.pk, "")
    )
    return render(request, "messaging/conversation_close.html", {"conversation": conversation, "title": title})

"""Asking a firm about a place."""

from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import permissions as people
from apprenticeships import notifications, telling
from apprenticeships.actions.situations import Closed
from apprenticeships.models import Question, Vacancy
from messaging import actions as messages


@transaction.atomic
def ask(vacancy: Vacancy, *, by: Any, body: str, client_key: UUID) -> Question:
    """Open a conversation with the pupil's question; the same key gives the first question back.

    Raises Closed for a place without public page and the refusals of messaging (consent, limits, unchecked firm).
    """
    if earlier := Question.objects.filter(client_key=client_key, pupil=by).first():
        return earlier
    if not vacancy.is_public():
        raise Closed(vacancy)
    conversation = messages.open_conversation(
        by=by,
        organisation=vacancy.organisation,
        body=body,
        client_key=client_key,
        writable_from=people.writing_opens_at(by),
    )
    question = Question.objects.create(vacancy=vacancy, pupil=by, conversation=conversation, client_key=client_key)
    telling.tell_about_vacancy(
        notifications.QUESTION_ASKED, vacancy, window=str(question.public_id), url=conversation.get_absolute_url()
    )
    return question

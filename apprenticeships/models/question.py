"""A pupil's question at a place; the words themselves lie in the conversation."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apprenticeships.models import desks
from apprenticeships.models.vacancy import Vacancy
from core import clock


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions about questions."""

    def visible_to(self, user: Any) -> "QuestionQuerySet":
        """One's own questions and those to the firms one acts for."""
        if not user.is_authenticated:
            return self.none()
        asked = Q(vacancy__organisation__in=desks.answering_for(user).values("pk"))
        return self.filter(Q(pupil=user) | asked)


class Question(models.Model):
    """Ties a conversation to the place that was asked about."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="questions")
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="questions")
    conversation = models.ForeignKey("messaging.Conversation", models.PROTECT, related_name="+")
    client_key = models.UUIDField(unique=True, editable=False)
    asked_at = models.DateTimeField(default=clock.now)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Frage")
        verbose_name_plural = _("Fragen")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.vacancy_id}/{self.pupil_id}"

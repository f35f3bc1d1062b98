"""The public page of a firm, guild or school: who they are, what is free, whom to call."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.models import Organisation
from apprenticeships.models import Slot, Vacancy
from apprenticeships.models.habit import line_of
from core import clock
from events.models import Occurrence
from trades.models import OrganisationTrade

MOST = 20


@login_not_required
def organisation_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a checked organisation; a merged one leads to its successor, any other is 404 for strangers."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if organisation.merged_into:
        return redirect(organisation.merged_into, permanent=True)
    vacancies = Vacancy.objects.open().filter(organisation=organisation).for_cards().in_order()[:MOST]
    slots = Slot.objects.public().free().filter(vacancy__organisation=organisation).select_related("vacancy__trade")
    occurrences = Occurrence.objects.visible_to(request.user).scheduled().select_related("page")
    context = {
        "organisation": organisation,
        "habit_line": line_of(organisation) if organisation.is_firm else "",
        "trades": OrganisationTrade.objects.filter(organisation=organisation)
        .select_related("trade")
        .order_by("pk")[:MOST],
        "vacancies": vacancies,
        "slots": slots[:MOST],
        "occurrences": occurrences.filter(page__organisation=organisation, ends_at__gte=clock.now()).order_by(
            "starts_at", "pk"
        )[:MOST],
    }
    return render(request, "pages/organisation_page.html", context)

"""`/pruefung/`: what waits for a reviewer – organisations and places – moderators all, a guild its members."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import permissions
from accounts.models import Organisation
from apprenticeships.models import Vacancy

A_PAGE = 20


def checking(request: HttpRequest) -> HttpResponse:
    """Both queues on one screen; the decisions have pages of their own."""
    if not permissions.may_see_queue(request.user):
        raise Http404
    vacancies = Vacancy.objects.to_check_by(request.user).for_cards()
    waiting = Organisation.objects.visible_to(request.user).filter(verification__in=Organisation.WAITING)
    context = {
        "page": Paginator(vacancies, A_PAGE).get_page(request.GET.get("seite")),
        "organisations": waiting.order_by("pk")[:A_PAGE],
    }
    return render(request, "pages/checking.html", context)

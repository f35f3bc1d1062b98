"""Addresses of places, applications and bookings."""

from django.urls import path, re_path

from apprenticeships.views import answering, applying, closing, day_desk, days, places, posting, printouts

app_name = "apprenticeships"
ACTS = "einladen|rueckfrage|anbieten|absagen|ansehen|gespraech|spaeter"
DECISIONS = "zurueckziehen|zusagen|absagen|termin"
STANDS = "pause|weiter|noch-frei|schliessen|archiv"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

urlpatterns = [
    path("plaetze/<int:pk>/", places.vacancy_detail, name="vacancy_detail"),
    path("plaetze/<int:pk>/aushang/", places.vacancy_poster, name="vacancy_poster"),
    path("plaetze/<int:pk>/tage/", days.slot_list, name="slot_list"),
    path("plaetze/<int:pk>/frage/", applying.question_ask, name="question_ask"),
    path("plaetze/<int:pk>/bewerben/", applying.application_about, name="application_about"),
    path("plaetze/<int:pk>/bewerben/warum/", applying.application_answers, name="application_answers"),
    path("plaetze/<int:pk>/bewerben/senden/", applying.application_send, name="application_send"),
    path("plaetze/<int:pk>/bewerben/eltern/", applying.application_guardian, name="application_guardian"),
    path("plaetze/<int:pk>/bewerben/entwurf/", applying.application_draft, name="application_draft"),
    path("bewerbungen/", answering.application_list, name="application_list"),
    path("bewerbungen/druck/", printouts.printout_list, name="printout_list"),
    path("bewerbungen/<uuid:public_id>/druck/", printouts.printout_page, name="printout_page"),
    path("bewerbungen/<uuid:public_id>/druck/frage/", printouts.printout_ask, name="printout_ask"),
    path("bewerbungen/<uuid:public_id>/druck/antwort/", printouts.printout_answer, name="printout_answer"),
    path("bewerbungen/<uuid:public_id>/", answering.application_detail, name="application_detail"),
    path("bewerbungen/<uuid:public_id>/antworten/", answering.application_reply, name="application_reply"),
    path("bewerbungen/<uuid:public_id>/neu/", answering.application_again, name="application_again"),
    re_path(
        rf"^bewerbungen/(?P<public_id>{UUID})/antwort/(?P<act>{ACTS})/$",
        answering.application_answer,
        name="application_answer",
    ),
    re_path(
        rf"^bewerbungen/(?P<public_id>{UUID})/(?P<act>{DECISIONS})/$",
        answering.application_decide,
        name="application_decide",
    ),
    path("buchungen/", days.booking_list, name="booking_list"),
    path("buchungen/<uuid:public_id>/", days.booking_detail, name="booking_detail"),
    path("buchungen/<uuid:public_id>/kalender.ics", days.booking_calendar, name="booking_calendar"),
    path("buchungen/<uuid:public_id>/erlaubnis/", days.booking_permission, name="booking_permission"),
    path("buchungen/<uuid:public_id>/absagen/", days.booking_cancel, name="booking_cancel"),
    path("buchungen/<uuid:public_id>/nachruecken/", days.booking_take_seat, name="booking_take_seat"),
    re_path(
        rf"^buchungen/(?P<public_id>{UUID})/antwort/(?P<act>bestaetigen|absagen)/$",
        days.booking_answer,
        name="booking_answer",
    ),
    path("betrieb/ferien/", closing.closure_list, name="closure_list"),
    path("betrieb/ferien/<int:pk>/zurueck/", closing.closure_take_back, name="closure_take_back"),
    path("betrieb/inserat/", posting.vacancy_list, name="vacancy_list"),
    path("betrieb/inserat/neu/", posting.vacancy_new, name="vacancy_new"),
    path("betrieb/inserat/<int:pk>/", posting.vacancy_edit, name="vacancy_edit"),
    path("betrieb/inserat/<int:pk>/vorschau/", posting.vacancy_preview, name="vacancy_preview"),
    path("betrieb/inserat/<int:pk>/veroeffentlichen/", posting.vacancy_publish, name="vacancy_publish"),
    path("betrieb/inserat/<int:pk>/kopie/", posting.vacancy_copy, name="vacancy_copy"),
    path("betrieb/inserat/<int:pk>/besetzt/", posting.vacancy_filled, name="vacancy_filled"),
    path("betrieb/inserat/<int:pk>/pruefung/", posting.vacancy_check, name="vacancy_check"),
    re_path(
        rf"^betrieb/inserat/(?P<pk>\d{{1,12}})/stand/(?P<act>{STANDS})/$", posting.vacancy_stand, name="vacancy_stand"
    ),
    path("betrieb/inserat/<int:pk>/tage/", day_desk.slot_open, name="slot_open"),
    path("betrieb/inserat/<int:pk>/tage/<int:slot>/", day_desk.slot_desk, name="slot_desk"),
    path("betrieb/inserat/<int:pk>/tage/<int:slot>/absagen/", day_desk.slot_call_off, name="slot_call_off"),
]

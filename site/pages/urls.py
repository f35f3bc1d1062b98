"""Addresses of the desks that join the wings and of organisations; editors' pages are served by Wagtail."""

from django.urls import path

from pages.views import checking, desks, organisations, picking, selections, words

app_name = "pages"
urlpatterns = [
    path("mein/", desks.pupil_desk, name="pupil_desk"),
    path("betrieb/", desks.firm_desk, name="firm_desk"),
    path("innung/", desks.guild_desk, name="guild_desk"),
    path("innung/worte/", words.guild_words, name="guild_words"),
    path("innung/worte/<int:pk>/entfernen/", words.guild_words_remove, name="guild_words_remove"),
    path("klasse/dazu/<slug:kind>/<slug:key>/", picking.selection_pick, name="selection_pick"),
    path("klasse/", selections.selection_list, name="selection_list"),
    path("klasse/auswahl/<int:pk>/", selections.selection_edit, name="selection_edit"),
    path("klasse/auswahl/<int:pk>/zurueckziehen/", selections.selection_withdraw, name="selection_withdraw"),
    path("klasse/auswahl/<int:pk>/dazu/<slug:kind>/", selections.selection_add, name="selection_add"),
    path(
        "klasse/auswahl/<int:pk>/<uuid:item>/<slug:verb>/",
        selections.selection_change_item,
        name="selection_change_item",
    ),
    path("pruefung/", checking.checking, name="checking"),
    path("betriebe/<slug:slug>/", organisations.organisation_page, name="organisation_page"),
]

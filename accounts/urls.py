"""Addresses of accounts: /konto/… for people, /e/<token>/ for guardians; /pruefung/ is mounted by the site map."""

from django.urls import path

from accounts.views import consents, organisations, own_data, paper, second_step, sign_up, verification

app_name = "accounts"

urlpatterns = [
    path("konto/", own_data.account, name="account"),
    path("konto/neu/jugendliche/", sign_up.YoungDoorView.as_view(), name="sign_up_young"),
    path("konto/neu/betrieb/", sign_up.FirmDoorView.as_view(), name="sign_up_firm"),
    path("konto/neu/innung/", sign_up.GuildDoorView.as_view(), name="sign_up_guild"),
    path("konto/neu/beratung/", sign_up.CounsellorDoorView.as_view(), name="sign_up_counsellor"),
    path("konto/daten/", own_data.data, name="data"),
    path("konto/daten/name/", own_data.data_person, name="data_person"),
    path("konto/daten/weg/", own_data.data_way, name="data_way"),
    path("konto/daten/mitnehmen/", own_data.data_download, name="data_download"),
    path("konto/daten/pause/", own_data.data_pause, name="data_pause"),
    path("konto/daten/entscheidung/", consents.own_consent, name="own_consent"),
    path("konto/zustimmung/", consents.consent, name="consent"),
    path("konto/zweiter-schritt/zuerst/", second_step.second_step_first, name="second_step_first"),
    path("konto/geraete/<int:pk>/abmelden/", own_data.device_end, name="device_end"),
    path("konto/ueberall-abmelden/", own_data.sign_out_everywhere, name="sign_out_everywhere"),
    path("konto/schliessen/", own_data.close, name="close"),
    path("konto/organisationen/<uuid:public_id>/", organisations.organisation, name="organisation"),
    path("konto/organisationen/<uuid:public_id>/daten/", organisations.organisation_edit, name="organisation_edit"),
    path(
        "konto/organisationen/<uuid:public_id>/pruefung/", organisations.organisation_submit, name="organisation_submit"
    ),
    path("konto/organisationen/<uuid:public_id>/suche/", organisations.organisation_list, name="organisation_list"),
    path("konto/organisationen/<uuid:public_id>/einladen/", organisations.member_invite, name="member_invite"),
    path("konto/organisationen/<uuid:public_id>/auftrag/", organisations.delegation_give, name="delegation_give"),
    path(
        "konto/organisationen/<uuid:public_id>/auftrag/<int:pk>/beenden/",
        organisations.delegation_end,
        name="delegation_end",
    ),
    path("konto/mitglieder/<uuid:public_id>/", organisations.member_change, name="member_change"),
    path("konto/einladung/<str:token>/", organisations.invitation, name="invitation"),
    path("konto/zustimmung/papier/", paper.paper_sheet, name="paper_sheet"),
    path("konto/elternabend/", paper.evening, name="evening"),
    path("konto/elternabend/liste/", paper.evening_sheet, name="evening_sheet"),
    path("e/papier/<str:token>/", paper.paper, name="paper"),
    path("e/<str:token>/", consents.guardian, name="guardian"),
]

# Mounted below /pruefung/ with include(verification_urlpatterns).
verification_urlpatterns = (
    [
        path("organisationen/", verification.verification_list, name="list"),
        path("zustimmungen/", verification.consent_list, name="consents"),
        path("zustimmungen/<uuid:public_id>/gesehen/", verification.consent_seen, name="consent_seen"),
        path("zustimmungen/<uuid:public_id>/geholfen/", verification.consent_help, name="consent_help"),
        path("<uuid:public_id>/", verification.verification_detail, name="detail"),
    ],
    "verification",
)

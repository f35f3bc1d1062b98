"""Addresses of messaging."""

from django.urls import path

from messaging.views import changes, conversations, duty, moderation, notices, reports, safety, signs, wishes

app_name = "messaging"
urlpatterns = [
    path("nachrichten/", conversations.conversation_list, name="conversation_list"),
    path("nachrichten/verbindung/", conversations.connection, name="connection"),
    path("nachrichten/gelesen/", conversations.conversation_read_all, name="conversation_read_all"),
    path("nachrichten/mitteilungen/", notices.notification_list, name="notification_list"),
    path("nachrichten/mitteilungen/gelesen/", notices.notification_read_all, name="notification_read_all"),
    path("nachrichten/mitteilungen/mails/", wishes.notification_wishes, name="notification_wishes"),
    path("nachrichten/mitteilungen/postfach/", wishes.notification_trust, name="notification_trust"),
    path("nachrichten/mitteilungen/abstellen/<str:token>/", wishes.notification_stop, name="notification_stop"),
    path("nachrichten/zustellung/", wishes.mail_bounced, name="mail_bounced"),
    path("nachrichten/mitteilungen/<int:pk>/", notices.notification_open, name="notification_open"),
    path("nachrichten/<uuid:public_id>/", conversations.conversation_page, name="conversation_page"),
    path("nachrichten/<uuid:public_id>/eintraege/", conversations.conversation_items, name="conversation_items"),
    path("nachrichten/<uuid:public_id>/gelesen/", conversations.conversation_read, name="conversation_read"),
    path("nachrichten/<uuid:public_id>/mitlesen/", conversations.conversation_join, name="conversation_join"),
    path(
        "nachrichten/<uuid:public_id>/frueheres/<int:seat>/",
        conversations.conversation_share,
        name="conversation_share",
    ),
    path("nachrichten/<uuid:public_id>/lesestand/", conversations.conversation_marks, name="conversation_marks"),
    path("nachrichten/<uuid:public_id>/aendern/<uuid:message>/", changes.message_edit, name="message_edit"),
    path("nachrichten/<uuid:public_id>/loeschen/<uuid:message>/", changes.message_redact, name="message_redact"),
    path("nachrichten/<uuid:public_id>/beenden/", conversations.conversation_close, name="conversation_close"),
    path("nachrichten/<uuid:public_id>/kontakt/", safety.conversation_contact, name="conversation_contact"),
    path("nachrichten/<uuid:public_id>/blockieren/", safety.conversation_block, name="conversation_block"),
    path("nachrichten/<uuid:public_id>/melden/<uuid:message>/", reports.message_report, name="message_report"),
    path("melden/", reports.report, name="report"),
    path("melden/angekommen/", reports.report_received, name="report_received"),
    path("melden/<uuid:public_id>/", reports.report_page, name="report_page"),
    path("melden/<uuid:public_id>/beschwerde/", reports.report_complain, name="report_complain"),
    path("melden/entscheidung/<str:token>/", duty.decision, name="decision"),
    path("moderation/", moderation.moderation, name="moderation"),
    path("moderation/dienst/", duty.duty, name="duty"),
    path("moderation/dienst/<int:pk>/streichen/", duty.duty_remove, name="duty_remove"),
    path("moderation/signale/", signs.signs, name="signs"),
    path("moderation/signale/<int:pk>/", signs.sign_switch, name="sign_switch"),
    path("moderation/sperre/<int:pk>/", duty.ban_decide, name="ban_decide"),
    path("moderation/<int:pk>/", moderation.moderation_case, name="moderation_case"),
    path("moderation/<int:pk>/uebernehmen/", moderation.moderation_take, name="moderation_take"),
    path("moderation/<int:pk>/davor/", moderation.moderation_widen, name="moderation_widen"),
    path("moderation/<int:pk>/entscheiden/", moderation.moderation_decide, name="moderation_decide"),
    path("moderation/<int:pk>/beschwerde/", moderation.moderation_answer, name="moderation_answer"),
]

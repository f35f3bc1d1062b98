"""Addresses under the names allauth looks for; mounted below /konto/. No link signs in, so there are only codes."""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from accounts.views import passkeys, second_step, sign_in, sign_up

urlpatterns = [
    path("anmelden/", sign_in.SignInView.as_view(), name="account_login"),
    path("anmelden/", sign_in.SignInView.as_view(), name="account_request_login_code"),
    path("anmelden/code/", sign_in.SignInCodeView.as_view(), name="account_confirm_login_code"),
    path("anmelden/passwort/", sign_in.PasswordSignInView.as_view(), name="account_password_login"),
    path("abmelden/", allauth.logout, name="account_logout"),
    path("neu/", sign_up.sign_up, name="account_signup"),
    path("neu/code/", sign_in.MailboxCodeView.as_view(), name="account_email_verification_sent"),
    path("geschlossen/", allauth.account_inactive, name="account_inactive"),
    path("bestaetigen/", allauth.reauthenticate, name="account_reauthenticate"),
    path("email/", allauth.email, name="account_email"),
    path("passwort/", allauth.password_set, name="account_set_password"),
    path("passwort/aendern/", allauth.password_change, name="account_change_password"),
    path("passwort/vergessen/", sign_in.ForgottenPasswordView.as_view(), name="account_reset_password"),
    path("passwort/vergessen/code/", sign_in.ResetCodeView.as_view(), name="account_confirm_password_reset_code"),
    path("passwort/neu/", allauth.complete_password_reset, name="account_complete_password_reset"),
    path("passwort/fertig/", allauth.password_reset_from_key_done, name="account_password_reset_completed"),
    path("zweiter-schritt/", mfa.index, name="mfa_index"),
    path("zweiter-schritt/anmelden/", second_step.step, name="mfa_authenticate"),
    path("zweiter-schritt/bestaetigen/", second_step.StepAgainView.as_view(), name="mfa_reauthenticate"),
    path("zweiter-schritt/app/", second_step.SetUpView.as_view(), name="mfa_activate_totp"),
    path("zweiter-schritt/app/aus/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("anmelden/schluessel/", passkeys.passkey_sign_in, name="mfa_login_webauthn"),
    path("zweiter-schritt/schluessel/", passkeys.passkey_add, name="mfa_add_webauthn"),
    path("zweiter-schritt/schluessel/bestaetigen/", passkeys.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("zweiter-schritt/schluessel/<int:pk>/", passkeys.PasskeyNameView.as_view(), name="mfa_edit_webauthn"),
    path("zweiter-schritt/schluessel/<int:pk>/weg/", passkeys.PasskeyRemoveView.as_view(), name="mfa_remove_webauthn"),
    path("zweiter-schritt/notfall/", second_step.emergency_codes, name="mfa_view_recovery_codes"),
    path("zweiter-schritt/notfall/neu/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("zweiter-schritt/notfall/datei/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

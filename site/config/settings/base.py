"""What every installation shares; the other files of this folder start here. Sections follow docs/environment.md."""

from email.utils import parseaddr
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from config import env

# --- Places on disk -------------------------------------------------------------------------------------------------
ROOT = Path(__file__).resolve().parents[3]
DATA_DIR = env.folder("DATA_DIR", ROOT / "var")  # made here: SQLite opens no file in a missing folder

# --- Kind of installation -------------------------------------------------------------------------------------------
DEBUG = False
MAIL_WEBHOOK_SECRET = env.text("MAIL_WEBHOOK_SECRET", default="")  # the mail provider tells bounces with it
DUTY_ROSTER = env.flag("DUTY_ROSTER", default=True)  # firms reach minors only while the moderation has duty
DEMO = False  # sample network, demo sign-ins, readable mailbox; only the development settings switch it on
PORT = env.port("PORT", 8000)
BASE_URL = env.text("BASE_URL", f"http://localhost:{PORT}")
ALLOWED_HOSTS: list[str] = []
SOCKET_ORIGINS: list[str] = []  # whole origins: scheme, host, port

# --- Application ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "core",
    "accounts",
    "messaging",
    "search",
    "trades",
    "apprenticeships",
    "events",
    "pages",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",  # never modelsearch beside it: the first page delete would fail
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",  # the form renderer finds its templates there
]
MIDDLEWARE = [
    "core.middleware.SafetyHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.delivery.PiecewiseMiddleware",
    "core.delivery.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SecondStepMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.LoginRequiredMiddleware",
    "core.middleware.TooManyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "core.middleware.ReadOnlyGetMiddleware",  # last: it opens around the view and the rendering
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
# Pages answered at once by one process. Python runs one at a time: with eight, JSON at 100 a second took many times as
# long as with two. More make sense where database and search stand on other machines.
WEB_THREADS = env.number("WEB_THREADS", 2)
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.site",
            ],
        },
    },
]

# --- Menus ----------------------------------------------------------------------------------------------------------
NAVIGATION = "config.navigation.ENTRIES"  # what stands in header, tab bar and footer

# --- Database -------------------------------------------------------------------------------------------------------
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",  # a transaction that reads, then writes, must not fail half way
    "timeout": env.number("SQLITE_TIMEOUT", 5),
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
}


def database(url: str) -> dict[str, Any]:
    """Django's settings for one database address; SQLite gets the options that make acknowledged rows durable."""
    parsed = dict(environ.Env.db_url_config(url))
    if "sqlite" in parsed["ENGINE"]:
        parsed["OPTIONS"] = SQLITE_OPTIONS
    else:
        parsed["CONN_HEALTH_CHECKS"] = True
    parsed["CONN_MAX_AGE"] = 60  # threads that answer pages stay, and so do their connections (core/serving.py)
    return parsed


DATABASES = {"default": database(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'handschlag.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache, tasks, outbox, channels ---------------------------------------------------------------------------------
# In the database, so that limits hold over all processes; production sets Redis.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
OUTBOX = env.text("OUTBOX", "worker")  # worker | inline | hold
CHANNEL_URL = env.text("CHANNEL_URL", f"sqlite:///{DATA_DIR / 'hints.sqlite3'}")

HINTS_KEPT = 10_000  # one queue a process serves all its tabs; what overflows is found by number within 2 seconds


def channel_layer(url: str) -> dict[str, Any]:
    """The channel layer for one address: redis://… pub/sub, postgres://… NOTIFY, sqlite:///… tails a separate file."""
    if url.startswith(("redis://", "rediss://", "unix://")):
        return {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [url]}}
    if url.startswith(("postgres://", "postgresql://")):
        return {"BACKEND": "messaging.layers.notify.PgNotifyLayer", "CONFIG": {"url": url, "capacity": HINTS_KEPT}}
    path = url.removeprefix("sqlite:///")
    return {"BACKEND": "messaging.layers.SqliteTailLayer", "CONFIG": {"path": path, "capacity": HINTS_KEPT}}


CHANNEL_LAYERS = {"default": channel_layer(CHANNEL_URL)}

# --- Search ---------------------------------------------------------------------------------------------------------
# With a cluster the embedded index lives on beside it: it answers while the cluster is away.
ELASTICSEARCH_URL = env.text("ELASTICSEARCH_URL", "")
ELASTICSEARCH_PREFIX = env.text("ELASTICSEARCH_PREFIX", "handschlag")
ELASTICSEARCH_REPLICAS = env.number("ELASTICSEARCH_REPLICAS", 0)
EMBEDDED, CLUSTER = "search.backends.embedded.EmbeddedEngine", "search.backends.guarded.GuardedEngine"
SEARCH_BACKEND = env.text("SEARCH_BACKEND", CLUSTER if ELASTICSEARCH_URL else EMBEDDED)
SEARCH_DIR = DATA_DIR / "search"
SEARCH_RELOAD = "thread"  # changed words are read beside the questions; "inline" in tests
SEARCH_HOST = env.text("SEARCH_HOST", "")  # several hosts: each keeps an embedded index of its own
WAGTAILSEARCH_BACKENDS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "wagtail.search.backends.database"}}
if ELASTICSEARCH_URL:
    WAGTAILSEARCH_BACKENDS["default"] = {
        "BACKEND": "wagtail.search.backends.elasticsearch8",
        "URLS": ELASTICSEARCH_URL.split(","),
        "INDEX": f"{ELASTICSEARCH_PREFIX}-wagtail",
        "TIMEOUT": 5,
        "ATOMIC_REBUILD": True,
    }

# --- People and sign-in ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]  # a password is set later by whoever wants one
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # „Ihr Passwort wurde geändert“
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True  # codes only: no link signs anybody in
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = True  # how long is decided by the kind of person when signing in
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.passwords.OtherMailboxForm",
    "change_password": "accounts.forms.passwords.OtherPasswordForm",
    "reauthenticate": "accounts.forms.passwords.PasswordAgainForm",
    "reset_password_from_key": "accounts.forms.passwords.PasswordAfterCodeForm",
    "set_password": "accounts.forms.passwords.FirstPasswordForm",
}
MFA_ADAPTER = "accounts.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True  # a key with finger, face or PIN is both steps at once
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are half a minute off
MFA_FORMS = {
    "authenticate": "accounts.forms.second_step.StepForm",
    "reauthenticate": "accounts.forms.second_step.StepAgainForm",
    "activate_totp": "accounts.forms.second_step.SetUpForm",
    "add_webauthn": "accounts.forms.passkeys.PasskeyAddForm",
    "edit_webauthn": "accounts.forms.passkeys.PasskeyNameForm",
    "authenticate_webauthn": "accounts.forms.passkeys.PasskeyStepForm",
    "login_webauthn": "accounts.forms.passkeys.PasskeySignInForm",
    "reauthenticate_webauthn": "accounts.forms.passkeys.PasskeyAgainForm",
}
ACCOUNT_CHANGE_EMAIL = True
SESSION_COOKIE_AGE = (
    60 * 60 * 24 * 14
)  # a pupil's own device: 14 days idle (safety.md 6 of the design, docs/operations.md)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]  # more languages are catalogues in locale/, the strings are ready
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns about a missing folder on every start
STATICFILES_DIRS = [ROOT / "site" / "static"]
STATICFILES_FINDERS = [
    "config.storage.JoinedStyles",  # first: its joined sheet wins over the entry of the parts
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.HashedStorage"},
}

# --- Mail -----------------------------------------------------------------------------------------------------------
MAIL_DIR = DATA_DIR / "mail"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Handschlag <post@handschlag.example>")
# Where other servers report mails that came back, and how the worker looks into that mailbox (docs/operations.md).
MAIL_RETURN_ADDRESS = env.text("MAIL_RETURN_ADDRESS", "")
MAIL_RETURN_MAILBOX = env.text("MAIL_RETURN_MAILBOX", "")
MAIL_RETURN_PASSWORD = env.secret("MAIL_RETURN_PASSWORD") if MAIL_RETURN_MAILBOX else ""

# --- Short messages: any gateway that takes a POST; without one, and outside the demo, nobody is asked for a number ---
SMS_DIR = DATA_DIR / "sms"
SMS_GATEWAY = env.text("SMS_GATEWAY", "")
SMS_GATEWAY_BODY = env.text("SMS_GATEWAY_BODY", '{"to": "{to}", "text": "{text}", "reference": "{reference}"}')
SMS_GATEWAY_FORMAT = env.text("SMS_GATEWAY_FORMAT", "application/json")
SMS_GATEWAY_HEADERS = env.text("SMS_GATEWAY_HEADERS", '{"Authorization": "Bearer {token}"}')
SMS_GATEWAY_TOKEN = env.secret("SMS_GATEWAY_TOKEN") if SMS_GATEWAY else ""
SMS_A_DAY = env.number("SMS_A_DAY", 200)  # no more cost than this, whatever happens

# --- Web push: off until there is a key (manage.py make_push_key); the services of browsers, nothing else is called ---
PUSH_KEY = env.secret("PUSH_KEY", "")
PUSH_CONTACT = f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}"  # whom a push service asks when something is wrong
# A host, a domain with a dot before it, or (for trials on one machine) a whole origin.
PUSH_HOSTS = env.words(
    "PUSH_HOSTS",
    "fcm.googleapis.com,.push.services.mozilla.com,.push.apple.com,.notify.windows.com",
)

# --- Security -------------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview is a frame of our own
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # for that reason
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "worker-src": [SELF],  # one: it shows pushed notices
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "require-trusted-types-for": ["'script'"],  # text becomes elements in one named place (static/js/fragment.js)
        "trusted-types": ["handschlag-fragment", "handschlag-push"],
        "report-uri": ["/csp-bericht/"],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- Wagtail --------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Handschlag"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no request to others
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_IMAGE_FORM_BASE = "pages.pictures.PictureForm"  # no picture without words
WAGTAILIMAGES_IMAGE_FORM_BASE = "pages.pictures.PictureForm"  # no picture without words
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # through the permission check
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # one place for passwords: the account pages
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# --- Logs -----------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}

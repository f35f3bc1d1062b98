"""Tests: nothing leaves the process unless a test says so."""

import tempfile

from config import env
from config.settings.base import *

SECRET_KEY = "tests-protect-nothing"
DUTY_ROSTER = False  # tests about it switch it on
DEMO = True
ALLOWED_HOSTS = ["*"]
DATA_DIR = Path(tempfile.mkdtemp(prefix="handschlag-test-"))
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
MEDIA_ROOT = DATA_DIR / "media"
MAIL_DIR = DATA_DIR / "mail"
SMS_DIR = DATA_DIR / "sms"
SEARCH_DIR = DATA_DIR / "search"
SEARCH_RELOAD = "inline"
ELASTICSEARCH_URL = ""  # a node is asked only by tests that name it, and by Wagtail's own search never
SEARCH_BACKEND = EMBEDDED
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
DATABASES = {"default": database(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'handschlag.sqlite3'}"))}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, not memory, so that WAL, IMMEDIATE and threads are real.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
OUTBOX = "hold"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

"""A laptop: demo network, readable mail, no encryption. `make run` uses this."""

from config import env
from config.settings.base import *

DEBUG = env.flag("DEBUG")  # off unless asked for, so that the real error pages are seen
DEMO = env.flag("DEMO", default=True)
SECRET_KEY = "handschlag-on-a-laptop-protects-nothing-and-is-refused-in-production"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.words("ALLOWED_HOSTS")]
SOCKET_ORIGINS = [f"http://localhost:{PORT}", f"http://127.0.0.1:{PORT}", *env.words("SOCKET_ORIGINS")]
EMAIL_BACKEND = "core.mail.FolderBackend"  # one readable .eml file a mail under DATA_DIR/mail

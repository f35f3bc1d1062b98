"""A real installation on this machine, measured without limits: production settings over plain HTTP.

The limits count what one address asks; here one address asks everything. All else is as `config.settings.production`
has it.
"""

import os
import secrets

os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(48))
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")
os.environ.setdefault("BASE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")
os.environ.setdefault("SSL_REDIRECT", "0")

from config.settings.production import *  # noqa: F403 -- the names of the settings

SEARCH_LIMIT = 10**9  # searches and suggestions a minute

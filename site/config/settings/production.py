"""A real installation behind a proxy. Every secret comes from the environment; docs/environment.md lists them."""

from config import env
from config.settings.base import *

SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")  # rotated out; still open what they closed
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
BASE_URL = env.text("BASE_URL")
WAGTAILADMIN_BASE_URL = BASE_URL
SOCKET_ORIGINS = env.words("SOCKET_ORIGINS", BASE_URL)
CSRF_TRUSTED_ORIGINS = SOCKET_ORIGINS
SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
if redis := env.text("REDIS_URL", ""):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}}
    CHANNEL_LAYERS = {"default": channel_layer(env.text("CHANNEL_URL", redis))}
EMAIL_HOST = env.text("MAIL_HOST", "localhost")
EMAIL_PORT = env.number("MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.secret("MAIL_PASSWORD") if EMAIL_HOST_USER else ""
EMAIL_USE_TLS = env.flag("MAIL_TLS", default=False)

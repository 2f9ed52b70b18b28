"""Settings. What may differ between machines comes from hejia/project/env.py."""

from pathlib import Path

from hejia.project import env

HERE = Path(__file__).resolve().parent
HOME = env.home()

DISTRICT = env.district()
DEMONSTRATION = env.flag("HEJIA_DEMO", default=False)
DEBUG = env.flag("HEJIA_DEBUG", default=False)
SECRET_KEY = env.secret(Path(env.text("HEJIA_SECRET_KEY_FILE", str(HOME / "keys" / "secret"))))
KEY_FILE = Path(env.text("HEJIA_KEY_FILE", str(HOME / "keys" / "seal.json")))
ALLOWED_HOSTS = env.text("HEJIA_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in env.text("HEJIA_ORIGINS", "").split(",") if o]
# Where the browser finds live updates: empty means this host at PORT + 1; behind a proxy "/live".
LIVE_URL = env.text("HEJIA_LIVE_URL", "")
PORT = env.port()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "ninja",
    "hejia.kernel",
    "hejia.audit",
    "hejia.places",
    "hejia.accounts",
    "hejia.parties",
    "hejia.cases",
    "hejia.ledger",
    "hejia.insight",
    "hejia.performance",
    "hejia.screens",
    "hejia.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hejia.project.middleware.Headers",
    "hejia.project.middleware.Door",
    "hejia.accounts.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hejia.accounts.middleware.Gate",
    "django_htmx.middleware.HtmxMiddleware",
    "hejia.project.middleware.Refusals",
]

ROOT_URLCONF = "hejia.project.urls"
WSGI_APPLICATION = "hejia.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "hejia.project.context.house",
            ],
        },
    }
]

_APP_URL, _OWNER_URL = env.database_urls()
DATABASES = {
    # The application's role: finds no table but through the door (kernel/district.py).
    "default": env.database(_APP_URL, "ext", pool=env.number("HEJIA_POOL", 8)),
    # The role that owns the tables: `hejia migrate` alone uses it.
    "owner": env.database(_OWNER_URL or _APP_URL, f"{DISTRICT},ext", pool=0),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["hejia.accounts.backends.OnePassBackend"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("HEJIA_HTTPS", default=False)
SESSION_IDLE_MINUTES = env.number("HEJIA_IDLE_MINUTES", 480 if DEMONSTRATION else 15)
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 50 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("HEJIA_LOG_LEVEL", "INFO")},
}

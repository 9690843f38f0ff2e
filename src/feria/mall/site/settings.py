"""Django's settings, read from the environment (FERIA_*); the defaults run a mall on this machine alone."""

from __future__ import annotations

from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _
from environs import Env

env = Env()

HOME = Path(env.str("FERIA_HOME", ".feria")).resolve()
"""Where the embedded mall keeps its database, its warehouse and its keys."""

DEBUG = env.bool("FERIA_DEBUG", False)
DEMO = env.bool("FERIA_DEMO", False)
"""A demo mall: the time machine is open to staff and the dummy gateway takes payments."""

SECRET_KEY = env.str("FERIA_SECRET_KEY", "")
GATEWAY_SECRET = env.str("FERIA_GATEWAY_SECRET", "")
if not SECRET_KEY:
    from feria.mall.site.keys import kept_key

    SECRET_KEY = kept_key(HOME, "secret-key")
if not GATEWAY_SECRET:
    from feria.mall.site.keys import kept_key

    GATEWAY_SECRET = kept_key(HOME, "gateway-secret")

ALLOWED_HOSTS = env.list("FERIA_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])

ROOMS = ["kit", "traffic", "catalog", "members", "campaigns", "coupons", "stock", "rush", "orders", "books"]

INSTALLED_APPS = [
    *(f"feria.mall.{room}" for room in ROOMS),
    "feria.mall.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "ninja",
]

MIDDLEWARE = [
    "feria.mall.web.letters.refuse_nul",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "feria.mall.web.api.strays.wrong_methods",
    "feria.mall.web.middleware.of_one_moment",
    "feria.mall.web.footfall.counted",
]

ROOT_URLCONF = "feria.mall.site.urls"
WSGI_APPLICATION = "feria.mall.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "feria.mall.web.storefront.context.storefront",
            ],
        },
    },
]

DATABASE_URL = env.str("FERIA_DATABASE_URL", f"sqlite:///{HOME / 'mall.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A writer waits for its turn instead of failing half-way; what is acknowledged is on disk (P7).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;"
        ),
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_ADAPTER = "feria.mall.members.signup.MallAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
EMAIL_BACKEND = env.str("FERIA_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese")), ("es", _("Spanish"))]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("FERIA_TIME_ZONE", "America/New_York")
"""The zone in which the mall shows its instants (R1.3); everything is stored in UTC."""
CURRENCY = env.str("FERIA_CURRENCY", "USD")

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["terminal"], "level": "ERROR", "propagate": False}},
}
"""What goes wrong is told on the terminal, with where; what goes well is not."""

SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

PAYMENT_WINDOW_MINUTES = env.int("FERIA_PAYMENT_WINDOW_MINUTES", 15)
"""How long an unpaid order keeps its stock (R3.2)."""
LATE_PAYMENT_MINUTES = env.int("FERIA_LATE_PAYMENT_MINUTES", 60)
"""How long after that a payment may still have its order, if everything of it is there; 0: it always goes back."""
GUEST_CART_DAYS = env.int("FERIA_GUEST_CART_DAYS", 30)
"""How long a guest's cart is kept that nobody touches; 0: for good."""

VALKEY_URL = env.str("FERIA_VALKEY_URL", "")
"""Where lanes of several processes share the waiting room and rate limits; without it each has its own."""
LANE = {
    "member_rate": env.str("FERIA_LANE_MEMBER_RATE", "8,2"),
    "address_rate": env.str("FERIA_LANE_ADDRESS_RATE", "400,100"),
    "unlimited": env.list("FERIA_LANE_UNLIMITED", ["127.0.0.1", "::1"]),
    "proxies": env.list("FERIA_LANE_PROXIES", []),
    "room": env.list("FERIA_LANE_ROOM", ["auto"]),
    "room_rate": env.float("FERIA_LANE_ROOM_RATE", 0.0),
    "challenge": env.list("FERIA_LANE_CHALLENGE", ["off"]),
}
"""The rush lane (docs/explanation/lane.md); ``rush.lane.setup`` reads the words."""

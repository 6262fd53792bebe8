"""All settings, read from the environment (the table of them is in the README).

Without `DATABASE_URL` and `REDIS_URL` the product starts private servers under `VAR_DIR`;
see `reviewapp.config.embedded`.
"""

from importlib.util import find_spec
from pathlib import Path

import dj_database_url
import dj_email_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from .env import EnvError, env, secret_key, wrong

BASE_DIR = Path(__file__).resolve().parents[2]

try:
    DEVELOPMENT = env.bool("DEVELOPMENT", False)
    DEBUG = env.bool("DEBUG", False)
    VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).resolve()
    BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
    DATABASE_URL = env.str("DATABASE_URL", "")
    DATABASE_POOL = env.bool("DATABASE_POOL", False)
    REDIS_URL = env.str("REDIS_URL", "")
    EMAIL_URL = dj_email_url.parse(env.str("EMAIL_URL", "console:"))
    DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Pillars <pillars@localhost>")
    SIGNUP_OPEN = env.bool("SIGNUP_OPEN", False)
    DEMO_ENDPOINT = env.str("DEMO_ENDPOINT", "")
    SCAN_CONCURRENCY = env.int("SCAN_CONCURRENCY", 16)
    SCAN_HELPERS = env.int("SCAN_HELPERS", 3)
    SCAN_CALL_TIMEOUT = env.int("SCAN_CALL_TIMEOUT", 20)
    SCAN_TIME_LIMIT = env.int("SCAN_TIME_LIMIT", 3600)
    JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", 30)
    NOTICE_BUNDLE_SECONDS = env.int("NOTICE_BUNDLE_SECONDS", 60)
    UPLOAD_LIMIT_BYTES = env.int("UPLOAD_LIMIT_BYTES", 5 * 1024 * 1024)
    LOG_LEVEL = env.str("LOG_LEVEL", "INFO").upper()
    HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000)
    AMBIENT_CREDENTIALS = env.bool("AMBIENT_CREDENTIALS", True)
    TRUST_PROXY = env.bool("TRUST_PROXY", False)
    SIGNIN_PRIVATE_ADDRESSES = env.bool("SIGNIN_PRIVATE_ADDRESSES", DEVELOPMENT)
    SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
    SECRET_KEY = secret_key(var_dir=VAR_DIR, one_machine=DEVELOPMENT or not DATABASE_URL)
except EnvError as error:
    raise wrong(error) from error

# --- applications -----------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "reviewapp.config",
    "reviewapp.web",
    "reviewapp.isolation",
    "reviewapp.jobs",
    "reviewapp.files",
    "reviewapp.audit",
    "reviewapp.people",
    "reviewapp.signin",
    "reviewapp.notices",
    "reviewapp.workloads",
    "reviewapp.trail",
    "reviewapp.live",
    "reviewapp.collection",
    "reviewapp.findings",
    "reviewapp.inventory",
    "reviewapp.scanners",
    "reviewapp.lenses",
    "reviewapp.priorities",
    "reviewapp.reviews",
    "reviewapp.assignments",
    "reviewapp.comments",
    "reviewapp.standing",
    "reviewapp.reports",
    "reviewapp.meetings",
    "reviewapp.guests",
    "reviewapp.schedule",
    "reviewapp.search",
    "reviewapp.demo",
    "reviewapp.guide",
]

if find_spec("onelogin"):
    # Comes with the extra "saml".
    INSTALLED_APPS.append("allauth.socialaccount.providers.saml")

MIDDLEWARE = [
    # First, so that redirects to HTTPS and static files have the policy too.
    "csp.middleware.CSPMiddleware",
    "reviewapp.web.health.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Knows the person; around whatever says something.
    "reviewapp.web.languages.ReadersLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "reviewapp.web.middleware.HtmxAnswers",
    "reviewapp.web.zones.ReadersZone",
    "reviewapp.audit.middleware.FromWhere",
    "reviewapp.signin.middleware.SessionsSeen",
    "reviewapp.signin.middleware.SignInRules",
    "reviewapp.people.middleware.CurrentOrganisation",
    "reviewapp.live.origin.LiveTab",
    "reviewapp.web.middleware.NoNul",
]

ROOT_URLCONF = "reviewapp.config.urls"
ASGI_APPLICATION = "reviewapp.config.asgi.application"
WSGI_APPLICATION = "reviewapp.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- stores -----------------------------------------------------------------------------

if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "reviewapp.config.embedded.backend",
            "NAME": "pillars",
            "USER": "postgres",
            "CONN_MAX_AGE": 60,
        }
    }
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASE_POOL:
    # Under ASGI each request may run in a thread of its own: connections are pooled, not kept.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # Beside what the address says, for example of certificates.
    _OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
    _OPTIONS["pool"] = {"min_size": 1, "max_size": 20, "timeout": 15}

if REDIS_URL:
    _CACHE = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
else:
    # The embedded server's address is known only once it runs, see config.embedded.cache.
    _CACHE = {"BACKEND": "reviewapp.config.embedded.cache.EmbeddedRedisCache", "LOCATION": ""}
CACHES = {"default": {**_CACHE, "KEY_PREFIX": "pillars"}}

# --- jobs -------------------------------------------------------------------------------

CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # job rows carry a lease; a lost worker is seen there, not here
CELERY_TASK_TIME_LIMIT = SCAN_TIME_LIMIT + 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"

# Of one file that is attached to an answer.
EVIDENCE_LIMIT_BYTES = 10 * 1024 * 1024
# A budget of calls an hour is kept over this long.
CALL_BUDGET_SECONDS = 3600

# --- people -----------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "reviewapp.signin.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# One address; a new one replaces it once the link that was mailed to it is followed.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
# Else anybody could have this server send mail to any address.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "find_sign_in": "10/m/ip",
    "own_sign_in": "30/m/ip",
}
MFA_ADAPTER = "reviewapp.signin.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Pillars"
# Nobody signs in before their address is verified; else an address could not be changed while
# there is a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT
SOCIALACCOUNT_ADAPTER = "reviewapp.signin.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
# The page of one's sessions shows when each was used last.
USERSESSIONS_TRACK_ACTIVITY = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- pages ------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
# Before the catalogues of packages, some of whose texts it says in its own way.
LOCALE_PATHS = [BASE_DIR / "reviewapp" / "signin" / "locale"]
# The stages' own words come before those of packages, which mean something else by the same text.
LOCALE_PATHS = sorted((BASE_DIR / "reviewapp").glob("*/locale"))
# A choice that was made before signing in outlives the browser's session.
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = "reviewapp.web.formats"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "reviewapp.web.bundles.Bundles",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "reviewapp.web.static_files.HashedFiles"
        if not DEVELOPMENT
        else "reviewapp.web.static_files.PlainFiles"
    },
}
WHITENOISE_USE_FINDERS = DEVELOPMENT

# --- mail -------------------------------------------------------------------------------

if "EMAIL_BACKEND" not in EMAIL_URL:
    raise ImproperlyConfigured(
        "EMAIL_URL must start with console:, smtp://, smtps:// or submission://, "
        "for example smtp://user:password@mail.example.com:587/?tls=True."
    )
EMAIL_BACKEND = EMAIL_URL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_URL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL_URL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_URL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_URL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL_URL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_URL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20

# --- security ---------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "object-src": [NONE],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Far above what any field takes, so that a text which is too long comes back to its form with a
# message beside it; what is larger still is refused as a whole (reviewapp.web.errors).
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

if not DEVELOPMENT:
    SECURE_SSL_REDIRECT = BASE_URL.startswith("https://")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = HSTS_SECONDS
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
if TRUST_PROXY:
    # Else all people behind the proxy would share one limit of failed sign-ins.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- logs -------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s"},
    },
    "filters": {
        "without_housekeeping": {"()": "reviewapp.config.logs.WithoutHousekeeping"},
        "without_refusal_traces": {"()": "reviewapp.config.logs.WithoutRefusalTraces"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_housekeeping", "without_refusal_traces"],
        },
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "botocore": {"level": "WARNING"},
        "boto3": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "werkzeug": {"level": "WARNING"},
    },
}

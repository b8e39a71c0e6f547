"""Settings: everything an installation may choose comes from the environment; the defaults run the demonstration."""

from pathlib import Path

import environ
import pghistory

from config import keys, storage

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.str("XINGLIN_MODE", "production")  # demo | test | production
DATA_DIR = Path(env.str("XINGLIN_DATA", str(BASE_DIR / "var")))
DEMONSTRATION = MODE == "demo"
DEBUG = False

_keys = keys.load(DATA_DIR, may_create=MODE != "production")
SECRET_KEY = env.str("SECRET_KEY", _keys["secret_key"])
XINGLIN_KEYS = _keys["encryption"]

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if MODE != "production" else [])
CSRF_TRUSTED_ORIGINS = env.list("TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "django_filters",
    "django_cotton",
    "django_htmx",
    "django_vite",
    "captcha",
    "axes",
    "csp",
    "xinglin.engines.secrets",
    "xinglin.engines.history",
    "xinglin.engines.access",
    "xinglin.engines.windows",
    "xinglin.engines.files",
    "xinglin.engines.jobs",
    "xinglin.engines.notices",
    "xinglin.engines.accounts",
    "xinglin.engines.fields",
    "xinglin.engines.review",
    "xinglin.engines.sheets",
    "xinglin.engines.lists",
    "xinglin.engines.statistics",
    "xinglin.domains.reference",
    "xinglin.domains.institutions",
    "xinglin.domains.people",
    "xinglin.domains.training",
    "xinglin.domains.assessment",
    "xinglin.domains.recruitment",
    "xinglin.domains.faculty",
    "xinglin.domains.rotation",
    "xinglin.domains.logbook",
    "xinglin.domains.ratings",
    "xinglin.portals",
    "xinglin.demo",
]
INSTALLED_APPS = [
    app for app in INSTALLED_APPS if not app.startswith("xinglin.") or (BASE_DIR / app.replace(".", "/")).is_dir()
]

MIDDLEWARE = [
    "xinglin.engines.accounts.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xinglin.engines.access.middleware.ActorMiddleware",
    "xinglin.engines.access.middleware.PlainText",
    "xinglin.engines.accounts.middleware.AccountMiddleware",
]

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # or each connection of the pool fails once after a database restart
if MODE != "test" and not env.bool("XINGLIN_NO_POOL", False):
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": env.int("DATABASE_POOL", 12)}

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "xinglin.engines.accounts.backends.LoginBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DATETIME_FORMAT = "Y-m-d H:i"
DATE_FORMAT = "Y-m-d"
FORMAT_MODULE_PATH = ["config.formats"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xinglin.portals.frame.frame",
            ],
        },
    }
]
COTTON_DIR = "cotton"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", None)  # only for installations that collect; here they are served where they lie
STATICFILES_DIRS = [BASE_DIR / "web" / "dist"] if (BASE_DIR / "web" / "dist").is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": BASE_DIR / "web" / "dist" / "manifest.json"}}

MEDIA_ROOT = DATA_DIR / "media"  # private: served by engines/files alone
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
STORAGES = {
    "default": storage.from_url(env.str("OBJECT_STORE_URL", "")),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
VIRUS_SCANNER = env.str("VIRUS_SCANNER", "")  # see engines/files/scanning.py
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "worker-src": ["'self'", "blob:"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS_ONLY = env.bool("HTTPS_ONLY", MODE == "production")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_HSTS_SECONDS = 31536000 if HTTPS_ONLY else 0
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)  # then X-Forwarded-Proto and the last of X-Forwarded-For are believed
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "xinglin.engines.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "xinglin.portals.errors.csrf_failure"

_NATION_AND_PROVINCES = ["nation_admin", "nation_reviewer", "province_admin", "province_reviewer"]
_OFFICES = [*_NATION_AND_PROVINCES, "system_admin", "security_admin", "auditor"]
# Figures of PLT-12, 13 and 17; the defaults meet level 3 of GB/T 22239, and «安全参数» can replace them.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 30)
SESSION_ABSOLUTE_HOURS = env.int("SESSION_ABSOLUTE_HOURS", 12)
PASSWORD_MIN_LENGTH = env.int("PASSWORD_MIN_LENGTH", 10)
PASSWORD_EXPIRY_DAYS = env.int("PASSWORD_EXPIRY_DAYS", 90)
PASSWORD_NO_REUSE = env.int("PASSWORD_NO_REUSE", 5)
INITIAL_PASSWORD_RESIDENT = env.str("INITIAL_PASSWORD_RESIDENT", "000000")
INITIAL_PASSWORD_ASSESSMENT = env.str("INITIAL_PASSWORD_ASSESSMENT", "666666")
INITIAL_PASSWORD_DAYS = env.int("INITIAL_PASSWORD_DAYS", 30)
LOGIN_FAILURES = env.int("LOGIN_FAILURES", 5)
LOGIN_LOCKOUT_MINUTES = env.int("LOGIN_LOCKOUT_MINUTES", 15)
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=_OFFICES if MODE == "production" else [])
AXES_FAILURE_LIMIT = "xinglin.engines.accounts.locks.failure_limit"
AXES_COOLOFF_TIME = "xinglin.engines.accounts.locks.cool_off"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "xinglin.engines.accounts.locks.key_for_axes"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that the minutes it says are true
AXES_DISABLE_ACCESS_LOG = True  # the audit log has it
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "captcha_1", "altcha", "csrfmiddlewaretoken"]
CODE_LIMITS = {  # of codes to a mobile number; a whole hospital can stand behind one address
    "resend_seconds": env.int("CODE_RESEND_SECONDS", 60),
    "account_hour": env.int("CODES_PER_ACCOUNT_HOUR", 5),
    "mobile_day": env.int("CODES_PER_MOBILE_DAY", 10),
    "address_hour": env.int("CODES_PER_ADDRESS_HOUR", 300),
}
CAPTCHA_CHALLENGE_FUNCT = "xinglin.engines.accounts.challenges.letters"
CAPTCHA_FOREGROUND_COLOR = "#095a4c"
AUDIT_KEEP_DAYS = env.int("AUDIT_KEEP_DAYS", 1095)

PGHISTORY_APPEND_ONLY = True
# History is found by its record, so only that is indexed; `tracked(found_by=…)` adds what else it is found by.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True)
WORK_CONCURRENCY = env.int("WORK_CONCURRENCY", 2)  # jobs that one worker process does at the same time

_mail = env.email_url("EMAIL_URL", default="dummymail://")  # smtp+tls://user:password@host:587; none: no mail
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", "xinglin@localhost")
PUBLIC_URL = env.str("PUBLIC_URL", "")  # «https://…», where people open the product; links in mails begin with it
SEAL_FILE = env.str("SEAL_FILE", "")  # PKCS#12: the electronic seal under certificates; none: they are stamped by hand
SEAL_PASSPHRASE = env.str("SEAL_PASSPHRASE", "")
SMS_URL = env.str("SMS_URL", "local:")  # text messages: see engines/notices/gateways
SMS_HOURLY = env.int("SMS_HOURLY", 10)  # most messages to one number; last wall behind CODE_LIMITS
SMS_DAILY = env.int("SMS_DAILY", 20)
LOGGING_CONFIG = "config.logs.configure"
LOGGING = {"version": 1}  # Django calls the hook only when this is not empty
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
SILENCED_SYSTEM_CHECKS = ["axes.W002", "auth.W004"]

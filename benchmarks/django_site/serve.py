"""Serve the admin on loopback, by waitress with one thread. Prints the port and a signed-in session's cookie as JSON."""

import json
import logging
import os

import django
import waitress
from django.conf import settings

DATABASE = json.loads(os.environ["BENCH_DATABASE"])


def configure() -> None:
    """What `startproject` writes, without static files."""
    apps = ("admin", "auth", "contenttypes", "sessions", "messages")
    middleware = (
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    )
    processors = ("django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                  "django.contrib.messages.context_processors.messages")  # fmt: skip
    settings.configure(
        SECRET_KEY="benchmark-only", DEBUG=False, ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="django_site.urls",
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in apps), "django_site"], MIDDLEWARE=list(middleware),
        DATABASES={"default": DATABASE}, USE_TZ=True, STATIC_URL="static/",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
                    "OPTIONS": {"context_processors": list(processors)}}],
    )  # fmt: skip
    django.setup()


def main() -> None:
    configure()
    from django.core.management import call_command  # noqa: PLC0415 - these want the settings first
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415
    from django_site.signing_in import signed_in  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # one thread has a queue of one: meant so
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=1)
    print(json.dumps({"port": server.effective_port, "cookie": signed_in()}), flush=True)
    server.run()


if __name__ == "__main__":
    main()

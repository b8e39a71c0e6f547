"""Addresses: each app's own under its prefix."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from xinglin.demo.style_guide import style_guide
from xinglin.engines.access.pages import signed_in_page

PREFIXES = {
    "xinglin.engines.access": "",
    "xinglin.engines.accounts": "",
    "xinglin.engines.files": "",
    "xinglin.engines.jobs": "jobs/",
    "xinglin.engines.notices": "notices/",
    "xinglin.engines.history": "history/",
    "xinglin.engines.windows": "windows/",
    "xinglin.engines.sheets": "sheets/",
    "xinglin.engines.lists": "lists/",
    "xinglin.domains.institutions": "institutions/",
    "xinglin.domains.people": "people/",
    "xinglin.domains.training": "training/",
    "xinglin.portals": "",
}
urlpatterns: list[URLPattern | URLResolver] = []
for app, prefix in PREFIXES.items():
    if find_spec(app) and find_spec(f"{app}.urls"):
        module = import_module(f"{app}.urls")
        if hasattr(module, "urlpatterns"):
            urlpatterns.append(path(prefix, include(module)))
urlpatterns.append(path("resident/", include("xinglin.domains.training.urls.resident")))
urlpatterns.append(path("training/schedule/", include("xinglin.domains.training.urls.schedule")))
if settings.DEMONSTRATION:
    urlpatterns.append(path("_styleguide/", signed_in_page(style_guide)))

handler400 = "xinglin.portals.errors.bad_request"
handler403 = "xinglin.portals.errors.forbidden"
handler404 = "xinglin.portals.errors.not_found"
handler500 = "xinglin.portals.errors.server_error"

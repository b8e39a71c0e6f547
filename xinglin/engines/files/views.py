"""Sending a file up, and reading it: the only way to the bytes (PLT-90)."""

from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from xinglin.engines.access.pages import signed_in_page
from xinglin.engines.actions import Refused

from .kinds import FILE_KINDS
from .models import Upload
from .queries import uploads_visible_to
from .receiving import receive

SHOWN_IN_BROWSER = ("image/jpeg", "image/png", "application/pdf")


@signed_in_page
@require_POST
def send(request: HttpRequest, kind: str) -> HttpResponse:
    """Take in `file`. Answers the slot of the form again for htmx, else JSON; 422 with the sentence when refused."""
    declared = FILE_KINDS.get(kind)
    actor = request.actor  # type: ignore[attr-defined]  # -- set by ActorMiddleware
    if declared is None or (declared.right and not actor.may(declared.right)):
        raise Http404
    name = request.POST.get("field", "file")
    file = request.FILES.get("file") or request.FILES.get(f"{name}-file")
    upload, problem = None, ""
    try:
        if file is None:
            raise Refused("没有收到文件，请重新选择。")
        upload = receive(file, declared, by=actor)
    except Refused as refused:
        problem = refused.why
    if request.headers.get("HX-Request"):
        value = upload.pk if upload else request.POST.get(name, "")
        context = {
            "kind": declared,
            "name": name,
            "id": f"id_{name}",
            "value": value,
            "upload": upload,
            "problem": problem,
        }
        return render(request, "files/slot.html", context, status=422 if problem else 200)
    return JsonResponse({"error": problem}, status=422) if upload is None else JsonResponse(_described(upload))


def _described(upload: Upload) -> dict[str, Any]:
    return {
        "uuid": str(upload.pk),
        "name": upload.name,
        "size": upload.size,
        "content_type": upload.content_type,
        "url": reverse("files:read", args=[upload.pk]),
        "thumbnail": reverse("files:thumbnail", args=[upload.pk]),
    }


@signed_in_page
@require_GET
def read(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file itself; 404 when it is not there or not the actor's to read."""
    upload = _visible(request, uuid)
    as_attachment = "download" in request.GET or upload.content_type not in SHOWN_IN_BROWSER
    return _answer(request, upload, upload.path, upload.content_type, as_attachment=as_attachment)


@signed_in_page
@require_GET
def thumbnail(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Its small picture; for a file that has none, a drawing of a sheet of paper."""
    upload = _visible(request, uuid)
    if not upload.has_thumbnail:
        ending = PurePosixPath(upload.name).suffix[1:].upper()
        return _guarded(render(request, "files/paper.svg", {"ending": ending}, content_type="image/svg+xml"))
    return _answer(request, upload, upload.thumbnail_path, "image/jpeg", as_attachment=False)


def _visible(request: HttpRequest, uuid: UUID) -> Upload:
    return get_object_or_404(uploads_visible_to(request.actor, [uuid]))  # type: ignore[attr-defined]  # -- set by ActorMiddleware


def _answer(
    request: HttpRequest, upload: Upload, path: str, content_type: str, *, as_attachment: bool
) -> HttpResponseBase:
    tag = f'"{upload.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponseNotModified(), tag)
    try:
        body = default_storage.open(path)
    except FileNotFoundError:
        raise Http404
    response = FileResponse(body, as_attachment=as_attachment, filename=upload.name, content_type=content_type)
    return _guarded(response, tag)


def _guarded(response: HttpResponseBase, tag: str = "") -> HttpResponseBase:
    """Kept by no shared cache, asked for anew each time, and taken for nothing but what it is."""
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    if tag:
        response["ETag"] = tag
    return response

"""«打印报名表» (REC-15)."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from xinglin.engines.access.pages import page
from xinglin.engines.files.models import Upload
from xinglin.engines.review.copies import Section
from xinglin.kit import typesetting
from xinglin.kit.calendar import shown

from ..enums import ApplicationState
from ..models import Application
from ..queries.applying import applications_visible_to, tidied
from ..rules.applying import APPLY

TEMPLATE = Path(settings.BASE_DIR) / "web" / "templates" / "recruitment" / "apply" / "form.typ"


@page(APPLY)
def form(request: Any, pk: int) -> HttpResponse:
    """The frozen form as PDF, with portrait and barcode; a draft has none yet."""
    application = get_object_or_404(applications_visible_to(request.actor), pk=pk, state=ApplicationState.SUBMITTED)
    answer = HttpResponse(application_pdf(application), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="application-{application.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def application_pdf(application: Application) -> bytes:
    """Of a submitted application, from its frozen copy; raises Http404 for one that has no number."""
    if not application.number:
        raise Http404
    sections = json.loads(application.form or "{}").get("sections", [])
    answers = {line["key"]: line for section in sections for line in section["fields"]}
    portrait = _portrait(answers.get("basic.portrait", {}).get("value"))
    told = {
        "number": application.number,
        "batch": application.batch.name,
        "is_trial": application.batch.is_trial,
        "head": [("姓名", application.person.name), ("提交时间", shown(application.submitted_at))],
        "has_portrait": portrait is not None,
        "sections": [_printed(section) for section in tidied(sections)],
        "printed_at": shown(timezone.now()),
    }
    files = {"barcode.svg": typesetting.barcode(application.number)}
    return typesetting.typeset(TEMPLATE, told, files | ({"portrait.svg": portrait} if portrait else {}))


def _printed(section: Section) -> dict[str, Any]:
    """Title and lines, numbers in full since it is the owner's own paper; files are no text."""
    lines = [
        (line["title"], line["value"] or "" if line.get("sensitive") else line["shown"])
        for line in section["fields"]
        if not line.get("upload")
    ]
    return {"title": section["title"], "lines": lines}


def _portrait(key: str | None) -> bytes | None:
    upload = Upload._base_manager.filter(pk=key).first() if key else None
    if upload is None or not default_storage.exists(upload.path):
        return None
    with default_storage.open(upload.path) as body:
        return typesetting.picture(body.read(), upload.content_type, 33, 45)

"""The page, the two files to take along, and «申请更正»."""

import json
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from xinglin.domains.people.public import (
    OWN_RECORD,
    CorrectionPart,
    Person,
    ask_corrections,
    corrections_visible_to,
)
from xinglin.domains.training.public import base_of
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.access.pages import signed_in_page
from xinglin.engines.access.roles import PERSONAL
from xinglin.engines.actions import Refused
from xinglin.engines.history import audit
from xinglin.engines.notices.queries import notices_visible_to
from xinglin.engines.sheets.writing.export import export

from .queries import SHOWN, everything, groups_of, logins_of, looks_at, role_of

MenuItem(title="我的数据", url="portals:my_data", rights=[OWN_RECORD], section="本人信息", icon="id", order=95)


class CorrectionForm(forms.Form):
    """«申请更正»."""

    use_required_attribute = False
    part = forms.ChoiceField(label="更正内容", choices=[("", "请选择"), *CorrectionPart.choices])
    text = forms.CharField(
        label="说明",
        max_length=500,
        help_text="写明哪一项不对、应该是什么，最多 500 字。",
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 500}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["part"].error_messages["required"] = "请选择要更正的内容。"
        self.fields["text"].error_messages["required"] = "请写明哪一项不对、应该是什么。"


@signed_in_page
def my_data(request: Any) -> HttpResponse:
    """What is stored about me; POST asks for a correction."""
    actor = request.actor
    base = base_of(actor) if actor.role in PERSONAL else None
    form = CorrectionForm(request.POST or None)
    if request.method == "POST":
        if base is None:
            raise Http404
        if form.is_valid() and _asked(request, form, base.pk):
            return redirect("/my-data/#corrections")
    looks = looks_at(actor)
    context = {
        "title": "我的数据",
        "groups": groups_of(actor),
        "looks": [(each, role_of(each)) for each in looks[:SHOWN]],
        "looks_number": looks.count(),
        "logins": logins_of(actor)[:SHOWN],
        "notices": notices_visible_to(actor).count(),
        "base": base,
        "form": form,
        "corrections": corrections_visible_to(actor)[:SHOWN] if base else [],
    }
    response = render(request, "portals/my_data.html", context, status=422 if form.errors else 200)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _asked(request: Any, form: CorrectionForm, base: int) -> bool:
    mine = Person._base_manager.filter(account=request.actor.account_id)
    try:
        ask_corrections(mine, institution=base, by=request.actor, **form.cleaned_data).only()
    except Refused as refused:
        form.add_error(None, refused.why)
        return False
    messages.success(request, "申请已提交给您的培训基地，答复后会发消息给您。")
    return True


@signed_in_page
@require_GET
def as_json(request: Any) -> HttpResponseBase:
    """Everything, for machines."""
    _note(request, "json")
    body = json.dumps(everything(request.actor), ensure_ascii=False, indent=2)
    return _download(BytesIO(body.encode()), "json", "application/json")


@signed_in_page
@require_GET
def as_xlsx(request: Any) -> HttpResponseBase:
    """Everything, for people: a line a fact."""
    _note(request, "xlsx")
    facts, file = everything(request.actor), BytesIO()
    rows = [(group, line["项目"], line["内容"]) for group, lines in facts.pop("信息").items() for line in lines]
    for title, entries in facts.items():
        if isinstance(entries, list):
            for number, entry in enumerate(entries, 1):
                rows.append((title, str(number), "；".join(f"{key}：{value}" for key, value in entry.items() if value)))
    plain = [(group, title, _text(value)) for group, title, value in rows]
    export(["类别", "项目", "内容"], plain, file, title="我的数据", widths=[30, 30, 80])
    file.seek(0)
    return _download(file, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _text(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _note(request: Any, form: str) -> None:
    audit.record("people.own_data_downloaded", "下载我的数据", by=request.actor, done=1, form=form)


def _download(file: BytesIO, ending: str, content_type: str) -> FileResponse:
    name = f"我的数据_{localdate():%Y%m%d}.{ending}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    patch_cache_control(response, private=True, no_store=True)
    return response

"""The resident's own pages, made for a phone first (REP-20 to REP-24)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from xinglin.domains.people.public import (
    DOCUMENT_TYPE,
    LICENCE,
    PARTS,
    BasicForm,
    EducationLevel,
    LicenceForm,
    Person,
    Record,
    RevisionForm,
    education,
    level_form,
    people_visible_to,
    records_of,
    save_basic,
    save_educations,
    save_licence,
    values_of,
)
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.engines.review.labels import report_tag, review_tag
from xinglin.engines.windows.queries import Opening

from ..models import Training
from ..queries.parts import openings_of
from ..queries.records import own_trainings, training_section
from ..queries.status import own_to_be_put_back, status_tag
from ..rules import OWN, is_managed


@page(OWN)
def home(request: HttpRequest) -> HttpResponse:
    """How far one is, what the base said, and the three parts (look/phone.png)."""
    record, training = _own(request)
    context = {
        "title": "我的培训信息",
        "record": record,
        "training": training,
        "opening": _intake_of(training),
        "section": training_section(training) if training else None,
        "report_tag": report_tag(training) if training else None,
        "review_tag": review_tag(training) if training else None,
        "status_tag": status_tag(training) if training else None,
        "away": own_to_be_put_back(request.actor).first(),  # type: ignore[attr-defined]  # -- set by ActorMiddleware
        **_header(record, training),
    }
    return render(request, "resident/home.html", context)


def _intake_of(training: Training | None) -> Opening | None:
    """The window that holds one's intake; none holds a record of the second part."""
    opening = openings_of([training])[training.pk] if training else None
    return None if training is None or opening is None or is_managed(training, opening) else opening


@page(OWN)
def basic(request: HttpRequest) -> HttpResponse:
    """基本信息 (REP-21)."""
    record, training = _own(request)
    form = BasicForm(request.POST or None, initial={**record.basic(), "revision": record.person.revision})
    return _part(request, record, training, "basic", form, save_basic)


@page(OWN)
def licence(request: HttpRequest) -> HttpResponse:
    """证书信息 (REP-23)."""
    record, training = _own(request)
    stored = values_of(record.licence, LICENCE) if record.licence else {}
    known = {"document_number": record.person.document_number, "revision": record.person.revision}
    form = LicenceForm(request.POST or None, initial={**stored, **known})
    return _part(request, record, training, "licence", form, save_licence)


@page(OWN)
def educations(request: HttpRequest) -> HttpResponse:
    """学习经历: a form for each level, of which those with «是» count (REP-22)."""
    record, training = _own(request)
    data = request.POST or None
    form = RevisionForm(data, initial={"revision": record.person.revision})
    levels = [_level(record, level, data) for level in EducationLevel]
    status = 200
    if request.method == "POST":
        are_valid = [each.is_valid() for each in (form, *levels)]
        if all(are_valid) and form.is_current(record.person.revision):
            values = {each.level: each.cleaned_data if each.cleaned_data["attended"] else None for each in levels}
            return _save(request, record, "education", save_educations, values)
        status = 422
    context = {"title": PARTS["education"], "form": form, "levels": levels, **_header(record, training, "education")}
    return render(request, "resident/educations.html", context, status=status)


def _level(record: Record, level: EducationLevel, data: Any) -> Any:
    row = record.educations.get(level)
    stored = values_of(row, education(level)) if row else {}
    return level_form(level, data, initial={**stored, "attended": row is not None})


def _part(
    request: HttpRequest, record: Record, training: Training | None, part: str, form: Any, save: Callable[..., Any]
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        if form.is_valid() and form.is_current(record.person.revision):
            values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
            return _save(request, record, part, save, values)
        status = 422
    context = {
        "title": PARTS[part],
        "form": form,
        "person": record.person,
        "document_type": DOCUMENT_TYPE.show(record.person.document_type),
        **_header(record, training, part),
    }
    return render(request, f"resident/{part}.html", context, status=status)


def _save(request: Any, record: Record, part: str, save: Callable[..., Any], values: Any) -> HttpResponse:
    """One record is a set of one; afterwards the page says what is still lacking."""
    key = record.person.pk
    address = reverse(ADDRESSES[part])
    try:
        save(Person._base_manager.filter(pk=key), {key: values}, by=request.actor)
    except Refused as refused:
        messages.error(request, refused.why)
        return redirect(address)
    fresh = records_of(Person._base_manager.filter(pk=key))[key]
    lacking = [title for where, title in fresh.gaps() if where == part]
    if lacking:
        messages.success(request, f"{PARTS[part]}已保存，还缺：{'、'.join(lacking)}。")
        return redirect(address)
    messages.success(request, f"{PARTS[part]}已保存，内容已完整。")
    return redirect("resident:home")


ADDRESSES = {"basic": "resident:basic", "education": "resident:educations", "licence": "resident:licence"}


def _own(request: Any) -> tuple[Record, Training | None]:
    """One's record and newest training; 404 for an account that belongs to no person."""
    person = people_visible_to(request.actor).first()
    if person is None:
        raise Http404
    return records_of([person])[person.pk], own_trainings(request.actor).first()


def _header(record: Record, training: Training | None, part: str = "") -> dict[str, Any]:
    """Completeness of each part, and the base's opinion while it is not answered (REP-24)."""
    gaps = record.gaps()
    returned = training.personal_returns.first() if training else None
    parts = [
        {
            "key": key,
            "title": title,
            "url": reverse(ADDRESSES[key]),
            "current": key == part,
            "complete": not any(where == key for where, _ in gaps),
            "lacking": [lacking for where, lacking in gaps if where == key],
        }
        for key, title in PARTS.items()
    ]
    lacking = len(gaps)
    percent = 100 if not lacking else min(99, round(100 * max(0, record.asked() - lacking) / record.asked()))
    is_open = training is not None and training.personal_state == "returned"
    return {"parts": parts, "percent": percent, "returned": returned if is_open else None}

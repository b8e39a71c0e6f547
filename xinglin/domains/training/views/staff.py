"""Pages for bases and authorities: the way around, one resident's record, its training information, its history."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.history import audit
from xinglin.engines.review.copies import Section
from xinglin.engines.review.labels import report_tag, review_tag
from xinglin.engines.review.pages import ReviewPage, first_waiting_view, review_view
from xinglin.engines.review.queries import course_of, entries_of, opinion_of
from xinglin.engines.windows.queries import Opening

from .. import rules
from ..actions import save_trainings
from ..chains import REPORTING
from ..enums import PersonalState
from ..forms import TrainingForm
from ..models import Training
from ..queries.checkups import confirmed_of
from ..queries.flows import flow_of, managed_flow_of, situations
from ..queries.history import corrections_of, history_of
from ..queries.leaving import note_leaving
from ..queries.notes import notes_of
from ..queries.parts import openings_of
from ..queries.records import (
    gaps_of,
    reported_forms,
    reviews_visible_to,
    training_values,
    trainings_visible_to,
)

DUTIES = [
    {"title": "住院医师", "value": "填写并核对基本信息、学习经历、证书信息，保存后基地即可看到，无需提交。"},
    {"title": "培训基地", "value": "导入账号，填写培训信息，核对并可退回基本信息，向省级上报。"},
    {"title": "省级卫生健康委", "value": "审核已上报的信息；有问题退回培训基地修改。"},
    {"title": "国家", "value": "安排上报时间，查看全国进度。"},
]


@page(rules.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """«住院医师管理»: the main flow as a picture, and the common situations with where each is solved (REP-01)."""
    context = {
        "title": "住院医师管理",
        "flow": flow_of(_actor(request)),
        "managed": managed_flow_of(_actor(request)),
        "duties": DUTIES,
        "situations": situations(_actor(request)),
    }
    return render(request, "training/home.html", context)


@page(rules.VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """«住院医师信息详情» with its tabs, what is lacking, and the course of the case (REP-08)."""
    actor = _actor(request)
    training = _visible(request, pk)
    opening = openings_of([training])[training.pk]
    place(request, _list_of(training, opening), (training.person.name, None))
    tabs: dict[str, list[Section]] = {}
    for section in reported_forms([training], actor)[training.pk]["sections"]:
        tabs.setdefault(section.get("tab") or section["title"], []).append(section)
    context = {
        "title": training.person.name,
        "training": training,
        "tabs": tabs,
        "gaps": gaps_of([training])[training.pk],
        "notes": notes_of(training),
        "report_tag": report_tag(training),
        "review_tag": review_tag(training),
        "personal_state": PersonalState(training.personal_state),
        "opinion": opinion_of(training, lambda key: _address(training, key)),
        "entries": entries_of(course_of(REPORTING, training.case)) if training.case else [],
        "returned": training.personal_returns.first(),
        "may_edit": actor.may(rules.EDIT),
        "why_not_edit": rules.may_edit(training, opening),
    }
    return render(request, "training/detail.html", context)


def _list_of(training: Training, opening: Opening) -> str:
    """The list in which the record stands: that of this intake, or that of earlier ones."""
    return "training:managed" if rules.is_managed(training, opening) else "training:intake"


def _address(training: Training, key: str) -> str:
    """Where an answer is filled in: training information on the base's form, the rest by the resident."""
    part, _, field = key.partition(".")
    return f"{reverse('training:edit', args=[training.pk])}#id_{field}" if part == "training" else f"#{part}"


@page(rules.EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """«编辑» of 培训信息 (REP-07): saves what is there, refuses what is wrong, loses nothing."""
    training = _visible(request, pk)
    opening = openings_of([training])[training.pk]
    _under(request, training, opening, "编辑")
    why_not = rules.may_edit(training, opening)
    stored = {**training_values(training), "revision": training.revision}
    form = TrainingForm(request.POST or None, initial=stored, training=training)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _saved(request, training, form):
            return redirect("training:detail", pk=pk)
        status = 422
    context = {
        "title": f"编辑培训信息：{training.person.name}",
        "training": training,
        "form": form,
        "why_not": why_not,
        "opinion": opinion_of(training, lambda key: _address(training, key)),
    }
    return render(request, "training/edit.html", context, status=status)


def _saved(request: HttpRequest, training: Training, form: Any) -> bool:
    pk = training.pk
    values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
    seen = {pk: form.cleaned_data["revision"]}
    outcome = save_trainings(Training._base_manager.filter(pk=pk), {pk: values}, by=_actor(request), expected=seen)
    if why := outcome.refused.get(pk):
        form.add_error(None, why)
        form.data = {**form.data.dict(), "revision": _visible(request, pk).revision}
        return False
    saved = "培训信息已保存。" if outcome.done else "没有需要保存的修改。"
    messages.success(request, saved)
    return True


@page(rules.VIEW)
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what when, field by field (PLT-60)."""
    training = _visible(request, pk)
    _under(request, training, openings_of([training])[training.pk], "更新记录")
    context = {
        "title": f"更新记录：{training.person.name}",
        "training": training,
        "changes": history_of(training, _actor(request)),
    }
    return render(request, "training/history.html", context)


@page(rules.VIEW)
def corrections(request: HttpRequest, pk: int) -> HttpResponse:
    """What the resident changed after the return: a click on «已修改» (REP-09)."""
    training = _visible(request, pk)
    _under(request, training, openings_of([training])[training.pk], "修改情况")
    returned = [
        (each, corrections_of(each, _actor(request)))
        for each in training.personal_returns.select_related("training__person")[:1]
    ]
    context = {"title": f"基本信息修改情况：{training.person.name}", "training": training, "returned": returned}
    return render(request, "training/corrections.html", context)


def _under(request: HttpRequest, training: Training, opening: Opening, title: str) -> None:
    """Where a page about the record stands: below its details."""
    details = (training.person.name, reverse("training:detail", args=[training.pk]))
    place(request, _list_of(training, opening), details, (title, None))


def _visible(request: HttpRequest, pk: int) -> Training:
    training = get_object_or_404(trainings_visible_to(_actor(request)), pk=pk)
    audit.looked(training, by=_actor(request))
    note_leaving(training, _actor(request))
    return training


def _actor(request: Any) -> Any:
    return request.actor


def _review_list_of(training: Training) -> str:
    """Where a reviewer finds the record: among those of this intake, or of earlier ones."""
    managed = rules.is_managed(training, openings_of([training])[training.pk])
    return "training:managed_reviews" if managed else "training:reviews"


REVIEWING = ReviewPage(
    chain=REPORTING,
    rights=(rules.REVIEW,),
    rows=reviews_visible_to,
    address="training:review",
    listing="training:reviews",
    listing_of=_review_list_of,
    facts=lambda training: (
        training.institution.name,
        training.specialty.name if training.specialty else "未填专业",
        f"{training.intake_year} 级",
    ),
    notes_title="数据体检：基地已核实确认无误",
    notes=confirmed_of,
)
review = review_view(REVIEWING)
first_waiting = first_waiting_view(REVIEWING)

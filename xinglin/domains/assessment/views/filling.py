"""The parts that a physician fills in, one page each, made for a phone first (ASM-20, ASM-21)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from xinglin.domains.people.public import DOCUMENT_TYPE, values_of
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.engines.review.queries import Opinion, opinion_of

from .. import actions
from ..enums import AttachmentKind
from ..fields import EXPERIENCE, MOST_OF_KIND, PERSONAL_REPORT, SELF_ASSESSMENT
from ..forms import (
    BasicInformationForm,
    ExperiencesForm,
    ReportForm,
    StatementForm,
    attachment_form,
    experience_forms,
    practice_form,
)
from ..models import Enrolment
from ..queries.cycles import departments_of
from ..queries.enrolling import Dossier, dossiers_of, own_enrolments, registered_lines, why_not_fill
from ..rules import OWN
from ..rules import enrolling as rules
from .answers import actor_of

Save = Callable[..., Any]
ADDRESSES = {part: f"assessment:own_{part}" for part in rules.PARTS}
ORDER = list(rules.PARTS)


@page(OWN)
def basic(request: HttpRequest, pk: int) -> HttpResponse:
    """基本信息."""
    dossier = own_dossier(request, pk)
    person = dossier.enrolment.physician.person
    initial = {**dossier.basic(), "document_type": person.document_type}
    form = BasicInformationForm(request.POST or None, initial=_with_revision(dossier, initial))
    shown = {"person": person, "document_type": DOCUMENT_TYPE.show(person.document_type)}
    return _part(request, dossier, "basic", form, actions.save_basic_information, shown)


@page(OWN)
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    """执业信息: the department among the active ones, and what the registry does not say."""
    dossier = own_dossier(request, pk)
    mine, departments = dossier.enrolment, list(departments_of(dossier.enrolment.institution_id))
    if mine.department and mine.department not in departments:
        departments.append(mine.department)
    fixed = rules.why_registration_fixed(mine.physician)
    made = practice_form(departments, is_fixed=fixed is not None)
    form = made(request.POST or None, initial=_with_revision(dossier, dossier.practice()))
    shown = {"fixed": fixed, "registered": registered_lines(dossier), "has_departments": bool(departments)}
    return _part(request, dossier, "practice", form, actions.save_practice, shown)


@page(OWN)
def experience(request: HttpRequest, pk: int) -> HttpResponse:
    """执业经历: as many lines as there are, and an empty one."""
    dossier, data = own_dossier(request, pk), request.POST or None
    form = ExperiencesForm(data, initial={"revision": dossier.revision})
    stored = [{**values_of(row, EXPERIENCE), "pk": row.pk} for row in dossier.experiences]
    lines = experience_forms(data, stored)
    if data is not None and _are_valid(form, *lines):
        kept = [line.cleaned_data for line in lines if line.cleaned_data["present"]]
        if _saved(request, dossier, form, actions.save_experiences, kept):
            return _onwards(request, pk, "experience")
    return _page(request, dossier, "experience", {"form": form, "lines": lines})


@page(OWN)
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """工作业绩自评 and 职业道德自评."""
    dossier = own_dossier(request, pk)
    stored = values_of(dossier.statement, SELF_ASSESSMENT)
    form = StatementForm(request.POST or None, initial=_with_revision(dossier, stored))
    return _part(request, dossier, "assessment", form, actions.save_statements, {})


@page(OWN)
def conduct(request: HttpRequest, pk: int) -> HttpResponse:
    """良好/不良执业行为记录 of the cycle: only read; the institution enters them."""
    dossier = own_dossier(request, pk)
    return _page(request, dossier, "conduct", {"records": dossier.records})


@page(OWN)
def procedure(request: HttpRequest, pk: int) -> HttpResponse:
    """选择程序: every procedure with its conditions and figures, those that are open to choose."""
    dossier = own_dossier(request, pk)
    chosen = dossier.way.key if dossier.way else ""
    problem = ""
    if request.method == "POST":
        chosen = request.POST.get("way", "")
        rows = Enrolment._base_manager.filter(pk=pk)
        try:
            actions.choose_procedures(rows, {pk: chosen}, by=actor_of(request)).only()
        except Refused as refused:
            problem = refused.why
        else:
            return _onwards(request, pk, "procedure")
    return _page(request, dossier, "procedure", {"ways": dossier.ways, "chosen": chosen, "problem": problem})


@page(OWN)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """个人述职."""
    dossier = own_dossier(request, pk)
    stored = values_of(dossier.statement, (PERSONAL_REPORT,))
    form = ReportForm(request.POST or None, initial=_with_revision(dossier, stored))
    return _part(request, dossier, "report", form, actions.save_statements, {})


@page(OWN)
def attachments(request: HttpRequest, pk: int) -> HttpResponse:
    """附件: what the procedure asks for, the report, and what else there is."""
    dossier = own_dossier(request, pk)
    kinds, initial = dossier.kinds(), _with_revision(dossier, {})
    for kind in kinds:
        own = [str(each.upload_id) for each in dossier.attachments if each.kind == kind]
        initial |= {f"{kind}_{number}": key for number, key in enumerate(own, 1)}
    form = attachment_form(kinds)(request.POST or None, initial=initial)
    groups = [
        (AttachmentKind(kind).label, proof, [each for each in form.shown() if each.name.rpartition("_")[0] == kind])
        for kind, proof in kinds.items()
    ]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        slots = [(kind, f"{kind}_{number}") for kind in kinds for number in range(1, MOST_OF_KIND + 1)]
        files = [(kind, given[name]) for kind, name in slots if given.get(name)]
        if _saved(request, dossier, form, actions.save_attachments, files):
            return _onwards(request, pk, "attachments")
    return _page(request, dossier, "attachments", {"form": form, "groups": groups})


def own_dossier(request: Any, pk: int) -> Dossier:
    """One's own; a foreign one is 404 like one that does not exist."""
    found = dossiers_of(own_enrolments(request.actor).filter(pk=pk))
    if pk not in found:
        raise Http404
    return found[pk]


def _with_revision(dossier: Dossier, values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "revision": dossier.revision}


def _are_valid(*forms: Any) -> bool:
    verdicts = [each.is_valid() for each in forms]  # all of them say what is wrong
    return all(verdicts)


def _part(
    request: HttpRequest, dossier: Dossier, part: str, form: Any, save: Save, shown: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
        if _saved(request, dossier, form, save, values):
            return _onwards(request, dossier.enrolment.pk, part)
    return _page(request, dossier, part, {"form": form, **shown})


def _saved(request: Any, dossier: Dossier, form: Any, save: Save, values: Any) -> bool:
    """Save one part; what is refused is said on the form, and what was typed stays."""
    if not form.is_current(dossier.revision):
        return False
    key = dossier.enrolment.pk
    try:
        save(Enrolment._base_manager.filter(pk=key), {key: values}, by=request.actor).only()
    except Refused as refused:
        form.add_error(None, refused.why)
        return False
    return True


def _onwards(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """To the next part, whatever this one still lacks: it says so, and the last page lists it again."""
    lacking = [what for where, what in own_dossier(request, pk).gaps() if where == part]
    still = f"，还未完成：{'；'.join(lacking)}" if lacking else ""
    messages.success(request, f"{rules.PARTS[part]}已保存{still}。")
    return redirect(next_address(pk, part))


def next_address(pk: int, part: str) -> str:
    """The part after this one; 核对与提交 after the last."""
    following = ORDER[ORDER.index(part) + 1 :]
    return reverse(ADDRESSES[following[0]] if following else "assessment:own_check", args=[pk])


def parts_of(dossier: Dossier, current: str = "", opinion: Opinion | None = None) -> list[dict[str, Any]]:
    """Every part with its address, what it lacks, and whether the reviewer has remarked on it."""
    gaps = dossier.gaps()
    remarked = {each.key.partition(".")[0] for each in opinion.remarks} if opinion else set()
    return [
        {
            "key": key,
            "title": title,
            "url": reverse(ADDRESSES[key], args=[dossier.enrolment.pk]),
            "current": key == current,
            "complete": not any(where == key for where, _ in gaps),
            "lacking": [what for where, what in gaps if where == key],
            "remarked": key in remarked,
        }
        for key, title in rules.PARTS.items()
    ]


def opinion_on(enrolment: Enrolment) -> Opinion | None:
    """Why it was given back, each remark leading to the page where it is put right."""

    def address(key: str) -> str:
        part = key.partition(".")[0]
        return reverse(ADDRESSES[part], args=[enrolment.pk]) if part in ADDRESSES else ""

    return opinion_of(enrolment, address)


def _page(request: HttpRequest, dossier: Dossier, part: str, context: dict[str, Any]) -> HttpResponse:
    enrolment = dossier.enrolment
    if request.method != "POST" and why_not_fill([enrolment]):
        return redirect("assessment:own_check", enrolment.pk)  # where it is read, and why it cannot be changed
    status = 422 if request.method == "POST" else 200
    home = reverse("assessment:own_enrolment", args=[enrolment.pk])
    place(request, "assessment:own", (str(enrolment.cycle), home), (rules.PARTS[part], None))
    before = ORDER[: ORDER.index(part)]
    opinion = opinion_on(enrolment)
    context = {
        "title": rules.PARTS[part],
        "part": part,
        "parts": parts_of(dossier, part),
        "enrolment": enrolment,
        "remarks": [each for each in (opinion.remarks if opinion else ()) if each.key.startswith(f"{part}.")],
        "back": reverse(ADDRESSES[before[-1]], args=[enrolment.pk]) if before else home,
        "next": next_address(enrolment.pk, part),
        **context,
    }
    return render(request, f"assessment/enrolling/{part}.html", context, status=status)

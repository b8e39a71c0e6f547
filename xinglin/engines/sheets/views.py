"""Template, import panel, progress, result, mending and «导入记录» (PLT-40 to PLT-46)."""

from io import BytesIO
from pathlib import PurePath
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import signed_in_page
from xinglin.engines.actions import Refused, trusted
from xinglin.engines.history import audit
from xinglin.kit.row_keys import row_key

from .actions import NewRun
from .forms import MendForm, group_line, import_form, is_mendable
from .models import ImportRun, Mend, Verdict
from .queries import SHOWN_ERRORS, learned, lines_of, mends_of, runs_visible_to, sheets_of
from .reading.reader import limits
from .rules import may_undo
from .sheet import Sheet
from .tasks import import_soon, undo_soon
from .writing.template import write_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECORDS = "sheets:runs"
PER_PAGE = (20, 50, 100)
TONES = {Verdict.NEW: "green", Verdict.CHANGED: "blue", Verdict.UNCHANGED: "grey", Verdict.REFUSED: "red"}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = cast(Any, request).actor  # set by ActorMiddleware
    return actor


def _sheet_or_404(request: HttpRequest, key: str) -> Sheet:
    """A sheet that is not one's own is as absent as one that does not exist (PLT-04)."""
    sheet = next((sheet for sheet in sheets_of(_actor(request)) if sheet.key == key), None)
    if sheet is None:
        raise Http404
    if sheet.about is None:
        return sheet
    return sheet.of(get_object_or_404(sheet.about.rows(_actor(request)), pk=row_key(request.GET.get("about"))))


def _run_or_404(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(runs_visible_to(_actor(request)).select_related("unit"), pk=pk)


@signed_in_page
@require_GET
def template(request: HttpRequest, key: str) -> HttpResponseBase:
    """«…模板下载»"""
    sheet, target = _sheet_or_404(request, key), BytesIO()
    write_template(sheet, target)
    target.seek(0)
    return _download(target, f"{sheet.title}模板.xlsx", XLSX)


@signed_in_page
def panel(request: HttpRequest, key: str) -> HttpResponseBase:
    """Step 1, 选择文件; what comes in is imported in the background."""
    sheet, by = _sheet_or_404(request, key), _actor(request)
    place(request, sheet.list_url or RECORDS, (f"{sheet.title}导入", None))
    form = import_form(sheet, *([request.POST, request.FILES] if request.method == "POST" else []))
    why = sheet.may_import(by, **_defaults(sheet))
    if request.method == "POST" and form.is_valid():
        try:
            return _go(request, import_soon(_new_run(sheet, form.cleaned_data), by=by))
        except Refused as refused:
            form.add_error(None, refused.why)
    context = {
        "title": f"{sheet.title}导入",
        "sheet": sheet,
        "form": form,
        "own_fields": [form[option.key] for option in sheet.options],
        "why": why,
        "limits": limits(),
        "list_url": _list_url(sheet),
    }
    return render(request, "sheets/panel.html", context, status=422 if form.errors else 200)


def _new_run(sheet: Sheet, data: dict[str, Any]) -> NewRun:
    return NewRun(
        sheet=sheet,
        file=data["file"],
        file_name=data["file"].name,
        check_only=data["check_only"],
        all_or_nothing=data["all_or_nothing"],
        options={option.key: data[option.key] for option in sheet.options} | sheet.named,
    )


def _defaults(sheet: Sheet) -> dict[str, Any]:
    return {option.key: None for option in sheet.options} | sheet.named


def _list_url(sheet: Sheet) -> str:
    return reverse(sheet.list_url) if sheet.list_url else ""


def _go(request: HttpRequest, run_id: int) -> HttpResponse:
    """On to the run's page, also when htmx sent the file."""
    address = reverse("sheets:run", args=[run_id])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


@signed_in_page
@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """«导入记录»: who, when, the file and its outcome."""
    offered = sheets_of(_actor(request))
    if not offered:
        raise Http404
    found = runs_visible_to(_actor(request)).select_related("unit").order_by("-created_at")
    found = found.annotate(is_mended=Exists(Mend.objects.filter(run=OuterRef("pk"))))
    key = request.GET.get("sheet", "")
    if key:
        found = found.filter(key=key)
    context = {
        "title": "导入记录",
        "page": _page(request, found),
        "sheets": offered,
        "chosen": key,
        "sizes": PER_PAGE,
    }
    return render(request, "sheets/runs.html", context)


def _page(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    size = request.GET.get("per_page", "")
    per_page = int(size) if size in map(str, PER_PAGE) else PER_PAGE[0]
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


@signed_in_page
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Steps 2 and 3 of one import: progress, then the result."""
    found = _run_or_404(request, pk)
    place(request, RECORDS, (found.file_name, None))
    return render(request, "sheets/run.html", {"title": f"{found.title}导入", **_result(found)})


@signed_in_page
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """What the run's page asks for while it waits: the bar, and at the end everything."""
    return render(request, "sheets/run_body.html", _result(_run_or_404(request, pk)))


def _result(run: ImportRun, mending: MendForm | None = None) -> dict[str, Any]:
    if not run.is_over:
        return {"run": run}
    mending = mending or _mend_form(run)
    findings = lines_of(run, Verdict.REFUSED)
    first_rows = list(findings.order_by("row").values_list("row", flat=True).distinct()[:SHOWN_ERRORS])
    figures = ((Verdict.NEW, run.new), (Verdict.CHANGED, run.changed), (Verdict.UNCHANGED, run.unchanged))
    return {
        "run": run,
        "errors": findings.filter(row__in=first_rows),
        "findings": findings.count(),
        "mending": mending,
        "groups": mending.rows() if mending else [{"message": group_line(g), "rows": g["count"]} for g in run.groups],
        "mends": [(run.sheet.heading(run.sheet.column(m.column)), m) for m in run.mends.all()] if run.sheet else [],
        "counts": [
            {"title": verdict.label, "count": count, "tone": TONES[verdict]}
            for verdict, count in (*figures, (Verdict.REFUSED, run.refused))
        ],
        "preview": next((verdict.value for verdict, count in figures if count), Verdict.REFUSED.value),
        "list_url": _list_url(run.sheet) if run.sheet else "",
        "why_not_undo": may_undo(run),
        "kept": lines_of(run, Verdict.KEPT)[:SHOWN_ERRORS],
    }


def _mend_form(run: ImportRun, data: Any = None) -> MendForm | None:
    """None when nothing can be mended here: then the file is corrected."""
    if not run.sheet or not run.file or not any(map(is_mendable, run.groups)):
        return None
    return MendForm(run, run.sheet, learned(run), data)


@signed_in_page
@require_GET
def rows(request: HttpRequest, pk: int, verdict: str) -> HttpResponse:
    """What a rehearsal found, row by row: new, changed (field, before, after), unchanged or refused (PLT-42)."""
    found = _run_or_404(request, pk)
    if verdict not in Verdict.values:
        raise Http404
    place(request, RECORDS, (found.file_name, reverse("sheets:run", args=[pk])), ("逐行预览", None))
    tabs = [
        {"title": v.label, "url": reverse("sheets:rows", args=[pk, v.value]), "current": v.value == verdict}
        for v in Verdict
        if v == verdict or v == Verdict.REFUSED or (found.check_only and v != Verdict.KEPT)
    ]
    context = {
        "title": f"{found.title}：逐行预览",
        "run": found,
        "page": _page(request, lines_of(found, Verdict(verdict))),
        "verdict": verdict,
        "tabs": tabs,
        "sizes": PER_PAGE,
    }
    return render(request, "sheets/rows.html", context)


@signed_in_page
@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Import the file of a rehearsal, mended as it was there."""
    return _once_more(request, _run_or_404(request, pk), {}, check_only=False)


@signed_in_page
@require_POST
def mend(request: HttpRequest, pk: int) -> HttpResponseBase:
    """«替换并重新校验»: the same file with the chosen replacements, as a rehearsal (PLT-46)."""
    found = _run_or_404(request, pk)
    form = _mend_form(found, request.POST) if found.is_over else None
    if form is None:
        raise Http404
    if not form.is_valid():
        place(request, RECORDS, (found.file_name, None))
        context = {"title": f"{found.title}导入", **_result(found, form)}
        return render(request, "sheets/run.html", context, status=422)
    return _once_more(request, found, form.chosen, check_only=True)


def _once_more(request: HttpRequest, found: ImportRun, chosen: dict[int, str], *, check_only: bool) -> HttpResponse:
    by = _actor(request)
    if not found.sheet or not found.file:
        raise Http404
    place(request, RECORDS, (found.file_name, None))
    new = NewRun(
        sheet=found.sheet,
        file=found.file,
        file_name=found.file_name,
        check_only=check_only,
        all_or_nothing=found.all_or_nothing,
        options=found.options,
        mends=mends_of(found, chosen, by.name),
    )
    try:
        with found.file.open("rb"):
            return _go(request, import_soon(new, by=by))
    except Refused as refused:
        context = {"title": f"{found.title}导入", "why": refused.why, **_result(found)}
        return render(request, "sheets/run.html", context, status=422)


@signed_in_page
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """«撤销导入»: everything it wrote is taken back, in the background (PLT-46)."""
    found = _run_or_404(request, pk)
    try:
        return _go(request, undo_soon(runs_visible_to(_actor(request)).filter(pk=pk), by=_actor(request)))
    except Refused as refused:
        place(request, RECORDS, (found.file_name, None))
        context = {"title": f"{found.title}导入", "why": refused.why, **_result(found)}
        return render(request, "sheets/run.html", context, status=422)


@signed_in_page
@require_GET
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was handed in; the download is recorded (PLT-101)."""
    found = _run_or_404(request, pk)
    return _stored(request, found, found.file, found.file_name)


@signed_in_page
@require_GET
def marked(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The user's own workbook with every bad cell marked (PLT-42)."""
    found = _run_or_404(request, pk)
    return _stored(request, found, found.marked, f"{PurePath(found.file_name).stem}（错误标注）.xlsx")


def _stored(request: HttpRequest, run: ImportRun, file: FieldFile, name: str) -> HttpResponseBase:
    if not file:
        raise Http404
    with trusted():
        audit.record(
            "sheets.file_downloaded",
            "下载导入文件",
            by=_actor(request),
            subject="sheets.importrun",
            subject_ids=[run.pk],
            done=1,
            sheet=run.key,
        )
    return _download(file.open("rb"), name, "application/octet-stream")


def _download(content: Any, name: str, content_type: str) -> FileResponse:
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    answer["Cache-Control"] = "private, no-store"
    return answer

"""Forms of rotation."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.timezone import localdate

from xinglin.domains.reference.public import options, specialties
from xinglin.domains.training.public import Training
from xinglin.engines.access.models import Unit
from xinglin.engines.fields import Coded, Day, DeclaredForm, Integer, Month, Text, form_class
from xinglin.engines.lists.widgets import Drop
from xinglin.kit.half_months import first_day, month_shown, slot_of

from .actions.proposing import Asked as AskedSearch
from .enums import LeaveKind
from .models import RotationPlan
from .queries.grid import Asked, day_in, specialties_of, starting_month, years_of
from .queries.teaching_month import months_offered
from .rules.proposing import LONGEST, MOST_AT_ONCE, SHORTEST

NAME = Text("name", "计划名称", max_length=60, required=True, example="2026级轮转计划")
PLAN = (
    NAME,
    Month("first_month", "开始月份", required=True, help="计划周期从该月 1 日起"),
    Integer("months", "计划周期", min=1, max=72, required=True, unit="个月", help="三年为 36 个月"),
)
CAPACITY = (
    Month("month", "月份", help="只改这一个月的容量；留空为平时的容量，适用于没有单独设置的所有月份"),
    Integer("least", "至少（人）", min=0, max=999, required=True),
    Integer("most", "至多（人）", min=0, max=999, help="留空表示不限"),
)
LEAVE = (
    Coded("kind", "请假类别", choices=LeaveKind.choices, required=True),
    Day("starts_on", "开始日期", required=True),
    Day("ends_on", "结束日期", required=True),
    Text("note", "说明", max_length=200),
)
ENTRY = (
    Day(
        "entered_on",
        "入科日期",
        help="不填为各人计划的开始日期，还没到开始日期的为今天；从入科日期起，学员可以登记培训记录",
    ),
)
EXIT = (
    Day("left_on", "出科日期", required=True),
    Integer("absent_days", "缺勤（天）", min=0, max=200, required=True, help="请假已登记的不算缺勤"),
)
FORBID = (
    Day("starts_on", "开始日期", required=True),
    Day("ends_on", "结束日期", required=True),
    Text("department", "科室", max_length=120, help="只限制到一个本院科室时填写其名称；留空为任何科室都不安排"),
    Text("reason", "原因", max_length=100, required=True, example="执业医师资格考试"),
)
SEARCH = (
    Integer("number", "方案个数", min=1, max=MOST_AT_ONCE, required=True, unit="个", help="依次计算，可并排比较"),
    Integer(
        "seconds",
        "每个方案用时上限",
        min=SHORTEST,
        max=LONGEST,
        required=True,
        unit="秒",
        help="达到已证明的最好结果即提前完成；也可随时停止",
    ),
    Integer("seed", "随机种子", min=0, max=1_000_000, required=True, help="同样的输入、种子和步数得到同样的方案"),
)
LIMIT = (
    Integer("days", "每培训年度可请假", min=0, max=200, required=True, unit="天", help="超过的天数顺延培训结束日期"),
    Day("valid_from", "启用日期", required=True),
)

TEACHING_LIMIT = (
    Integer("most", "每名带教老师同时带教", min=1, max=3, required=True, unit="人", help="从启用日期起适用于全部学员"),
    Day("valid_from", "启用日期", required=True),
)


class _Capacity(DeclaredForm):
    def clean(self) -> dict[str, Any]:
        given = super().clean()
        month = given.get("month")
        return {**given, "month": slot_of(month) // 2 if month else None}


class _Exit(DeclaredForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"left_on": localdate(), "absent_days": 0}, **kwargs})


CapacityForm: Any = form_class("CapacityForm", CAPACITY, base=_Capacity)
LeaveForm: Any = form_class("LeaveForm", LEAVE)
EntryForm: Any = form_class("EntryForm", ENTRY)
ExitForm: Any = form_class("ExitForm", EXIT, base=_Exit)
ForbidForm: Any = form_class("ForbidForm", FORBID)
LimitForm: Any = form_class("LimitForm", LIMIT)
TeachingLimitForm: Any = form_class("TeachingLimitForm", TEACHING_LIMIT)
_NewPlan: Any = form_class("NewPlanForm", PLAN)
_Search: Any = form_class("SearchForm", SEARCH)


class NewPlanForm(_NewPlan):
    """A new plan, empty or as a newer version of another."""

    based_on = forms.ModelChoiceField(
        queryset=RotationPlan._base_manager.none(),
        label="依据",
        required=False,
        empty_label="空白计划",
        widget=Drop,
        help_text="沿用所选计划的学员和安排；已入科的自动锁定",
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["based_on"].queryset = plans


def _key(label: str) -> forms.TypedChoiceField:
    """A number out of a list, or nothing."""
    return forms.TypedChoiceField(label=label, coerce=int, required=False, empty_value=None, widget=Drop)


class GridForm(forms.Form):
    """The filters of a grid (ROT-03); it never fails: what cannot be understood is as if not asked."""

    plan = _key("计划")
    year = _key("招收届别")
    specialty = _key("培训专业")
    category = forms.ChoiceField(label="人员类型", required=False, widget=Drop)
    name = forms.CharField(label="姓名", required=False, max_length=60)
    department = _key("科室")
    month = _key("计划周期（起始月份）")
    months = _key("计划周期（显示月数）")
    day = forms.DateField(label="日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    view = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any, *, plan: RotationPlan, plans: Iterable[RotationPlan], departments: "list[Unit]", view: str
    ) -> None:
        self.current, self.length, self.shown = plan, plan.half_months // 2, view
        self.start = starting_month(plan, localdate())
        start = {"plan": str(plan.pk), "month": str(self.start), "months": "12", "day": f"{day_in(plan, localdate())}"}
        super().__init__({**start, **{key: data.get(key) for key in data}, "view": view})
        fields: Any = self.fields
        fields["name"].widget.attrs |= {"placeholder": "姓名、拼音或首字母", "autocomplete": "off"}
        found = {each.pk: each.name for each in specialties().values()}
        used = specialties_of(plan)
        months = [(str(m), month_shown(m)) for m in range(plan.first // 2, plan.first // 2 + self.length)]
        lengths = [(str(n), f"{n} 个月") for n in (6, 12, 24, 36, 72) if n <= self.length]
        for key, choices in {
            "plan": [(str(each.pk), f"{each.name}（{each.get_state_display()}）") for each in plans],
            "year": [(str(year), str(year)) for year in years_of(plan)],
            "specialty": [(str(pk), found[pk]) for pk in found if pk in used],
            "category": list(options("resident_category")),
            "department": [(str(unit.pk), unit.name) for unit in departments],
            "month": months,
            "months": lengths or [(str(self.length), f"{self.length} 个月")],
        }.items():
            empty = [] if key in ("plan", "month", "months") else [("", "请选择")]
            fields[key].choices = [*empty, *choices]
        for key in ("month", "months") if view == "day" else ("day",):
            del fields[key]
        self.order_fields(["plan", "day", "year", "specialty", "name"])  # the first row is always to be seen
        self.is_valid()

    def asked(self) -> Asked:
        """What is to be shown."""
        others = ("plan", "view", "day", "month", "months")
        given = {key: value for key, value in self.cleaned_data.items() if key not in others}
        month = self.cleaned_data.get("month") or self.start
        end = self.current.first // 2 + self.length
        months = min(self.cleaned_data.get("months") or 12, end - month)
        return Asked(**given, month=month, months=months)

    def other_plan(self) -> int | None:
        """The key of the plan asked for instead of this one."""
        chosen: int | None = self.cleaned_data.get("plan")
        return chosen if chosen not in (None, self.current.pk) else None

    def chosen_day(self) -> Any:
        """The day asked for, else today."""
        return self.cleaned_data.get("day") or day_in(self.current, localdate())


class CandidatesForm(forms.Form):
    """Whom to look for among those who are not in a plan yet; what cannot be understood is as if not asked."""

    year = _key("招收届别")
    specialty = _key("培训专业")

    def __init__(self, data: Any, *, trainings: Sequence[Training]) -> None:
        super().__init__(data)
        self.trainings, fields = trainings, self.fields
        years = sorted({each.intake_year for each in trainings}, reverse=True)
        taught = {each.specialty_id: each.specialty.name for each in trainings if each.specialty}
        choices: dict[str, list[tuple[Any, str]]] = {
            "year": [(year, str(year)) for year in years],
            "specialty": list(taught.items()),
        }
        for key, offered in choices.items():
            field: Any = fields[key]
            field.choices = [("", "请选择"), *offered]
        self.is_valid()

    def found(self) -> list[Training]:
        """Those asked for."""
        year, specialty = (self.cleaned_data.get(key) for key in ("year", "specialty"))
        return [t for t in self.trainings if year in (None, t.intake_year) and specialty in (None, t.specialty_id)]


class SearchForm(_Search):
    """How the planner shall search."""

    def asked(self, goal: str) -> AskedSearch:
        """As the action takes it; to be called when valid."""
        given = self.cleaned_data
        return AskedSearch(goal, given["number"], given["seconds"], given["seed"])


class MoveForm(forms.Form):
    """Where a stint shall begin."""

    first = forms.TypedChoiceField(label="移至", coerce=int, widget=Drop)

    def __init__(self, *args: Any, plan: RotationPlan, length: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        starts = range(plan.first, plan.first + plan.half_months - length + 1)
        fields: Any = self.fields
        fields["first"].choices = [(str(slot), f"{first_day(slot)} 开始") for slot in starts]


class TeachingForm(forms.Form):
    """Which department and month; what cannot be understood is as if not asked."""

    department = _key("科室")
    month = _key("月份")

    def __init__(self, data: Any, *, departments: Sequence[Unit]) -> None:
        self.departments, self.offered = {unit.pk: unit for unit in departments}, months_offered()
        first = {"department": str(departments[0].pk), "month": str(self.offered[0][0])}
        super().__init__({**first, **{key: data.get(key) for key in data}})
        fields: Any = self.fields
        fields["department"].choices = [(str(unit.pk), unit.name) for unit in departments]
        fields["month"].choices = [(str(month), title) for month, title in self.offered]
        self.is_valid()

    def chosen_department(self) -> Unit:
        """The one asked for, else the first."""
        return self.departments[self.cleaned_data.get("department") or next(iter(self.departments))]

    def chosen_month(self) -> int:
        """The one asked for, else this month."""
        return int(self.cleaned_data.get("month") or self.offered[0][0])


class StintForm(forms.Form):
    """A stint for one resident of a draft: from when, how long, where, for which line of his standard."""

    first = forms.TypedChoiceField(label="开始日期", coerce=int, widget=Drop)
    half_months = forms.TypedChoiceField(label="时长", coerce=int, widget=Drop, initial=2)
    department = forms.ModelChoiceField(
        Unit.objects.none(),
        label="科室",
        empty_label="请选择",
        widget=Drop,
        error_messages={"required": "请选择科室。"},
    )
    line = _key("标准科室")

    def __init__(self, *args: Any, resident: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        plan = resident.plan
        fields["first"].choices = [
            (str(slot), f"{first_day(slot)}") for slot in range(plan.first, plan.first + plan.half_months)
        ]
        fields["half_months"].choices = [(str(n), f"{n / 2:g} 个月") for n in range(1, 25)]
        fields["department"].queryset = departments
        lines = [(str(line.pk), line.department) for line in resident.standard.lines.all()]
        fields["line"].choices = [("", "按科室对应"), *lines]

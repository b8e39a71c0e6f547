"""Forms of the schedule. A day without a time means all of it: from 00:00, until 24:00."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate, localtime

from xinglin.engines.access.models import Unit, UnitKind
from xinglin.kit.calendar import CHINA, start_of

from .kinds import WindowKind
from .models import Window
from .queries import shown


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PlainForm(forms.Form):
    """Says what is missing or wrong by its name."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写{field.label}。"
            field.error_messages["invalid"] = f"{field.label}的格式不正确，请重新填写。"


class EndForm(PlainForm):
    """The end of a window or of an extension; `cleaned_data["ends_at"]` is the first moment outside."""

    ends_on = forms.DateField(label="结束日期", widget=DayInput)
    ends_time = forms.TimeField(label="结束时刻", widget=TimeInput, required=False, help_text="不填则到当日 24:00")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("ends_on"):
            given["ends_at"] = end_of(given["ends_on"], given.get("ends_time"))
        return given


class PeriodForm(EndForm):
    """When a window is open; `cleaned_data` holds `starts_at` and `ends_at`."""

    starts_on = forms.DateField(label="开始日期", widget=DayInput)
    starts_time = forms.TimeField(label="开始时刻", widget=TimeInput, required=False, help_text="不填则从当日 00:00 起")
    field_order: tuple[str, ...] = ("starts_on", "starts_time", "ends_on", "ends_time")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("starts_on"):
            given["starts_at"] = datetime.combine(given["starts_on"], given.get("starts_time") or time(), CHINA)
        if given.get("starts_at") and given.get("ends_at") and given["ends_at"] <= given["starts_at"]:
            end, start = shown(given["ends_at"], is_end=True), shown(given["starts_at"])
            self.add_error("ends_on", f"结束时间 {end} 不晚于开始时间 {start}，请修改。")
        return given


class TimingForm(PeriodForm):
    """A new window: what, when, and for whom."""

    kind = forms.ChoiceField(label="事项")
    year = forms.IntegerField(label="年份", min_value=2014, max_value=2099)
    batch = forms.IntegerField(label="批次", min_value=1, max_value=99, initial=1)
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label="适用范围", empty_label=None)
    field_order = ("kind", "year", "batch", "unit", *PeriodForm.field_order)

    def __init__(self, *args: Any, kinds: Sequence[WindowKind], scopes: "QuerySet[Unit]", **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(kind.key, kind.title) for kind in kinds]
        fields["year"].initial = localdate().year
        fields["unit"].queryset = scopes
        fields["unit"].label_from_instance = scope_label
        fields["unit"].help_text = "某省另行安排后，该省按自己的时间执行。"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        same = {name: given[name] for name in ("kind", "year", "batch", "unit") if given.get(name)}
        if len(same) == 4 and (standing := Window.objects.filter(**same).first()):
            span = f"{shown(standing.starts_at)} 至 {shown(standing.ends_at, is_end=True)}"
            self.add_error("kind", f"该年份、批次和范围已安排（{span}），请返回列表编辑那一条。")
        return given


class ExtensionForm(EndForm):
    """More time for one organisation."""

    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label="单位", empty_label="", help_text="可输入名称、拼音或首字母查找"
    )
    reason = forms.CharField(
        label="延长理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="理由会留存备查。"
    )
    field_order = ("unit", "ends_on", "ends_time", "reason")

    def __init__(self, *args: Any, units: "QuerySet[Unit]", **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].widget = UnitPicker()
        fields["unit"].queryset = units
        fields["unit"].label_from_instance = unit_label
        fields["ends_on"].label, fields["ends_time"].label = "延长至", "延长至（时刻）"


class UnitPicker(forms.Select):
    """A list that is searched by name, pinyin and initials."""

    def __init__(self) -> None:
        super().__init__(attrs={"data-search": "", "data-placeholder": "请选择单位"})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if unit := getattr(value, "instance", None):
            option["attrs"]["data-pinyin"] = unit.pinyin
        return option


def end_of(day: Any, at: time | None) -> datetime:
    """The first moment outside: the time of the day given, or the end of that day."""
    return datetime.combine(day, at, CHINA) if at else start_of(day + timedelta(days=1))


def period_of(window: Window) -> dict[str, Any]:
    """A window's times as PeriodForm takes them."""
    start, end = localtime(window.starts_at), localtime(window.ends_at)
    is_midnight = end.time() == time()
    return {
        "starts_on": start.date(),
        "starts_time": start.time() if start.time() != time() else None,
        "ends_on": end.date() - timedelta(days=1) if is_midnight else end.date(),
        "ends_time": None if is_midnight else end.time(),
    }


def scope_label(unit: Unit) -> str:
    """全国, or the province."""
    return "全国" if unit.kind == UnitKind.NATION else unit.name


def unit_label(unit: Unit) -> str:
    """The organisation with its province, since names repeat."""
    return unit.name if unit.kind == UnitKind.PROVINCE or not unit.province else f"{unit.name}（{unit.province.name}）"

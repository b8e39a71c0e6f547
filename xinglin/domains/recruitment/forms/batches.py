"""A batch with its seven windows on one page, and the parts of its examination (REC-01, REC-24)."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms

from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.fields import DeclaredForm, form_class
from xinglin.engines.windows.forms import DayInput, ExtensionForm, TimeInput, end_of, period_of
from xinglin.engines.windows.models import Window
from xinglin.kit.calendar import CHINA

from ..enums import ScoreKind
from ..fields.batches import BATCH, SCORE_PART
from ..windows import STAGES

MOST_PARTS = 12
ENDS = ("starts_on", "starts_time", "ends_on", "ends_time")
WORDS = ("开始日期", "开始时刻", "结束日期", "结束时刻")


class StagesBase(DeclaredForm):
    """The windows of a batch; a stage of which both days are left empty is not scheduled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for kind in STAGES:
            for end, word in zip(ENDS, WORDS, strict=True):
                field: forms.Field = (
                    forms.DateField(label=word, widget=DayInput(), required=False)
                    if end.endswith("on")
                    else forms.TimeField(label=word, widget=TimeInput(), required=False)
                )
                field.error_messages["invalid"] = f"“{kind.title}”{word}的格式不正确，请重新填写。"
                field.widget.attrs["aria-label"] = f"{kind.title}{word}"
                fields[f"{kind.key}_{end}"] = field

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for kind in STAGES:
            first, last = given.get(f"{kind.key}_starts_on"), given.get(f"{kind.key}_ends_on")
            if bool(first) != bool(last) and not any(f"{kind.key}_{end}" in self.errors for end in ENDS):
                empty = "ends_on" if first else "starts_on"
                self.add_error(f"{kind.key}_{empty}", f"“{kind.title}”的开始和结束日期请一并填写，或都留空。")
        return given

    def stages(self) -> list[tuple[str, list[Any]]]:
        """Title and the four inputs of each window."""
        return [(kind.title, [self[f"{kind.key}_{end}"] for end in ENDS]) for kind in STAGES]

    def windows(self) -> dict[str, tuple[datetime, datetime] | None]:
        """As the actions take them."""
        return {kind.key: self._span(kind.key) for kind in STAGES}

    def _span(self, key: str) -> tuple[datetime, datetime] | None:
        first, at, last, until = (self.cleaned_data.get(f"{key}_{end}") for end in ENDS)
        if not first or not last:
            return None
        return datetime.combine(first, at or time(), CHINA), end_of(last, until)


class BatchBase(StagesBase):
    """Settings and windows."""

    def __init__(self, *args: Any, province: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["categories"].widget = forms.CheckboxSelectMultiple(choices=fields["categories"].widget.choices)
        owners = Unit.objects.filter(path__startswith=province.path or "-", kind__in=(UnitKind.PROVINCE, UnitKind.CITY))
        fields["owner_id"] = forms.TypedChoiceField(
            label="组织单位",
            coerce=int,
            choices=list(owners.order_by("path").values_list("pk", "name")),
            help_text="由地市自行组织的批次选择该市：只有该市的基地参加，该市可以调整各环节时间",
        )

    def settings(self) -> list[Any]:
        """The inputs that are no windows."""
        names = [f.key for f in BATCH]
        names.insert(2, "owner_id")
        return [self[name] for name in names if name in self.fields]

    def row(self) -> dict[str, Any]:
        """As `save_batches` takes it."""
        given = self.cleaned_data
        names = [*(f.key for f in BATCH), "owner_id"]
        row = {name: "" if given[name] is None else given[name] for name in names if name in given}
        return row | {"windows": self.windows()}


BatchForm: Any = form_class("BatchForm", BATCH, base=BatchBase)
DatesForm: Any = form_class("DatesForm", (), base=StagesBase)


def initial_windows(windows: Mapping[str, Window]) -> dict[str, Any]:
    """The standing windows as the form takes them."""
    return {f"{key}_{end}": value for key, window in windows.items() for end, value in period_of(window).items()}


class ScorePartBase(DeclaredForm):
    """One part; a line without a name is left out."""

    def clean(self) -> dict[str, Any]:
        if not (self.cleaned_data.get("title") or "").strip():
            self._errors: Any = forms.utils.ErrorDict()
            return {}
        given = super().clean()
        if given.get("kind") == ScoreKind.PASS:
            given |= {"least": 0, "most": 1, "passing": None}
        return {**given, "least": given.get("least") or 0, "weight": given.get("weight") or 0}


ScorePartForm: Any = form_class("ScorePartForm", SCORE_PART, base=ScorePartBase)


class ScoreParts(
    forms.formset_factory(ScorePartForm, extra=3, max_num=MOST_PARTS, validate_max=True, absolute_max=30)  # type: ignore[misc]  # -- a class made by Django
):
    """The parts in their order, with room for three more."""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What was filled in."""
        return [form.cleaned_data for form in self if form.cleaned_data.get("title")]


class StageExtensionForm(ExtensionForm):
    """More time for one organisation in one stage of a batch."""

    stage = forms.ChoiceField(label="环节")

    def __init__(self, *args: Any, stages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["stage"].choices = stages
        self.order_fields(["stage"])

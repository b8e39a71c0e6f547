"""Forms of this domain, from the declared fields."""

from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet

from xinglin.engines.access.models import Unit
from xinglin.engines.fields import DeclaredForm, PartialForm, form_class
from xinglin.engines.windows.forms import UnitPicker, unit_label

from .enums import TrainingStatus
from .fields import STATUS, TRAINING
from .models import Training
from .queries.judging import Decided, Places
from .queries.parts import openings_of
from .queries.records import training_values
from .rules import CHANGE_STATUS, may_change_specialty
from .rules.moving import Continuation
from .rules.transitions import TRANSITIONS


class TrainingBase(PartialForm):
    """培训信息 of one record: offers its base's specialties; what does not fit is said at the field, as the sheet does.

    Knows the revision that was on the page, so that an older page cannot overwrite a newer save.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, training: Training, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.training, self.institution_id = training, training.institution_id
        self.standing = training_values(training)
        self.places = Places([training.institution_id])
        bases = self.places.specialties[self.institution_id]
        offered = {code: base.specialty.name for code, base in bases.items() if not base.suspended_on}
        chosen = {training.specialty.code: training.specialty.name} if training.specialty else {}
        fields: dict[str, Any] = self.fields
        fields["specialty"].widget.choices = [("", "请选择"), *sorted((chosen | offered).items())]
        if chosen and may_change_specialty(training, openings_of([training])[training.pk], None):
            fields["specialty"].widget.choices = list(chosen.items())
            fields["specialty"].help_text = "不能修改；转专业请在“培训状态”页办理"

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        after = {**self.standing, **values}
        problems = self.places.problems(self.institution_id, after, self.standing)
        problems |= Decided([self.training]).problems(self.training, after, self.places, self.institution_id)
        for key, why in problems.items():
            if key not in self.errors:
                self.add_error(key, why)
        return values


TrainingForm: Any = form_class("TrainingForm", TRAINING, base=TrainingBase)


class StatusBase(DeclaredForm):
    """变更培训状态: every reason stands under the status for which it is one."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer([step.after for step in TRANSITIONS if step.right == CHANGE_STATUS])

    def offer(self, statuses: list[TrainingStatus]) -> None:
        """Only these, and their reasons."""
        fields: dict[str, Any] = self.fields
        reasons = {step.after: step.reasons for step in TRANSITIONS if step.after in statuses}
        fields["status"].widget.choices = [("", "请选择"), *((s.value, s.label) for s in reasons)]
        fields["reason"].widget.choices = [
            ("", "请选择"),
            *((f"改为“{s.label}”", [(r.value, r.label) for r in each]) for s, each in reasons.items()),
        ]


StatusForm: Any = form_class("StatusForm", STATUS, base=StatusBase)


class OneStatusForm(StatusForm):
    """The same for one record: only what may follow its status, and the base it goes to if that is known."""

    target = forms.ModelChoiceField(
        queryset=Unit.objects.none(),
        label="转入培训基地",
        required=False,
        help_text="原因为“转培训基地”时选择，该基地会收到提醒；未定的留空。可输入名称、拼音或首字母查找",
    )
    field_order: tuple[str, ...] = ("status", "reason", "starts_on", "ends_on", "target", "note")

    def __init__(self, *args: Any, training: Training, bases: "QuerySet[Unit]", **kwargs: Any):
        super().__init__(*args, **kwargs)
        steps = [step for step in TRANSITIONS if step.right == CHANGE_STATUS and training.status in step.before]
        self.offer([step.after for step in steps])
        fields: dict[str, Any] = self.fields
        fields["target"].widget = UnitPicker()
        fields["target"].queryset = bases
        fields["target"].label_from_instance = unit_label

    def answers(self) -> dict[str, Any]:
        """As `change_status` takes them."""
        target = self.cleaned_data["target"]
        return {**self.cleaned_data, "target": target.pk if target else None}


class ContinuationBase(DeclaredForm):
    """How a training goes on: in a specialty of the receiving base, with dates and years of its own."""

    def __init__(self, *args: Any, institution_id: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        bases = Places([institution_id]).specialties[institution_id]
        offered = sorted((code, base.specialty.name) for code, base in bases.items() if not base.suspended_on)
        fields: dict[str, Any] = self.fields
        fields["specialty"].widget.choices = [("", "请选择"), *offered]

    def continuation(self) -> Continuation:
        """As the actions take it."""
        return Continuation(**{key: self.cleaned_data[key] for key in Continuation.__dataclass_fields__})


CONTINUATION = tuple(f for f in TRAINING if f.key in Continuation.__dataclass_fields__)
ContinuationForm: Any = form_class("ContinuationForm", CONTINUATION, base=ContinuationBase)
SpecialtyForm: Any = form_class("SpecialtyForm", (*CONTINUATION, replace(STATUS[-1], help="")), base=ContinuationBase)

"""Forms of this domain, from the declared fields."""

from typing import Any

from django import forms

from xinglin.engines.fields import PartialForm, form_class

from .fields import TRAINING
from .models import Training
from .queries.judging import Places
from .queries.records import training_values


class TrainingBase(PartialForm):
    """培训信息 of one record: offers its base's specialties; what does not fit is said at the field, as the sheet does.

    Knows the revision that was on the page, so that an older page cannot overwrite a newer save.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, training: Training, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.institution_id = training.institution_id
        self.standing = training_values(training)
        self.places = Places([training.institution_id])
        bases = self.places.specialties[self.institution_id]
        offered = {code: base.specialty.name for code, base in bases.items() if not base.suspended_on}
        chosen = {training.specialty.code: training.specialty.name} if training.specialty else {}
        fields: dict[str, Any] = self.fields
        fields["specialty"].widget.choices = [("", "请选择"), *sorted((chosen | offered).items())]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        after = {**self.standing, **values}
        for key, why in self.places.problems(self.institution_id, after, self.standing).items():
            if key not in self.errors:
                self.add_error(key, why)
        return values


TrainingForm: Any = form_class("TrainingForm", TRAINING, base=TrainingBase)

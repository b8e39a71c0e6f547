"""Forms of this domain, from the declared fields."""

from typing import Any

from django import forms

from xinglin.engines.fields import PartialForm, form_class

from .fields import TRAINING


class TrainingBase(PartialForm):
    """Knows the revision that was on the page, so that an older page cannot overwrite a newer save."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


TrainingForm: Any = form_class("TrainingForm", TRAINING, base=TrainingBase)

"""Forms of the parts of a person's record, saved page by page (REP-20, REC-11)."""

from typing import Any

from django import forms

from xinglin.engines.fields import PartialForm, form_class

from .enums import EducationLevel
from .fields import BASIC, IDENTITY_CARD, LICENCE, education

STALE = "这些信息刚才已在另一处保存过，这次没有保存。下面保留了您填写的内容，请核对后再保存。"


class OwnPage(PartialForm):
    """Knows the revision that was on the page, so that an older page cannot overwrite a newer save."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def is_current(self, revision: int) -> bool:
        """Two tabs, or two devices: the later save of an older page is told, and what was typed stays."""
        if self.cleaned_data["revision"] == revision:
            return True
        self.add_error(None, STALE)
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # -- a QueryDict
        data["revision"] = revision
        self.data = data
        return False


class BasicPage(OwnPage):
    """An identity card decides the birth date (REP-21)."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.initial.get("document_type") == IDENTITY_CARD and self.initial.get("birth_date"):
            self.fields["birth_date"].disabled = True
            self.fields["birth_date"].help_text = "由身份证号码得出，不需要填写"


BasicForm: Any = form_class("BasicForm", BASIC, base=BasicPage)
LicenceForm: Any = form_class("LicenceForm", LICENCE, base=OwnPage)


class RevisionForm(OwnPage):
    """Only the revision: the page of 学习经历 has a form for each level beside it."""


class _Level(PartialForm):
    """«是否»: has the person attended this level at all?"""

    attended = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """A level not attended is not judged."""
        if not self.cleaned_data.get("attended"):
            return self.cleaned_data
        return super().clean()


def level_form(level: EducationLevel, *args: Any, **kwargs: Any) -> Any:
    """The form of one level, its controls prefixed with the level's name."""
    made: Any = form_class(f"{level.name.title()}Form", education(level), base=_Level)
    form = made(*args, prefix=level.value, **kwargs)
    form.fields["attended"].label = f"是否有{level.label}学历"
    form.level = level
    return form

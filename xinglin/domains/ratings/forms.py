"""The questionnaire as a resident fills it in, and what bases and provinces set (FAC-09)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from xinglin.engines.fields import DeclaredForm, form_class

from .enums import Score
from .fields import QUESTIONNAIRE, RULE
from .rules import LONGEST_WORDS


class RatingForm(forms.Form):
    """One group of five choices for each item, and words. A former answer is nowhere, so it cannot show one."""

    words = forms.CharField(
        label="意见和建议",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": "4", "autocomplete": "off"}),
        help_text=f"最多 {LONGEST_WORDS} 个字。请不要写能看出您是谁的内容，如姓名、日期、具体病例",
        error_messages={"max_length": f"意见和建议最多 {LONGEST_WORDS} 个字，请精简"},
    )

    def __init__(self, *args: Any, items: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [f"item_{place}" for place in range(len(items))]
        for place, (key, item) in enumerate(zip(self.keys, items, strict=True), 1):
            self.fields[key] = forms.TypedChoiceField(
                label=f"{place}. {item}",
                choices=Score.choices,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": "请选择一档", "invalid_choice": "请从五档中选择"},
            )
        self.order_fields([*self.keys, "words"])

    def answer(self) -> dict[str, Any]:
        """Scores in the order of the items, and words."""
        return {"scores": [self.cleaned_data[key] for key in self.keys], "words": self.cleaned_data["words"]}


class _Lines(DeclaredForm):
    """Items one a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].widget.attrs["rows"] = "12"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        lines = (given.get("items") or "").splitlines()
        return {**given, "items": [line.strip() for line in lines if line.strip()]}


QuestionnaireForm: Any = form_class("QuestionnaireForm", QUESTIONNAIRE, base=_Lines)
RuleForm: Any = form_class("RuleForm", RULE)

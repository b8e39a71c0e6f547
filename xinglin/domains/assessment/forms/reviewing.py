"""Forms of those who review: conduct put on record, another institution's opinion (ASM-31, ASM-34)."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from xinglin.engines.fields import Coded, Day, LongText, Text, YesNo, form_class
from xinglin.engines.secrets import blind_index

from ..enums import ConductKind

INSTITUTION = Text("institution_name", "医疗卫生机构", max_length=120, required=True)
CONDUCT = (
    Coded("kind", "类别", choices=ConductKind.choices, required=True),
    INSTITUTION,
    Day("closed_on", "结案时间", required=True, help="良好行为记录填写表彰、奖励的日期"),
    LongText("outcome", "处理结果", max_length=500, required=True),
    YesNo("starts_early", "须提前考核", help="情节严重、须在本周期考核之外提前考核的不良行为记录选“是”"),
)
OPINION = (
    INSTITUTION,
    LongText("text", "意见", max_length=500, required=True),
    Day("given_on", "意见日期", required=True),
)

ConductForm: Any = form_class("ConductForm", CONDUCT)
OpinionForm: Any = form_class("OpinionForm", OPINION)


class ConductOfForm(ConductForm):
    """With the physician, found by the whole document number: `cleaned_data["index"]` finds him."""

    document = forms.CharField(label="医师证件号码", max_length=60, help_text="完整的证件号码")
    field_order = ("document",)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["index"] = blind_index(given.get("document", ""), "document")
        return given


def opinion_initial(others: list[str]) -> dict[str, Any]:
    """The other institution where there is but one, and today."""
    return {"institution_name": others[0] if len(others) == 1 else "", "given_on": localdate()}

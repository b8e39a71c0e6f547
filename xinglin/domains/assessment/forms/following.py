"""Forms of spot checks, re-consideration and consequences (ASM-36)."""

from typing import Any

from django import forms

from xinglin.engines.windows.forms import DayInput, PlainForm

from ..enums import ConsequenceKind, Redo
from ..rules.following import LONGEST
from ..rules.overseeing import LONGEST_FINDING, why_not_share

YES_OR_NO = {"1": True, "0": False}
TO: dict[str, Any] = {"choices": [("", "请选择"), *Redo.choices], "required": False}


def _text(label: str, longest: int, help_text: str = "", *, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": "4"})
    return forms.CharField(label=label, max_length=longest, widget=area, help_text=help_text, required=required)


def _either(label: str, yes: str, no: str, *, required: bool = True) -> forms.TypedChoiceField:
    choices: Any = [("", "请选择"), ("1", yes), ("0", no)]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=YES_OR_NO.get, required=required, empty_value=None
    )


class DrawForm(PlainForm):
    """«抽取抽查对象»: which share of each institution's finished assessments."""

    share = forms.IntegerField(
        label="抽查比例",
        min_value=1,
        max_value=100,
        initial=5,
        help_text="百分之几；每家机构至少抽取一人",
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), why_not_share(0) or ""),
    )


class FindingForm(PlainForm):
    """«登记抽查情况»."""

    is_right = _either("抽查结论", "结果无误", "结果有误")
    finding = _text("抽查情况", LONGEST_FINDING, "结果有误的须说明哪里有误", required=False)
    to = forms.ChoiceField(label="结果有误的", help_text="原结果作废，由所选单位重新办理", **TO)


class AnswerForm(PlainForm):
    """«答复复核申请»."""

    is_granted = _either("复核结论", "同意，重新办理", "维持原结果")
    answer = _text("复核答复", LONGEST, "医师会看到，并作为书面答复保存")
    to = forms.ChoiceField(label="同意的", help_text="原结果和合格证书作废，由所选单位重新办理", **TO)


class ConsequenceForm(PlainForm):
    """«登记处理»: what the law orders after 不合格."""

    kind = forms.ChoiceField(label="处理", choices=[("", "请选择"), *ConsequenceKind.choices])
    starts_on = forms.DateField(label="起始日期", widget=DayInput, help_text="再次考核填考核日期，注销填注销日期")
    ends_on = forms.DateField(
        label="截止日期", widget=DayInput, required=False, help_text="暂停执业的最后一日，期限为 3 至 6 个月"
    )
    is_passed = _either("再次考核结果", "合格", "不合格", required=False)
    note = _text("说明", LONGEST, "如培训安排", required=False)


class GroundsForm(PlainForm):
    """«申请复核»."""

    grounds: Any = _text("复核理由", LONGEST, "说明您认为结果哪里不对，以及依据")

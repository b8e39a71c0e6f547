"""What is asked before people are marked as reported in (REC-23)."""

from datetime import date

from django import forms
from django.utils.timezone import localdate

from xinglin.engines.fields import Day, DeclaredForm, form_class

BEGINS = Day(
    "starts_on",
    "培训开始日期",
    required=True,
    help="写入住院医师信息；结束日期按专业的培训年限推算，要缩短的由学员另行申请减免",
)


def _usual() -> date:
    """1 September (R-REC-05)."""
    return date(localdate().year, 9, 1)


class Beginning(DeclaredForm):
    """From which day on they train here."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"initial": {"starts_on": _usual()}, **kwargs})


BeginningForm: type[forms.Form] = form_class("BeginningForm", (BEGINS,), base=Beginning)

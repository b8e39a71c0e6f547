"""Forms of «操作员管理» (PLT-05)."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.rules import lendable
from xinglin.kit import text
from xinglin.kit.calendar import CHINA

from .actions import NewOperator
from .forms import DoorForm


class DayField(forms.DateField):
    """A day, as the moment it begins or, with `is_end`, the first moment after it."""

    def __init__(self, label: str, *, is_end: bool = False, **rest: Any):
        super().__init__(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **rest)
        self.is_end = is_end
        self.error_messages["invalid"] = "日期格式不正确，请按“2026-12-31”填写。"

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is None:
            return None
        if not 2000 <= day.year <= 2100:
            raise forms.ValidationError("请核对年份。")
        return datetime.combine(day + timedelta(days=self.is_end), time.min, CHINA)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return (value.astimezone(CHINA) - timedelta(seconds=self.is_end)).date()
        return value


class RightsForm(DoorForm):
    """Part of the actor's rights, until a day."""

    rights = forms.MultipleChoiceField(label="权限", widget=forms.CheckboxSelectMultiple)
    ends_on = DayField(
        "结束日期", is_end=True, required=False, help_text="到这一天结束时自动失效；不填则一直有效，直到停用或终止。"
    )
    field_order = ("name", "login", "mobile", "starts_on", "ends_on", "reason", "rights")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["rights"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- tells mypy which field it is
        field.choices = [(each.key, each.title) for each in lendable(actor)]
        field.initial = [each.key for each in lendable(actor)]
        field.help_text = "只能授予您当前身份拥有的权限；没有勾选的，对方看不到相应的菜单和按钮。"
        field.error_messages["required"] = "请至少勾选一项权限。"


class NewOperatorForm(RightsForm):
    """Somebody who is to work under his own name."""

    name = forms.CharField(label="姓名", max_length=40, help_text="操作记录中将显示该姓名。")
    login = forms.CharField(
        label="账号",
        max_length=20,
        help_text="登录时填写。以字母开头，4–20 个字母、数字或下划线，其中数字最多 4 个，例如 renmin_zhangwei。",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
    )
    mobile = forms.CharField(
        label="手机号码",
        max_length=20,
        help_text="激活账号和找回密码的验证码发送到这个号码。",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )

    def operator(self) -> NewOperator:
        """What was filled in."""
        given = self.cleaned_data
        return NewOperator(
            login=given["login"].strip(),
            name=given["name"],
            mobile=text.number(given["mobile"]),
            rights=given["rights"],
            ends_at=given["ends_on"],
        )


class OperatorForm(RightsForm):
    """One who works already."""

    def __init__(self, *args: Any, actor: Actor, membership: Membership, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["rights"].initial = membership.rights
        self.fields["ends_on"].initial = membership.ends_at


class LoanForm(RightsForm):
    """To whom the current role is lent, and how long."""

    login = forms.CharField(
        label="对方账号",
        max_length=120,
        help_text="对方登录时填写的账号（操作员账号或身份证件号码）；对方须在本单位或下级单位已有身份。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    starts_on = DayField("开始日期", initial=timezone.localdate)
    reason = forms.CharField(label="出借事由", max_length=100, help_text="例如“王老师休产假期间代办”，会留存备查。")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = True
        self.fields["ends_on"].help_text = "到这一天结束时自动收回，最长一年。"

    def clean_starts_on(self) -> datetime:
        """Today means from now on."""
        return max(self.cleaned_data["starts_on"], timezone.now())

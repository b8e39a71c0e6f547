"""The forms of «注册» (PLT-16)."""

from typing import Any

from django import forms

from xinglin.kit import documents, text

from . import rules
from .forms import NewPasswordForm, PersonForm, code_field
from .models import Account
from .registration import Registration


class IdentityForm(PersonForm):
    """Step one: who somebody is."""

    name = forms.CharField(label="姓名", max_length=40, widget=forms.TextInput({"autocomplete": "name"}))
    document_type = forms.ChoiceField(label="证件类型")
    document_number = forms.CharField(label="证件号码", max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    field_order = ("name", "document_type", "document_number", "captcha")

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["document_type"] = forms.ChoiceField(
            label="证件类型", choices=list(registration.document_types.items()), initial=documents.ID_CARD
        )
        self.order_fields(self.field_order)

    def clean_name(self) -> str:
        return text.line(self.cleaned_data["name"])

    def clean_document_number(self) -> str:
        number = text.number(self.cleaned_data["document_number"])
        if why := documents.check(self.cleaned_data.get("document_type", ""), number):
            raise forms.ValidationError(f"{why}。")
        return number


class AccountForm(NewPasswordForm):
    """Step two: password and mobile number."""

    mobile = forms.CharField(
        label="手机号码",
        max_length=20,
        help_text="忘记密码时，验证码发送到这个号码。",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )
    code = code_field()
    field_order = ("new_password", "repeated", "mobile", "code")

    def __init__(self, *args: Any, account: Account, **kwargs: Any):
        super().__init__(*args, account=account, **kwargs)
        self.fields["new_password"].label, self.fields["repeated"].label = "密码", "确认密码"

    def clean_mobile(self) -> str:
        mobile = text.number(self.cleaned_data["mobile"])
        if why := rules.why_no_mobile(mobile):
            raise forms.ValidationError(why)
        return mobile

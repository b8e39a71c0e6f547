"""How one wants to be told, and whom others may ask."""

import re
from typing import Any

from django import forms

from xinglin.engines.windows.forms import PlainForm

from .models import URGENT, Contact, Reach, Topic
from .rules import MOST_CONTACTS

PHONE = re.compile(r"[0-9+][0-9 ()+-]{5,29}(转[0-9]{1,6})?")


class ReachForm(PlainForm):
    """By topic: text message, e-mail. Without a choice so far it shows what then holds."""

    by_sms = forms.MultipleChoiceField(
        label="同时发送短信", choices=Topic.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    by_mail = forms.MultipleChoiceField(
        label="同时发送邮件", choices=Topic.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    mail_address = forms.EmailField(label="电子邮箱", required=False, max_length=120)

    def __init__(self, *args: Any, reach: Reach | None, mail: bool, **kwargs: Any) -> None:
        stored: dict[str, Any] = {"by_sms": list(URGENT)}
        if reach:
            stored = {"by_sms": reach.by_sms, "by_mail": reach.by_mail, "mail_address": reach.mail_address}
        super().__init__(*args, initial=stored, **kwargs)
        self.fields["mail_address"].error_messages["invalid"] = "电子邮箱的格式不正确，例如 name@hospital.cn。"
        if not mail:
            del self.fields["by_mail"], self.fields["mail_address"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("by_mail") and not given.get("mail_address") and "mail_address" not in self.errors:
            self.add_error("mail_address", "选择了邮件，请填写电子邮箱。")
        given["mail_address"] = given.get("mail_address") or None
        return given


class ContactForm(PlainForm):
    """One line; all of it or nothing."""

    duty = forms.CharField(label="负责事项", max_length=40, required=False)
    name = forms.CharField(label="姓名", max_length=40, required=False)
    phone = forms.CharField(label="电话", max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in self.fields:
            if any(given.values()) and not given.get(name) and name not in self.errors:
                self.add_error(name, f"请填写{self.fields[name].label}，或清空整行。")
        return given

    def clean_phone(self) -> str:
        """Office telephone or mobile, with an extension if need be."""
        phone: str = self.cleaned_data["phone"].strip()
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError("电话的格式不正确，例如 010-68792114 或 010-68792114转8012。")
        return phone


class ContactRows(
    forms.formset_factory(ContactForm, extra=2, max_num=MOST_CONTACTS, validate_max=True, absolute_max=50)  # type: ignore[misc]  # -- a class made by Django
):
    """The lines of one unit, with room for two more."""

    @property
    def contacts(self) -> list[Contact]:
        """What was filled in, in its order."""
        return [Contact(**form.cleaned_data) for form in self if any(form.cleaned_data.values())]

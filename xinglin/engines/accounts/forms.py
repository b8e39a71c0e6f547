"""Forms of the door. What was typed stays after an error, except passwords and codes (PLT-131)."""

from typing import Any

from captcha.fields import CaptchaField
from django import forms

from xinglin.kit import text

from . import challenges, rules
from .models import Account

_PASSWORD = {"autocomplete": "current-password", "data-password": ""}
_NEW_PASSWORD = {"autocomplete": "new-password", "data-password": ""}


class PictureField(CaptchaField):
    """The picture code of django-simple-captcha, judged by `challenges`, empty where a proof of work is given."""

    def __init__(self) -> None:
        super().__init__(label="验证码", required=False)
        self.widget.use_fieldset = False  # of its two parts only one is seen: a label, not a legend

    def clean(self, value: list[str]) -> bool:
        key, typed = (value or ["", ""])[:2]
        return bool(key and typed) and challenges.is_picture_read(key, typed)


def code_field() -> forms.CharField:
    """Where the digits of a text message are typed."""
    given = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6"}
    return forms.CharField(label="短信验证码", max_length=10, widget=forms.TextInput(given))


def _checked(password: str, account: Account) -> str:
    if not account.check_password(password):
        raise forms.ValidationError("当前密码不正确，请重新输入。")
    return password


class DoorForm(forms.Form):
    """Says what is missing by its name."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写{field.label}。"


class PersonForm(DoorForm):
    """A form that programs cannot send: with a picture code, or a proof of work in its place."""

    captcha = PictureField()
    altcha = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        proof = given.get("altcha")
        if proof and not challenges.is_work_done(proof):
            self.add_error("captcha", "免图片验证已失效，请重新验证，或输入图片中的字符。")
        elif not proof and not given.get("captcha"):
            self.add_error("captcha", "验证码不正确或已失效，请输入新图片中的字符（不分大小写）。")
        return given


class LoginForm(PersonForm):
    """Log-in name and password (PLT-10, 11)."""

    login = forms.CharField(label="账号", max_length=120, widget=forms.TextInput({"autocomplete": "username"}))
    password = forms.CharField(
        label="密码", max_length=rules.MOST_CHARACTERS, strip=False, widget=forms.PasswordInput(_PASSWORD)
    )

    field_order = ("login", "password", "captcha")


class NewPasswordForm(DoorForm):
    """A new password, twice."""

    new_password = forms.CharField(
        label="新密码", max_length=rules.MOST_CHARACTERS, strip=False, widget=forms.PasswordInput(_NEW_PASSWORD)
    )
    repeated = forms.CharField(
        label="确认新密码", max_length=rules.MOST_CHARACTERS, strip=False, widget=forms.PasswordInput(_NEW_PASSWORD)
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["new_password"].help_text = rules.password_rules()
        self.fields["repeated"].error_messages["required"] = "请再输入一次新密码。"

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        if why := rules.why_weak(password, self.account):
            raise forms.ValidationError(why)
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "new_password" in given and given.get("repeated") not in (None, given["new_password"]):
            self.add_error("repeated", "两次输入的新密码不一致，请重新输入。")
        return given


class CodeForm(NewPasswordForm):
    """With the code that was sent to the mobile number on record."""

    code = code_field()
    field_order = ("code", "new_password", "repeated")


class MobileForm(DoorForm):
    """A new mobile number of one's own, with the code that was sent to it and the password."""

    current = forms.CharField(
        label="当前密码", max_length=rules.MOST_CHARACTERS, strip=False, widget=forms.PasswordInput(_PASSWORD)
    )
    mobile = forms.CharField(
        label="新手机号码", max_length=20, widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"})
    )
    code = code_field()

    def __init__(self, *args: Any, account: Account, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_mobile(self) -> str:
        mobile = text.number(self.cleaned_data["mobile"])
        if why := rules.why_no_mobile(mobile):
            raise forms.ValidationError(why)
        return mobile

    def clean_current(self) -> str:
        return _checked(self.cleaned_data["current"], self.account)


class ChangePasswordForm(NewPasswordForm):
    """With the current password."""

    current = forms.CharField(
        label="当前密码", max_length=rules.MOST_CHARACTERS, strip=False, widget=forms.PasswordInput(_PASSWORD)
    )
    field_order = ("current", "new_password", "repeated")

    def clean_current(self) -> str:
        return _checked(self.cleaned_data["current"], self.account)


class SecondStepForm(DoorForm):
    """A code of the app, a recovery code, or a passkey's signature."""

    code = forms.CharField(
        label="动态口令或恢复码",
        max_length=20,
        required=False,
        help_text="打开手机上的身份验证器，填写“杏林”下显示的 6 位数字；手机不在身边时填写一个恢复码。",
        widget=forms.TextInput({"autocomplete": "one-time-code"}),
    )
    passkey = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("code") and not given.get("passkey"):
            self.add_error("code", "请填写动态口令或恢复码。")
        return given


class ConfirmForm(DoorForm):
    """The password, before anything about the second factor is changed."""

    current = forms.CharField(
        label="当前密码", max_length=rules.MOST_CHARACTERS, strip=False, widget=forms.PasswordInput(_PASSWORD)
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_current(self) -> str:
        return _checked(self.cleaned_data["current"], self.account)


class AppForm(DoorForm):
    """The first code of a new authenticator app."""

    code = forms.CharField(
        label="动态口令",
        max_length=10,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "7"}),
    )


class PasskeyForm(DoorForm):
    """A new passkey: what its owner calls it, and what the browser answered."""

    name = forms.CharField(label="名称", max_length=40, help_text="例如“办公室电脑”“我的手机”，便于以后辨认。")
    passkey = forms.CharField(required=False, widget=forms.HiddenInput)


class RecoveryForm(PersonForm):
    """Whose password was forgotten (PLT-15)."""

    login = forms.CharField(
        label="账号",
        max_length=120,
        help_text="住院医师、医师填身份证件号码；单位填单位名称。",
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    field_order = ("login", "captcha")

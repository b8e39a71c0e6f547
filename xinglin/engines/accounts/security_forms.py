"""The form of «安全参数» (PLT-17)."""

from typing import Any

from django import forms

from . import figures
from .forms import DoorForm


class FiguresForm(DoorForm):
    """A field a figure, made of its declaration; filled with what holds now."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for key, value in figures.in_force().items():
            self.fields[key] = _field(figures.FIGURES[key], value)
        self.fields["reason"] = forms.CharField(
            label="修改理由", max_length=200, help_text="会与修改前后的数值一起留存备查。"
        )
        self.fields["reason"].error_messages["required"] = "请填写修改理由，理由会留存备查。"

    def wanted(self) -> dict[str, Any]:
        """Key → value."""
        return {key: self.cleaned_data[key] for key in figures.FIGURES}

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields of numbers."""
        return [self[key] for key, figure in figures.FIGURES.items() if isinstance(figure, figures.Figure)]


def _field(figure: figures.Figure | figures.RolesFigure, value: Any) -> forms.Field:
    if isinstance(figure, figures.RolesFigure):
        return forms.MultipleChoiceField(
            label=figure.title,
            choices=[(role.value, role.label) for role in figures.OFFICES],
            initial=value,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="勾选的身份下次登录时须先设置动态口令或通行密钥；其他身份可以自愿开启。",
        )
    allowed = f"应为 {figure.least}–{figure.most} 之间的整数。"
    field = forms.IntegerField(
        label=f"{figure.title}（{figure.unit}）",
        initial=value,
        min_value=figure.least,
        max_value=figure.most,
        help_text=f"允许 {figure.least}–{figure.most}，默认 {figure.default()}。",
    )
    field.error_messages |= {"min_value": allowed, "max_value": allowed, "invalid": allowed}
    for validator in field.validators:
        validator.message = allowed  # type: ignore[attr-defined]  # -- the two limits carry their own words
    return field

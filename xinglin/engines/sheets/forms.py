"""The forms of the import panel and of mending."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from xinglin.engines.fields import ManyCoded, form_class

from .mending import why_unfit
from .models import ImportRun, Mend
from .reading.reader import TOO_LARGE, limits
from .sheet import Sheet


class ImportForm(forms.Form):
    """A file and how to treat it; a sheet's own options come on top."""

    file = forms.FileField(
        label="文件",
        error_messages={
            "required": "请选择要导入的文件。",
            "empty": "文件是空的，请填写数据后重新上传。",
            "invalid": "文件没有传上来，请重新选择后再试。",
        },
    )
    all_or_nothing = forms.BooleanField(
        label="全部正确才导入", required=False, help_text="有一行错误，就一行也不导入；不勾选时，正确的行先导入。"
    )
    check_only = forms.BooleanField(
        label="仅校验", required=False, help_text="只检查并预览新增、修改、未变化和错误的行，不写入数据。"
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before it is stored; everything else is judged by the run."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > limits().file_bytes:
            raise forms.ValidationError(TOO_LARGE.format(limits().file_megabytes))
        return file


def import_form(sheet: Sheet, *args: Any) -> forms.Form:
    """The form of a sheet, with its options."""
    return form_class("ImportForm", sheet.options, base=ImportForm)(*args)


NAMED = 20  # characters of a wrong value that name its input
LONG = 12  # choices; more of them are searched and not read through
Learned = Mapping[tuple[str, str], Mend]  # (column, what stood there) → how the unit mended it last


class MendForm(forms.Form):
    """One input a kind of error that can be mended at once; what is left empty stays as it is (PLT-46)."""

    def __init__(self, run: ImportRun, sheet: Sheet, learned: Learned, data: Any = None) -> None:
        super().__init__(data, auto_id="%s")
        self.sheet, self.groups = sheet, dict(enumerate(run.groups))
        for number, group in self.groups.items():
            if is_mendable(group):
                last = learned.get((group["column"], group.get("value", "")))
                self.fields[f"to_{number}"] = _input(sheet, group, last)

    def clean(self) -> dict[str, Any]:
        for number, text in self.chosen.items():
            group = self.groups[number]
            if why := why_unfit(self.sheet.column(group["column"]), group, text):
                self.add_error(f"to_{number}", why)
        if not self.chosen and not self.errors:
            raise forms.ValidationError("没有要替换的内容。请至少为一类错误选择或填写替换内容。")
        return self.cleaned_data

    @property
    def chosen(self) -> dict[int, str]:
        """Number of a group → what replaces its cells, or the manner of reading them."""
        return {int(name.removeprefix("to_")): text for name, text in self.cleaned_data.items() if text}

    def rows(self) -> list[dict[str, Any]]:
        """The groups as the page shows them, each with its input or without."""
        return [
            {
                "message": group_line(group),
                "rows": group["count"],
                "field": self[f"to_{number}"] if f"to_{number}" in self.fields else None,
            }
            for number, group in self.groups.items()
        ]


def is_mendable(group: Mapping[str, Any]) -> bool:
    """Can all its rows be put right at once?"""
    return "value" in group or "manners" in group


def group_line(group: Mapping[str, Any]) -> str:
    """The message with its column, unless it begins with it."""
    heading, message = group["heading"], group["message"]
    return message if message.startswith(heading) else f"{heading}：{message}"


def _input(sheet: Sheet, group: Mapping[str, Any], last: Mend | None) -> forms.Field:
    if manners := group.get("manners"):
        ways = [(key, f"{way['title']}（{way['count']} 行，如 {way['example']}）") for key, way in manners.items()]
        only = ways[0][0] if len(ways) == 1 else ""
        label = f"{group['heading']}全部处理为"
        return _choice("不处理", ways, label=label, initial=last.manner if last else only)
    column, value = sheet.column(group["column"]), group["value"]
    named = value if len(value) <= NAMED else f"{value[:NAMED]}…"
    about: dict[str, Any] = {
        "label": f"“{named}”全部替换为" if value else f"空白的{group['heading']}全部填为",
        "initial": last.after if last else next(iter(group["choices"]), ""),
        "help_text": f"上次将“{named}”替换为“{last.after}”" if last else "",
    }
    if isinstance(column, ManyCoded) or column.options() is None:
        return forms.CharField(required=False, **about)
    labels = dict.fromkeys([*group["choices"], *(label for _, label in column.options() or [])])
    return _choice("不替换", [(label, label) for label in labels], **about)


def _choice(nothing: str, offered: list[tuple[str, str]], **about: Any) -> forms.ChoiceField:
    """A long list can be searched."""
    widget = forms.Select(attrs={"data-search": ""} if len(offered) > LONG else {})
    problem = {"invalid_choice": "请从下拉列表中选择。"}
    return forms.ChoiceField(
        choices=[("", nothing), *offered], widget=widget, required=False, error_messages=problem, **about
    )

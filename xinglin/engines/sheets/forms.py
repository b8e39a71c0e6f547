"""The import panel's form."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from xinglin.engines.fields import form_class

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

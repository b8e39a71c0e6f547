"""The style guide at /_styleguide/ of a demonstration: every component of web/templates/cotton in its states."""

from datetime import timedelta
from typing import Any

from captcha.fields import CaptchaField
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xinglin.engines.windows.kinds import WindowKind
from xinglin.engines.windows.queries import Opening

NAMES = ["林清和", "阿依努尔·麦麦提", "周知远", "何思齐", "顾明澈", "段若溪", "欧阳景行", "白鹿", "沈微之"]
SPECIALTIES = ["内科", "全科", "麻醉科", "儿科", "外科", "放射科", "急诊科", "妇产科", "精神科"]
CATEGORIES = ["面向社会招收住院医师", "本单位住院医师", "外单位委托培养住院医师", "全日制硕士专业学位研究生"]


class FilterForm(forms.Form):
    """Five filters: one more than the first row shows."""

    intake_year = forms.ChoiceField(
        label="招收年份", choices=[("", "全部"), ("2026", "2026"), ("2025", "2025")], required=False
    )
    specialty = forms.ChoiceField(
        label="培训专业",
        choices=[("", "请选择")] + [(name, name) for name in SPECIALTIES],
        required=False,
        widget=forms.Select(attrs={"data-search": ""}),
    )
    name = forms.CharField(
        label="姓名", widget=forms.TextInput(attrs={"placeholder": "姓名、拼音或首字母"}), required=False
    )
    state = forms.ChoiceField(label="省审核状态", choices=[("", "请选择"), ("returned", "退回修改")], required=False)
    number = forms.CharField(
        label="证件号码", widget=forms.TextInput(attrs={"placeholder": "完整号码或后四位"}), required=False
    )


class PersonForm(forms.Form):
    """One field of each kind, two of them in error when bound to `PERSON`."""

    name = forms.CharField(label="姓名")
    document_type = forms.ChoiceField(label="身份证件类别", choices=[("01", "居民身份证"), ("03", "护照")])
    document_number = forms.CharField(
        label="身份证件号码",
        help_text="居民身份证会自动填写性别和出生日期",
        widget=forms.TextInput(attrs={"autocapitalize": "characters"}),
    )
    gender = forms.ChoiceField(label="性别", choices=[("1", "男"), ("2", "女")], widget=forms.RadioSelect)
    birth_date = forms.DateField(label="出生日期", widget=forms.DateInput(attrs={"type": "date"}))
    mobile = forms.CharField(label="手机号码", error_messages={"required": "请填写手机号码，用于接收验证码。"})
    email = forms.EmailField(label="电子邮箱", error_messages={"invalid": "邮箱缺少域名后缀，例如 name@example.com"})
    base = forms.CharField(label="培训基地", disabled=True, required=False)
    address = forms.CharField(label="通讯地址", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    is_current = forms.BooleanField(label="仍在读", required=False)


class MendingForm(forms.Form):
    """What replaces the cells of one kind of error."""

    to_0 = forms.ChoiceField(
        label="“专硕”全部替换为",
        choices=[("", "不替换"), ("专业型", "专业型"), ("学术型", "学术型")],
        initial="专业型",
        help_text="上次将“专硕”替换为“专业型”",
    )


class DoorForm(forms.Form):
    """The picture code of log-in pages."""

    captcha = CaptchaField(label="图形验证码")


PERSON = {
    "name": "林清和",
    "document_type": "01",
    "document_number": "11010119050307005X",
    "email": "linqinghe@example",
}


def openings() -> list[Opening]:
    """One window in each state; far and near ends."""
    now, day = timezone.now(), timedelta(days=1)
    report, review = WindowKind("guide-report", "招收信息上报"), WindowKind("guide-review", "省级审核")
    return [
        Opening(report, 2026, 1, now - 10 * day, now + 5.5 * day),
        Opening(report, 2026, 1, now - 10 * day, now + 0.3 * day, is_extended=True),
        Opening(review, 2026, 2, now + 3 * day, now + 9 * day),
        Opening(report, 2025, 1, now - 90 * day, now - 80 * day),
        Opening(review, 2027),
    ]


def rows() -> list[dict[str, Any]]:
    """214 rows of an intake list; states repeat."""
    states = [
        (("grey", "—"), ("grey", "未上报"), ("grey", "—"), 100),
        (("orange", "已修改"), ("grey", "未上报"), ("orange", "退回修改"), 100),
        (("grey", "—"), ("grey", "未上报"), ("grey", "—"), 62),
        (("orange", "退回修改"), ("grey", "未上报"), ("grey", "—"), 80),
        (("grey", "—"), ("blue", "已上报"), ("blue", "待审核"), 100),
        (("grey", "—"), ("blue", "已上报"), ("green", "审核通过"), 100),
    ]
    made = []
    for place in range(214):
        own, base, province, done = states[place % len(states)]
        made.append(
            {
                "name": NAMES[place % len(NAMES)],
                "specialty": SPECIALTIES[place % len(SPECIALTIES)],
                "sex": "男" if place % 3 else "女",
                "number": "110***********1024",
                "mobile": "138****2207",
                "category": CATEGORIES[place % len(CATEGORIES)],
                "own": own,
                "base": base,
                "province": province,
                "done": done,
            }
        )
    return made


FLOW = [
    {"title": "导入账号", "note": "214 / 214", "state": "done", "url": "#list"},
    {"title": "住院医师填报", "note": "189 / 214", "state": "done", "url": "#list"},
    {"title": "补充培训信息", "note": "172 / 214", "state": "current", "url": "#list"},
    {"title": "检查并上报", "note": "86 / 214", "state": "todo", "url": "#list"},
    {"title": "省级审核", "note": "61 / 86 通过", "state": "todo"},
]

PROGRESS = [
    {"title": title, "value": value, "max": most}
    for title, value, most in [("内科", 38, 52), ("外科", 17, 40), ("全科", 12, 33), ("儿科", 9, 28), ("麻醉科", 6, 21)]
]

YEARS = ["2022", "2023", "2024", "2025", "2026"]
CHARTS = [
    {
        "id": "chart-intake",
        "title": "历年招收人数",
        "data": {
            "kind": "stacked",
            "labels": YEARS,
            "series": [
                {"name": "面向社会", "values": [80, 86, 90, 97, 112]},
                {"name": "本单位", "values": [40, 38, 44, 41, 52]},
                {"name": "并轨专硕", "values": [30, 36, 41, 47, 50]},
            ],
            "unit": "人",
            "links": [f"?year={year}" for year in YEARS],
        },
    },
    {
        "id": "chart-status",
        "title": "培训状态",
        "data": {
            "kind": "pie",
            "labels": ["在培", "延期", "暂停", "退培", "结业"],
            "series": [{"name": "人数", "values": [412, 18, 6, 11, 530]}],
            "unit": "人",
        },
    },
]

CHANGES = [
    {"title": "<本科>学位证书编号", "before": "10023420190", "after": "1002342019000318"},
    {"title": "核定培训年限", "before": "2 年", "after": "3 年"},
    {"title": "<本科>毕业院校名称", "before": "", "after": "首都医科大学"},
]

TABS = [
    {"title": "基本信息", "url": "?tab=basic", "complete": True},
    {"title": "学习经历", "url": "?tab=education", "complete": True, "current": True},
    {"title": "证书信息", "url": "?tab=certificates", "complete": False},
    {"title": "培训信息", "url": "?tab=training", "complete": True},
    {"title": "培训状态", "url": "?tab=status"},
]

DETAILS = [
    {"title": "毕业院校名称", "value": "首都医科大学"},
    {"title": "毕业年月", "value": "2026-07"},
    {"title": "学历", "value": "大学本科毕业"},
    {"title": "学位类型", "value": ""},
    {"title": "学位证书编号", "value": "1002342019000318", "changed": True},
    {"title": "所学专业", "value": "临床医学"},
    {"title": "工作单位名称", "value": "新疆维吾尔自治区喀什地区示范县人民医院医共体总院", "wide": True},
]

TIMELINE = [
    {"title": "基地再次上报", "who": "示范医院 · 教学部 李干事", "at": "11-19 16:42", "tone": "blue"},
    {
        "title": "省退回修改",
        "who": "审核员 陈老师",
        "at": "11-17 09:15",
        "tone": "orange",
        "comment": "学位证书编号应为 16 位；核定年限与材料不符。",
        "link_title": "2 处已标注到字段",
        "link_url": "#list",
    },
    {"title": "基地上报", "who": "示范医院 · 教学部 李干事", "at": "11-16 10:03", "tone": "blue"},
    {"title": "住院医师填报完成", "who": "本人", "at": "11-15 21:30"},
]

COUNTS = [
    {"title": "新增", "count": 180, "tone": "green"},
    {"title": "修改", "count": 12, "tone": "blue"},
    {"title": "未变化", "count": 6},
    {"title": "错误", "count": 16, "tone": "red"},
]

GROUPS = [
    {
        "message": "学位类型“专硕”不在可选项中，是否替换为“专业型”",
        "rows": 213,
        "field": MendingForm()["to_0"],
    },
    {"message": "身份证件号码校验位不正确，请逐行核对", "rows": 4},
]

ERRORS = [
    {
        "row": 2,
        "column": 2,
        "title": "身份证件类别",
        "message": "“身份证”不在可选项中，可填：居民身份证、护照、军官证等。",
    },
    {
        "row": 7,
        "column": 3,
        "title": "身份证件号码",
        "message": "号码被 Excel 转成了科学计数，后几位已丢失，请把该列设为文本后重新填写。",
    },
]


def style_guide(request: HttpRequest) -> HttpResponse:
    """The page itself."""
    states = openings()
    guide = {
        "opening": states[0],
        "openings": states,
        "open_windows": [state for state in states if state.is_open],
        "flow": FLOW,
        "progress": PROGRESS,
        "charts": CHARTS,
        "filter": FilterForm(request.GET, auto_id="filter_%s"),
        "page": Paginator(rows(), 20).get_page(request.GET.get("page")),
        "form": PersonForm(PERSON, initial={"base": "示范医院"}),
        "door": DoorForm(),
        "changes": CHANGES,
        "tabs": TABS,
        "details": DETAILS,
        "timeline": TIMELINE,
        "counts": COUNTS,
        "groups": GROUPS,
        "errors": ERRORS,
    }
    return render(request, "styleguide.html", {"title": "样式指南", "guide": guide})

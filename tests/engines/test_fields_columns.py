"""Columns, rows and forms of fields: set-wise cleaning, completeness, Django forms."""

import time
from datetime import date

import pytest
from django import forms
from hypothesis import given, settings
from hypothesis import strategies as st

from xinglin.engines.fields import (
    CertificateNumber,
    Coded,
    CreditCode,
    Day,
    DocumentNumber,
    Email,
    Integer,
    LongText,
    ManyCoded,
    Mobile,
    Month,
    PartialForm,
    PersonName,
    Text,
    Year,
    YesNo,
    clean_row,
    form_class,
    missing,
)
from xinglin.kit import documents

ID_NUMBER = "110101190101010011"
TYPE = Coded("document_type", "证件类型", list(documents.NAMES.items()), synonyms=documents.SYNONYMS, required=True)
DOCUMENT = DocumentNumber("document_number", "证件号码", required=True)
NAME = PersonName("name", "姓名", required=True)
MOBILE = Mobile("mobile", "手机号码")
BORN = Day("born_on", "出生日期")
RURAL = YesNo("is_rural", "是否农村订单定向")
KIND = Coded("category", "人员类型", [("COMPANY", "单位人"), ("SOCIAL", "社会人")], required=True)
EMPLOYER = Text("employer", "工作单位", required=True, when=lambda row: row.get("category") == "COMPANY")
SCOPES = ManyCoded("scopes", "执业范围", [("11", "内科专业"), ("20", "医学检验、病理专业")])
FIELDS = (DOCUMENT, TYPE, NAME, MOBILE, KIND, EMPLOYER)

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=10)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
VALUES = [
    (Text("a", "文字"), st.text(max_size=50)),
    (LongText("a", "说明"), st.text(max_size=50)),
    (NAME, HAN | st.from_regex(r"[A-Z][a-z]{1,8} [A-Z][a-z]{1,8}", fullmatch=True)),
    (Integer("a", "数", min=-100, max=100), st.integers(-100, 100) | st.integers(-100, 100).map(str)),
    (Year("a", "年"), st.integers(1950, 2100)),
    (Month("a", "月"), DAYS | DAYS.map(lambda day: f"{day:%Y年%m月}")),
    (BORN, DAYS | DAYS.map(lambda day: f"{day:%Y%m%d}")),
    (RURAL, st.booleans() | st.sampled_from(["是", "否"])),
    (TYPE, st.sampled_from([*documents.NAMES, *documents.NAMES.values(), *documents.SYNONYMS])),
    (SCOPES, st.lists(st.sampled_from(["11", "20"]), min_size=1)),
    (MOBILE, st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)),
    (Email("a", "邮箱"), st.from_regex(r"[a-zA-Z0-9]{1,10}@[a-zA-Z]{2,5}\.[a-z]{2,3}", fullmatch=True)),
    (DOCUMENT, st.from_regex(r"[HM][0-9]{8}", fullmatch=True)),
    (CertificateNumber("a", "编号", kind="qualification"), st.from_regex(r"[0-9A-Z]{27}", fullmatch=True)),
    (CreditCode("a", "代码"), st.just("12999999123456788W")),
]


@pytest.mark.spec("PLT-45")
@pytest.mark.parametrize(("field", "values"), VALUES, ids=[type(field).__name__ for field, _ in VALUES])
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_what_is_shown_in_full_cleans_to_the_same_value(field, values, data):
    row = {"document_type": "06"}
    cleaned = field.clean(data.draw(values), row)
    shown = field.show(cleaned, full=True)
    assert field.clean(shown, row) == cleaned
    assert field.clean(cleaned, row) == cleaned, "cleaning clean data changes nothing"


def test_a_column_gives_values_and_messages_by_index():
    cleaned, refused = MOBILE.clean_all(["13800001234", "", "1", 13800001234.0, ["x"]], [])
    assert cleaned == ["13800001234", None, None, "13800001234", None]
    assert set(refused) == {2, 4}


def test_equal_looking_cells_of_different_types_are_not_mixed_up():
    assert Text("a", "甲").clean_all([1, True, 1.0, "1"])[0] == ["1", "是", "1", "1"]


def test_a_column_that_reads_another_is_judged_row_by_row():
    rows = [{"document_type": "01"}, {"document_type": "06"}, {"document_type": "01"}]
    cleaned, refused = DOCUMENT.clean_all(["H12345678", "H12345678", ID_NUMBER], rows)
    assert cleaned == [None, "H12345678", ID_NUMBER]
    assert set(refused) == {0}


def test_choices_are_asked_for_once_a_column():
    asked = []

    def choices():
        asked.append(1)
        return [("1", "甲"), ("2", "乙")]

    assert Coded("a", "项", choices).clean_all(["甲", "乙", "1", "丙"])[0] == ["1", "2", "1", None]
    assert len(asked) == 1


def test_a_row_is_cleaned_in_the_order_its_fields_need():
    values, refused = clean_row(
        FIELDS,
        {"document_number": ID_NUMBER, "document_type": "身份证", "name": "张 三", "category": "社会人", "more": 1},
    )
    assert refused == {}
    assert values == {
        "document_number": ID_NUMBER,
        "document_type": "01",
        "name": "张三",
        "mobile": None,
        "category": "SOCIAL",
        "employer": None,
    }


def test_a_field_may_read_what_is_not_among_the_fields():
    assert clean_row([DOCUMENT], {"document_number": "H12345678", "document_type": "06"})[1] == {}
    assert clean_row([DOCUMENT], {"document_number": "H12345678", "document_type": "01"})[1]


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    _, refused = clean_row(FIELDS, {"document_type": "01", "document_number": "1", "mobile": "1", "category": "单位人"})
    assert set(refused) == {"document_number", "mobile", "name", "employer"}
    assert refused["name"] == "请填写姓名"
    assert clean_row([KIND], {})[1] == {"category": "请选择人员类型"}


def test_what_is_not_asked_for_is_not_kept():
    values, refused = clean_row([KIND, EMPLOYER], {"category": "SOCIAL", "employer": "某" * 900})
    assert (values["employer"], refused) == (None, {})


def test_a_page_may_be_saved_before_it_is_complete():
    values, refused = clean_row(FIELDS, {"name": "张三", "mobile": "1"}, partial=True)
    assert values["name"] == "张三"
    assert set(refused) == {"mobile"}


@pytest.mark.spec("PLT-32")
def test_missing_names_the_required_and_relevant_fields():
    assert missing(FIELDS, {"category": "COMPANY", "name": " "}) == [DOCUMENT, TYPE, NAME, EMPLOYER]
    assert missing(FIELDS, {"category": "SOCIAL", "name": "张三", "document_type": "01", "document_number": "x"}) == []
    assert missing([YesNo("a", "甲", required=True)], {"a": False}) == [], "no is an answer"
    assert missing([Integer("a", "甲", required=True)], {"a": 0}) == []
    assert len(missing([ManyCoded("a", "甲", [], required=True)], {"a": []})) == 1


def test_a_form_cleans_as_a_row_does():
    form = form_class("Opening", FIELDS)(
        {"document_type": "01", "document_number": ID_NUMBER, "name": " 张三 ", "category": "SOCIAL", "employer": "x"}
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "document_type": "01",
        "document_number": ID_NUMBER,
        "name": "张三",
        "mobile": None,
        "category": "SOCIAL",
        "employer": None,
    }


def test_a_forms_messages_stand_at_their_fields():
    form = form_class("Opening", FIELDS)({"document_type": "01", "document_number": "1", "category": "COMPANY"})
    assert not form.is_valid()
    assert form.errors["name"] == ["请填写姓名"]
    assert form.errors["employer"] == ["请填写工作单位"]
    assert "应为 18 位，现为 1 位" in form.errors["document_number"][0]


@pytest.mark.spec("PLT-131")
def test_a_failed_form_keeps_what_was_typed():
    html = form_class("Opening", [NAME, BORN, KIND])({"name": "张?", "born_on": "乱", "category": "SOCIAL"}).as_p()
    assert 'value="张?"' in html
    assert 'value="乱"' in html
    assert 'value="SOCIAL" selected' in html


def test_a_form_shows_stored_values_as_its_inputs_take_them():
    stored = {
        "born_on": date(2019, 7, 1),
        "is_rural": False,
        "document_type": "06",
        "scopes": ["20"],
        "mobile": "13800001234",
    }
    html = form_class("Stored", [BORN, RURAL, TYPE, SCOPES, MOBILE])(initial=stored).as_p()
    for shown in ('value="2019-07-01"', 'value="0" selected', 'value="06" selected', 'value="20" selected'):
        assert shown in html
    assert 'type="tel"' in html
    assert 'value="13800001234"' in html, "who may edit a number sees it"


def test_a_form_knows_what_changed():
    made = form_class("Change", [NAME, BORN, RURAL])
    stored = {"name": "张三", "born_on": date(2019, 7, 1), "is_rural": True}
    assert made({"name": "张 三", "born_on": "2019-07-01", "is_rural": "1"}, initial=stored).changed_data == []
    assert made({"name": "张三", "born_on": "2019-07-02", "is_rural": "0"}, initial=stored).changed_data == [
        "born_on",
        "is_rural",
    ]


def test_a_form_may_add_fields_and_checks_of_its_own():
    class WithReason(forms.Form):
        reason = forms.CharField()

    form = form_class("Both", [NAME], base=WithReason)({"name": "张三", "reason": "更正"})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "张三", "reason": "更正"}
    assert not form_class("Both", [NAME], base=WithReason)({"name": "张三"}).is_valid()


def test_a_partial_form_takes_a_half_filled_page():
    form = form_class("Page", FIELDS, base=PartialForm)({"name": "张三"})
    assert form.is_valid()
    assert not form_class("Page", FIELDS, base=PartialForm)({"name": "张三", "mobile": "1"}).is_valid()


@pytest.mark.slow
@pytest.mark.spec("PLT-43")
@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (DOCUMENT, lambda one: str(110101190101010000 + one)),
        (MOBILE, lambda one: 13800000000.0 + one),
        (NAME, lambda one: f" {chr(0x4E00 + one % 20000)}{chr(0x4E00 + one % 997)} "),
        (BORN, lambda one: 30000.0 + one % 10000),
        (TYPE, lambda one: f"乱写{one}"),
        (Text("a", "单位"), lambda one: f"第 {one} 医院"),
    ],
    ids=["documents", "mobiles", "names", "days", "rubbish", "texts"],
)
def test_a_hundred_thousand_cells_take_well_under_a_second(field, cell):
    cells = [cell(one) for one in range(100_000)]
    rows = [{"document_type": "01"}] * len(cells)
    start = time.perf_counter()
    cleaned, _ = field.clean_all(cells, rows)
    assert len(cleaned) == len(cells)
    assert time.perf_counter() - start < 4, "well above what a slow machine needs"

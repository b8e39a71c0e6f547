"""Every kind of field: what it takes, what it refuses and in which words."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from xinglin.engines.fields import (
    CertificateNumber,
    Coded,
    CreditCode,
    Day,
    DecimalNumber,
    DocumentNumber,
    Email,
    Integer,
    Invalid,
    LongText,
    ManyCoded,
    Mobile,
    Month,
    PersonName,
    Text,
    Upload,
    Year,
    YesNo,
)
from xinglin.kit import documents

ID_NUMBER = "110101190101010011"
JULY = date(2019, 7, 1)
NAIVE = datetime(2019, 7, 1, 8, 30)  # noqa: DTZ001 -- sheets know no time zones

NAME = PersonName("name", "姓名")
DOCUMENT_TYPE = Coded("document_type", "证件类型", list(documents.NAMES.items()), synonyms=documents.SYNONYMS)
DOCUMENT = DocumentNumber("document_number", "证件号码")
MOBILE = Mobile("mobile", "手机号码")
EMAIL = Email("email", "电子邮箱")
CREDIT = CreditCode("credit_code", "统一社会信用代码")
QUALIFICATION = CertificateNumber("qualification_number", "医师资格证书编码", kind="qualification")
PRACTICE = CertificateNumber("practice_number", "医师执业证书编码", kind="practice")
YEAR = Year("intake_year", "招收年份", min=2000, max=2030)
MONTH = Month("graduated_in", "毕业年月")
DAY = Day("begins_on", "培训开始时间", earliest=date(2010, 1, 1), latest=date(2030, 12, 31))
MONTHS = Integer("months", "月数", min=1, max=36, unit="月")
POINTS = DecimalNumber("points", "理论", max=Decimal(100))
UNIT = Text("employer", "工作单位", max_length=10)
CODE = Text("code", "批次", pattern=r"[A-Z]\d{2}", pattern_help="应为 1 个字母加 2 位数字，如 A01")
NOTE = LongText("note", "说明", max_length=20)
DEGREE_TYPE = Coded("degree_type", "学位类型", [("1", "专业型"), ("2", "科学型")], synonyms={"专业学位": "1"})
LONG_LIST = Coded("province", "省份", lambda: [(f"{code:02}", f"第{code}省") for code in range(1, 40)])
SCOPES = ManyCoded("scopes", "执业范围", [("11", "内科专业"), ("20", "医学检验、病理专业"), ("21", "全科医学专业")])
RURAL = YesNo("is_rural", "是否农村订单定向")
SCAN = Upload("scan", "证书扫描件")

ROW = {"document_type": "01"}


@pytest.mark.spec("PLT-43")
@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        (NAME, " 张　三\u200b", "张三"),
        (NAME, "阿不都•买买提", "阿不都·买买提"),
        (NAME, "𬭎𠮷", "𬭎𠮷"),
        (NAME, "O'Neil  Ann-Marie", "O'Neil Ann-Marie"),
        (DOCUMENT_TYPE, "居民身份证", "01"),
        (DOCUMENT_TYPE, "台胞证", "07"),
        (DOCUMENT_TYPE, "01", "01"),
        (DOCUMENT_TYPE, 1.0, "01"),
        (DOCUMENT_TYPE, 1, "01"),
        (DOCUMENT_TYPE, " 居民 身份证\ufeff", "01"),
        (DOCUMENT, " １１０１０１１９０１０１０１００１１ ", ID_NUMBER),
        (DOCUMENT, "'110101190101010011", ID_NUMBER),
        (MOBILE, "13800001234", "13800001234"),
        (MOBILE, 13800001234.0, "13800001234"),
        (MOBILE, 13800001234, "13800001234"),
        (MOBILE, "+86 138-0000-1234", "13800001234"),
        (MOBILE, "008613800001234", "13800001234"),
        (MOBILE, "８６１３８００００１２３４", "13800001234"),
        (EMAIL, " Name@Example.CN\u200b", "Name@example.cn"),
        (EMAIL, "a＠x．cn", "a@x.cn"),
        (CREDIT, "12999999123456788w", "12999999123456788W"),
        (QUALIFICATION, f"199911110{ID_NUMBER}", f"199911110{ID_NUMBER}"),
        (PRACTICE, "110 1100 0001 2345", "110110000012345"),
        (PRACTICE, 110110000012345.0, "110110000012345"),
        (YEAR, 2026.0, 2026),
        (YEAR, "２０２６", 2026),
        (YEAR, "2026年", 2026),
        (YEAR, "2026 级", 2026),
        (YEAR, "2026.0", 2026),
        (MONTH, "2019年7月", JULY),
        (MONTH, "201907", JULY),
        (MONTH, 43660.0, JULY),
        (MONTH, NAIVE, JULY),
        (DAY, "2019/7/1", JULY),
        (DAY, "２０１９－０７－０１", JULY),
        (DAY, 43647.0, JULY),
        (DAY, NAIVE, JULY),
        (DAY, datetime(2019, 6, 30, 16, tzinfo=UTC), JULY),
        (MONTHS, "12月", 12),
        (POINTS, " 85.5 ", Decimal("85.50")),
        (POINTS, 85.1, Decimal("85.10")),
        (POINTS, 100, Decimal("100.00")),
        (POINTS, "0", Decimal("0.00")),
        (MONTHS, "1２", 12),
        (UNIT, "　某某医院 ", "某某医院"),
        (UNIT, 120.0, "120"),
        (CODE, "Ａ01", "A01"),
        (NOTE, "一\r\n二", "一\n二"),
        (DEGREE_TYPE, "专业学位", "1"),
        (LONG_LIST, "第7省", "07"),
        (LONG_LIST, 7.0, "07"),
        (SCOPES, "内科专业、医学检验、病理专业", ["11", "20"]),
        (SCOPES, ["20", "11"], ["11", "20"]),
        (SCOPES, "全科医学专业；11", ["11", "21"]),
        (RURAL, "是", True),
        (RURAL, "N", False),
        (RURAL, 1.0, True),
        (RURAL, False, False),
        (RURAL, "√", True),
        (SCAN, "00000000-0000-0000-0000-000000000001", UUID(int=1)),
    ],
)
def test_accepted_forms(field, given, kept):
    cleaned = field.clean(given, ROW)
    assert cleaned == kept
    assert type(cleaned) is type(kept)


EXCEL = "被 Excel 转成了科学计数，后几位已丢失，请把该列设为文本后重新填写"


@pytest.mark.spec("PLT-41", "PLT-43")
@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        (NAME, "张", "姓名应为 2–30 个字，现为 1 个字，请按证件填写"),
        (NAME, "张" * 31, "姓名应为 2–30 个字，现为 31 个字，请按证件填写"),
        (NAME, "张?", "姓名中不能有“?”，请填写证件上的姓名；生僻字请直接录入，不要用问号、拼音或同音字代替"),
        (NAME, "张3", "姓名中不能有“3”，请填写证件上的姓名；生僻字请直接录入，不要用问号、拼音或同音字代替"),
        (DOCUMENT, 1.10101190101010011e17, f"证件号码{EXCEL}"),
        (DOCUMENT, "1.10101E+17", f"证件号码{EXCEL}"),
        (DOCUMENT, "１.1e+17", f"证件号码{EXCEL}"),
        (DOCUMENT, ID_NUMBER[:-1], "居民身份证号码应为 18 位，现为 17 位，请核对是否多填或漏填"),
        (DOCUMENT, "110101010101001", "居民身份证号码是已停用的 15 位旧号，请填写新证上的 18 位号码"),
        (
            DOCUMENT,
            "110101190101010000",
            "居民身份证号码校验不通过，至少有一位填错，请对照证件逐位核对（末三位为 000，可能被 Excel 改写过）",
        ),
        (DOCUMENT, ["1"], "证件号码应为文字或数字，请检查填写的内容"),
        (MOBILE, "12800001234", "手机号码应为 11 位数字，以 13–19 开头，请核对"),
        (MOBILE, "138000012345", "手机号码应为 11 位数字，以 13–19 开头，请核对"),
        (MOBILE, "1.38E+10", f"手机号码{EXCEL}"),
        (EMAIL, "name@", "电子邮箱格式不正确，应如 name@example.cn，请核对"),
        (CREDIT, 1.2e17, f"统一社会信用代码{EXCEL}"),
        (CREDIT, "1299", "统一社会信用代码应为 18 位，现为 4 位，请核对是否多填或漏填"),
        (QUALIFICATION, "1.99911E+26", f"医师资格证书编码{EXCEL}"),
        (QUALIFICATION, "1" * 26, "医师资格证书编码应为 27 位数字或字母（旧证 24 位），现为 26 位，请对照证书核对"),
        (PRACTICE, "12", "医师执业证书编码应为 15 位数字或字母，现为 2 位，请对照证书核对"),
        (YEAR, "去年", "招收年份“去年”不是年份，请填写四位数字，如 2026"),
        (YEAR, JULY, "招收年份“2019-07-01”不是年份，请填写四位数字，如 2026"),
        (YEAR, 1999, "招收年份应在 2000–2030 年之间，现为 1999"),
        (YEAR, True, "招收年份“True”不是年份，请填写四位数字，如 2026"),
        (MONTH, "2019", "毕业年月“2019”不是有效的年月，请按 2026-07 的形式填写"),
        (DAY, "2019-02-30", "培训开始时间“2019-02-30”不是有效的日期，请按 2026-07-01 的形式填写"),
        (DAY, 2019.0, "培训开始时间“2019.0”不是有效的日期，请按 2026-07-01 的形式填写"),
        (DAY, "2009-12-31", "培训开始时间不能早于 2010-01-01，现为 2009-12-31"),
        (DAY, "2031-01-01", "培训开始时间不能晚于 2030-12-31，现为 2031-01-01"),
        (POINTS, "缺考", "理论“缺考”不是数字，请填写 0–100 之间的数字"),
        (POINTS, float("inf"), "理论“inf”不是数字，请填写 0–100 之间的数字"),
        (POINTS, 100.01, "理论应在 0–100 之间，现为 100.01"),
        (POINTS, "-1", "理论应在 0–100 之间，现为 -1"),
        (POINTS, "85.125", "理论“85.125”最多保留 2 位小数，请修改"),
        (MONTHS, "三", "月数“三”不是整数，请填写 1–36 之间的整数"),
        (MONTHS, 1.5, "月数“1.5”不是整数，请填写 1–36 之间的整数"),
        (MONTHS, 37, "月数应在 1–36 之间，现为 37"),
        (UNIT, "某" * 11, "工作单位最多 10 个字，现为 11 个字，请缩短"),
        (UNIT, {"a": 1}, "工作单位应为文字或数字，请检查填写的内容"),
        (CODE, "01", "批次应为 1 个字母加 2 位数字，如 A01"),
        (NOTE, "某" * 21, "说明最多 20 个字，现为 21 个字，请缩短"),
        (DEGREE_TYPE, "专硕", "学位类型“专硕”不在可选项中，可填：专业型、科学型；是否要填“专业型”？"),
        (DEGREE_TYPE, "？", "学位类型“？”不在可选项中，可填：专业型、科学型"),
        (LONG_LIST, "第三十省", "省份“第三十省”不在可选项中，请从下拉列表中选择"),
        (SCOPES, "内科专业、？", "执业范围“？”不在可选项中，可填：内科专业、医学检验、病理专业、全科医学专业"),
        (RURAL, "也许", "是否农村订单定向“也许”不在可选项中，可填：是、否"),
        (SCAN, "x", "证书扫描件没有上传成功，请重新选择文件"),
    ],
)
def test_refused_forms_and_their_words(field, given, said):
    with pytest.raises(Invalid) as refused:
        field.clean(given, ROW)
    assert refused.value.message == said
    assert field.clean_all([given], [ROW]) == ([None], {0: said})


KINDS = [value for name, value in sorted(globals().items()) if name.isupper() and hasattr(value, "clean_all")]


@pytest.mark.spec("PLT-43")
@pytest.mark.parametrize("field", KINDS, ids=lambda field: field.key)
@pytest.mark.parametrize("empty", [None, "", "  ", "\u200b\ufeff", "　", float("nan")])
def test_nothing_is_nothing(field, empty):
    assert field.clean(empty, ROW) is None
    assert field.show(field.clean(empty, ROW)) == ""


def test_a_number_without_its_document_type_is_left_to_the_type():
    assert DOCUMENT.clean("随便 1", {}) == "随便1"
    assert DOCUMENT.clean("H12345678", {"document_type": "回乡证"}) == "H12345678"


@pytest.mark.spec("PLT-52")
@pytest.mark.parametrize(
    ("field", "value", "masked"),
    [
        (DOCUMENT, ID_NUMBER, "110***********0011"),
        (MOBILE, "13800001234", "138****1234"),
        (EMAIL, "name@x.cn", "n***@x.cn"),
        (QUALIFICATION, f"199911110{ID_NUMBER}", "199911110******************"),
        (Text("secret", "密语", sensitive=True), "芝麻开门", "****"),
    ],
)
def test_sensitive_values_are_masked_unless_shown_in_full(field, value, masked):
    assert field.sensitive
    assert field.show(value) == masked
    assert field.show(value, full=True) == value


@pytest.mark.spec("PLT-52")
@pytest.mark.parametrize("field", [field for field in KINDS if field.sensitive], ids=lambda field: field.key)
@pytest.mark.parametrize("typed", ["110101190101010012", "138000012", "name.example.cn", "X9Y8Z7W6V5"])
def test_messages_never_repeat_a_sensitive_value(field, typed):
    _, refused = field.clean_all([typed], [ROW])
    assert all(typed not in message for message in refused.values())
    assert refused


def test_a_sensitive_coded_value_is_not_repeated_either():
    hidden = Coded("health", "健康状况", [("1", "健康")], sensitive=True)
    with pytest.raises(Invalid) as refused:
        hidden.clean("某种疾病")
    assert "某种疾病" not in refused.value.message


@pytest.mark.parametrize(
    ("field", "value", "row", "hint"),
    [
        (DOCUMENT, ID_NUMBER, {"document_type": "01", "gender": "2"}, "性别"),
        (CREDIT, "12999999123456788W", {}, None),
        (QUALIFICATION, f"199911110{ID_NUMBER}", {"document_number": "H12345678"}, "不一致"),
        (QUALIFICATION, f"199911110{ID_NUMBER}", {"document_number": ID_NUMBER}, None),
        (CertificateNumber("c", "学历证书编号", kind="education"), "毕字1234", {}, "常见格式"),
        (NAME, "张三", {}, None),
    ],
)
def test_soft_findings_are_hints(field, value, row, hint):
    assert field.clean(value, row) == value
    found = " ".join(field.hints(value, row))
    assert hint in found if hint else not found


@pytest.mark.spec("PLT-46")
def test_the_nearest_choice_is_suggested():
    assert DEGREE_TYPE.suggestion("专硕") == ("1", "专业型")
    assert DEGREE_TYPE.suggestion("乱写") is None


def test_labels_carry_their_part_of_the_form():
    assert Text("number", "学位证书编号", group="本科").label == "<本科>学位证书编号"
    assert UNIT.label == "工作单位"


@pytest.mark.spec("PLT-46")
def test_what_may_have_been_meant_is_offered_the_likeliest_first() -> None:
    kinds = Coded("kind", "类别", [("1", "居民身份证"), ("2", "护照"), ("3", "军官证")])
    assert kinds.suggestions(["居民身分证", "居民身份证（由户籍所在地公安机关签发）", "户照", "？"]) == [
        ["居民身份证"],
        ["居民身份证"],
        ["护照"],
        [],
    ]
    year = Year("year", "招收年份")
    assert year.suggestions(["2026学年", "2025-2026", "今年"]) == [["2026"], [], []]


@pytest.mark.spec("PLT-46")
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("01/09/2026", {"day_first": "2026-09-01", "month_first": "2026-01-09"}),
        ("13.9.2026", {"day_first": "2026-09-13"}),
        ("2026年2月", {"first": "2026-02-01", "last": "2026-02-28"}),
        ("很久以前", {}),
    ],
)
def test_day_in_another_form_is_read_in_every_way_it_can_be_meant(written: str, read: dict[str, str]) -> None:
    day = Day("day", "培训开始日期")
    assert day.reread(written) == read
    assert all(day.clean(text) is not None for text in read.values())

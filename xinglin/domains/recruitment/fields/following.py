"""Fields of training terms and of what is applied for after admission (REC-40 to REC-44)."""

from dataclasses import replace

from xinglin.domains.people.public import DOCUMENT_NUMBER, DOCUMENT_TYPE, NAME
from xinglin.domains.reference.public import labels, specialty_names, specialty_options
from xinglin.domains.training.public import TRAINING
from xinglin.engines.fields import Coded, CreditCode, Day, Field, LongText, Text, Upload

YEARS = next(f for f in TRAINING if f.key == "training_years")
TERM: tuple[Field, ...] = (
    YEARS,
    Day(
        "starts_on",
        "培训开始日期",
        required=True,
        help="结束日期按培训年限自动得出：2026-09-01 开始的 3 年至 2029-08-31",
        example="2026-09-01",
    ),
)
TERM_COLUMNS: tuple[Field, ...] = (
    NAME,
    replace(DOCUMENT_TYPE, required=False),
    DOCUMENT_NUMBER,
    *TERM,
    Day("ends_on", "培训结束日期", help="可以不填；填写的须与按年限得出的相同", example="2029-08-31"),
)

APPLICATION = Upload(
    "application", "培训年限减免申请表", required=True, kind="reduction-application", help="签字后扫描为一个 PDF 文件"
)
EVIDENCE: tuple[Upload, ...] = (
    Upload("degree", "学历、学位证书", kind="reduction-evidence", help="以下证明材料至少上传一份"),
    Upload("work", "临床工作经历证明", kind="reduction-evidence", help="注明起止时间和科室，由工作单位盖章"),
    Upload("other", "其他证明材料", kind="reduction-evidence", help="如医师资格证书、能力测评结果"),
)
SHORTER_YEARS: tuple[Field, ...] = (
    Coded("years", "申请培训年限", [("2", "2 年"), ("1", "1 年")], required=True),
    LongText("reason", "申请理由", max_length=500, required=True, help="说明已有的学历和临床经历"),
    APPLICATION,
    *EVIDENCE,
)
BASE_PROOFS: tuple[Field, ...] = (
    Upload(
        "proof", "培训基地证明", required=True, kind="reduction-base-proof", help="由培训基地盖章，扫描为 PDF 或图片"
    ),
    Upload("minutes", "其他基地材料", kind="reduction-base-proof", help="如专业基地能力测评、讨论记录"),
    LongText("note", "基地意见", max_length=500),
)
PROOF = Upload("proof", "证明材料", kind="change-proof", help="如单位证明、本人申请", wide=True)

EVIDENCE_OF_STATUS = replace(PROOF, help="如本人申请、诊断证明；可以先保存，提交前须上传")


def _categories() -> list[tuple[str, str]]:
    known = labels("resident_category")
    return [(code, known[code]) for code in ("SOCIAL", "COMPANY", "ENTRUST") if code in known]


CHANGES: tuple[Field, ...] = (
    Coded("resident_category", "人员类型", choices=_categories),
    Text("employer_name", "选送单位", max_length=120, help="本单位、外单位委托培养住院医师填写"),
    CreditCode("employer_credit_code", "选送单位统一社会信用代码", help="部分军队医院没有，可以不填"),
    Coded("specialty", "培训专业", choices=specialty_options, known=specialty_names),
    Text(
        "site",
        "协同单位",
        max_length=120,
        help="本基地已登记的协同单位，回到本基地培训的选“主要基地”；变更主要基地时不填",
    ),
    LongText("reason", "变更原因", max_length=500, required=True),
    PROOF,
)

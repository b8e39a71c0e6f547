"""A certificate as paper (ASM-42): what the template is given, and the electronic seal where one is configured."""

from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from xinglin.kit import typesetting
from xinglin.kit.calendar import shown
from xinglin.kit.papers import Paper, SealFile
from xinglin.kit.sealing import Seal

from ..models import Certificate

TEMPLATE = Path(settings.BASE_DIR) / "web" / "templates" / "assessment" / "certificates" / "certificate.typ"
TITLE = "医师定期考核合格证书"
VERDICTS = "工作业绩、职业道德、业务水平均合格，考核结果为合格"
LINES = (
    ("医师级别", "grade"),
    ("执业类别", "category"),
    ("医疗卫生机构", "institution"),
    ("考核机构", "agency"),
    ("考核程序", "procedure"),
    ("考核周期", "span"),
    ("考核结果", "result"),
)


@cache
def seal_file() -> SealFile | None:
    """The electronic seal of the issuing body; None where none is configured."""
    if not settings.SEAL_FILE:
        return None
    return SealFile(Path(settings.SEAL_FILE).read_bytes(), settings.SEAL_PASSPHRASE)


def seal_ends_at() -> datetime | None:
    """Until when the seal holds; None where none is configured. Raises OSError or ValueError where it is no seal."""
    file = seal_file()
    return Seal(*file).term[1] if file else None


def why_no_seal() -> str | None:
    """Why nothing can be printed with the configured seal now; None where it holds, and where none is configured."""
    try:
        file = seal_file()
        starts_at, ends_at = Seal(*file).term if file else (None, None)
    except (OSError, ValueError):
        return "电子印章文件不能读取或口令不正确，请系统管理员检查 SEAL_FILE 和 SEAL_PASSPHRASE。"
    if ends_at and timezone.now() > ends_at:
        return f"电子印章已于 {shown(ends_at)} 失效，请系统管理员更换印章文件。"
    if starts_at and timezone.now() < starts_at:
        return f"电子印章自 {shown(starts_at)} 起才有效，请系统管理员检查印章文件。"
    return None


def seal_shown() -> str:
    """How the seal stands, in a few words."""
    if why_no_seal():
        return "不能使用"
    ends_at = seal_ends_at()
    return f"{shown(ends_at)[:10]} 到期" if ends_at else "未配置"


def paper_of(certificate: Certificate, site: str) -> Paper:
    """The certificate to be printed. `site`: «https://…», where people open the product; else there is no QR code."""
    told, page = certificate.content, reverse("assessment:verify")
    who = f"{told['name']}（{told['gender']}）" if told["gender"] else told["name"]
    asked = urlencode({"number": certificate.number, "code": certificate.code})
    data = {
        "title": TITLE,
        "number": certificate.number,
        "code": certificate.code,
        "address": f"{site.partition('://')[2]}{page}" if site else "",
        "statement": f"{who}参加{told['cycle']}医师定期考核，{VERDICTS}，特发此证。",
        "lines": [("证件号码", certificate.document_number or ""), *((title, told[key]) for title, key in LINES)],
        "issuer": told["issuer"],
        "issued_on": told["issued_on"],
        "is_sealed": seal_file() is not None,
    }
    files = {"qr.svg": typesetting.qr(f"{site}{page}?{asked}")} if site else {}
    return Paper(TEMPLATE, data, files, reason=f"{TITLE} {certificate.number}")

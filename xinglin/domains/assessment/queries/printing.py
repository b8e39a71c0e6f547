"""A certificate as paper (ASM-42): what the template is given, and the electronic seal where one is configured."""

from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from xinglin.kit import typesetting
from xinglin.kit.papers import Paper, SealFile

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

"""Electronic seals: a validator that knows the issuer believes the paper, and no longer when one byte has changed."""

from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.factories.seal import PASSPHRASE, seal_file
from xinglin.kit.papers import Paper, SealFile, all_printed
from xinglin.kit.sealing import Seal

TEMPLATE = """#let data = json(bytes(sys.inputs.data))
#set document(date: none)
#set text(font: "Noto Sans SC")
#data.name"""


@pytest.mark.spec("ASM-42")
def test_one_changed_byte_breaks_the_seal(tmp_path: Path) -> None:
    template = tmp_path / "paper.typ"
    template.write_text(TEMPLATE, encoding="utf-8")
    pkcs12, issuer = seal_file()
    papers = [Paper(template, {"name": name}, reason="考核合格") for name in ("林清和", "欧阳㛃")]
    plain = list(all_printed(papers))
    sealed = list(all_printed(papers, SealFile(pkcs12, PASSPHRASE)))
    trust = ValidationContext(trust_roots=[Certificate.load(issuer.public_bytes(Encoding.DER))], allow_fetching=False)
    for before, after in zip(plain, sealed, strict=True):
        assert after.startswith(before)
        (signature,) = PdfFileReader(BytesIO(after)).embedded_signatures
        verdict = validate_pdf_signature(signature, trust)
        assert verdict.bottom_line
        assert verdict.coverage.name == "ENTIRE_FILE"
    forged = bytearray(sealed[0])
    forged[len(plain[0]) // 2] ^= 1
    (signature,) = PdfFileReader(BytesIO(bytes(forged))).embedded_signatures
    verdict = validate_pdf_signature(signature, trust)
    assert not verdict.intact
    assert not verdict.bottom_line
    assert not PdfFileReader(BytesIO(plain[0])).embedded_signatures


def test_a_wrong_passphrase_opens_no_seal() -> None:
    pkcs12, _ = seal_file()
    assert "示范省卫生健康委员会" in Seal(pkcs12, PASSPHRASE).owner
    with pytest.raises(ValueError, match="passphrase"):
        Seal(pkcs12, "别的口令")


def test_many_are_shared_out_and_come_back_in_order(tmp_path: Path) -> None:
    template = tmp_path / "paper.typ"
    template.write_text(TEMPLATE, encoding="utf-8")
    papers = [Paper(template, {"name": f"医师{number}"}) for number in range(45)]
    assert list(all_printed(papers, processes=2)) == list(all_printed(papers, processes=1))

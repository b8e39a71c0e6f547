"""An electronic seal under a PDF: PAdES by a key in a PKCS#12 file. Whoever changes a byte afterwards breaks it."""

from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

FIELD = "Seal"


class Seal:
    """The key of an issuing body, read once. Raises ValueError where the file or its passphrase is wrong."""

    def __init__(self, pkcs12: bytes, passphrase: str) -> None:
        try:
            self._signer = signers.SimpleSigner.load_pkcs12_data(pkcs12, [], passphrase.encode())
        except ValueError as error:
            raise ValueError("the seal cannot be opened: is it PKCS#12, and is the passphrase right?") from error
        if self._signer.signing_cert is None:
            raise ValueError("the seal has no certificate")

    @property
    def owner(self) -> str:
        """Whose seal it is, as its certificate says."""
        certificate = self._signer.signing_cert
        return str(certificate.subject.human_friendly) if certificate else ""

    @property
    def term(self) -> tuple[datetime, datetime]:
        """From when to when its certificate holds, with time zone; nobody believes what was sealed outside of it."""
        certificate = self._signer.signing_cert
        return certificate.not_valid_before, certificate.not_valid_after

    def put_under(self, pdf: bytes, *, reason: str) -> bytes:
        """The same document, signed as a whole."""
        meta = signers.PdfSignatureMetadata(field_name=FIELD, reason=reason, subfilter=SigSeedSubFilter.PADES)
        signed = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), meta, signer=self._signer)
        return bytes(signed.getvalue())

"""What `check` and every start have to say about the electronic seal (ASM-42)."""

from datetime import timedelta
from typing import Any

from django.core import checks
from django.utils import timezone

from .queries.printing import seal_ends_at, why_no_seal

SOON = timedelta(days=30)


@checks.register("seal")
def seal_holds(**_kwargs: Any) -> list[checks.Warning]:
    """A warning and no error: without its seal the product prints no certificates, and does everything else."""
    if why := why_no_seal():
        return [checks.Warning(why, hint="Set SEAL_FILE and SEAL_PASSPHRASE, and start again.", id="assessment.W001")]
    ends_at = seal_ends_at()
    if ends_at and ends_at - timezone.now() < SOON:
        told = f"电子印章将于 {ends_at:%Y-%m-%d} 失效，请及时更换印章文件。"
        return [checks.Warning(told, hint="Set SEAL_FILE to the new seal, and start again.", id="assessment.W002")]
    return []

"""What a worker clears away."""

from datetime import timedelta

from axes.models import AccessAttempt
from captcha.models import CaptchaStore
from django.utils import timezone

from xinglin.engines.jobs import periodic

from . import locks
from .models import MobileCode, OpenSession, UsedChallenge

CODES_COUNT_FOR = timedelta(days=2)  # the limits of codes look back one day


@periodic("20 18 * * *", "accounts.sweep")
def sweep() -> None:
    """Drop what has expired: sessions, codes, pictures, solved puzzles, old failures."""
    now = timezone.now()
    OpenSession.objects.filter(expire_date__lte=now).delete()
    MobileCode.objects.filter(created_at__lte=now - CODES_COUNT_FOR).delete()
    UsedChallenge.objects.filter(expires_at__lte=now).delete()
    CaptchaStore.remove_expired()
    AccessAttempt.objects.filter(attempt_time__lte=now - locks.cool_off()).delete()

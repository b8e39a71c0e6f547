"""The address under which a calendar fetches somebody's rotation (ROT-22)."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped
from xinglin.engines.history.tracking import tracked


@tracked(exclude=["token_hash"])
class CalendarFeed(Scoped):
    """日历订阅 of one account. Of the word in its address only the SHA-256 stands here."""

    scope = Scope(province=None, institution=None, own="account")

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("开通时间", default=timezone.now)

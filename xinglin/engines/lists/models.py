"""What a list remembers: the columns somebody chose, and what became of a bulk action."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped


class ChosenColumns(models.Model):
    """The columns an account chose to see in one list the last time."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    listing = models.CharField("列表", max_length=60)
    columns = ArrayField(models.CharField(max_length=60), verbose_name="显示列")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "listing"], name="columns_once_per_list")]


class BulkResult(Scoped):
    """What a bulk action did: how many, and row by row why the others were not (PLT-31). Kept for a week."""

    scope = Scope(province=None, institution=None, own="account")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    membership_id = models.BigIntegerField(null=True)  # seen only under the identity that acted
    listing = models.CharField("列表", max_length=60)
    title = models.CharField("操作", max_length=80)
    done = models.PositiveIntegerField("成功数")
    unchanged = models.PositiveIntegerField("无变化数", default=0)
    refused = models.JSONField("未办理", default=list, encoder=DjangoJSONEncoder)  # [label, why, key] in their order
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

"""What is kept about telling applicants that time runs out (REC-14, REC-17)."""

from django.db import models
from django.utils import timezone

from .admitting import Offer
from .applying import Application


class ClosingReminder(models.Model):
    """One reminder that a window closes in so many days: of a draft not submitted or, with `offer`, not answered.

    The row is the promise that it is sent once, however often and by however many workers the job runs.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="reminders", db_index=False)
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    ends_at = models.DateTimeField()  # of the window then: a later end is reminded of again
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "offer", "days", "ends_at"], nulls_distinct=False, name="reminded_once"
            )
        ]

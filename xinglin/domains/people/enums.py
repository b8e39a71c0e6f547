"""Words of a person's record."""

from django.db import models


class EducationLevel(models.TextChoices):
    """The four levels of 学习经历 (REP-22), lowest first."""

    ASSOCIATE = "associate", "专科"
    BACHELOR = "bachelor", "本科"
    MASTER = "master", "硕士"
    DOCTOR = "doctor", "博士"

from datetime import date

from django.db import migrations

from xinglin.domains.reference.enums import SHORT_SINCE_2022


def fill(apps, _schema_editor):
    short = apps.get_model("reference", "Specialty").objects.filter(code__in=SHORT_SINCE_2022)
    apps.get_model("reference", "Shortage").objects.bulk_create(
        apps.get_model("reference", "Shortage")(specialty=each, valid_from=date(2022, 1, 1)) for each in short
    )


class Migration(migrations.Migration):
    dependencies = [("reference", "0004_nation_manages")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

from django.db import migrations

from xinglin.domains.reference.loading import load_holidays


def fill(apps, _schema_editor):
    load_holidays(apps.get_model("reference", "SpecialDay"))


class Migration(migrations.Migration):
    dependencies = [("reference", "0008_special_days")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

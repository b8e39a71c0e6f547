from django.db import migrations

from xinglin.domains.logbook.loading import load_requirements


def fill(apps, _schema_editor):
    load_requirements(apps.get_model("reference", "RotationLine"), apps.get_model("logbook", "Requirement"))


class Migration(migrations.Migration):
    dependencies = [("logbook", "0001_records"), ("reference", "0007_rotation_2014")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

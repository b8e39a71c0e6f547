from django.db import migrations

from xinglin.domains.reference.loading import load


def fill(apps, _schema_editor):
    load(apps.get_model("reference", "Code"), apps.get_model("reference", "Specialty"))


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

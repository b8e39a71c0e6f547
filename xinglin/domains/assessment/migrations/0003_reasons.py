from django.db import migrations

from ..loading.reasons import load_reasons


def fill(apps, _schema_editor):
    load_reasons(apps.get_model("assessment", "ProcedureReason"))


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_released")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

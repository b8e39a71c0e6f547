from django.db import migrations

from xinglin.domains.reference.loading import load_rotation_standards


def fill(apps, _schema_editor):
    models = ("Specialty", "RotationStandard", "RotationLine")
    load_rotation_standards(*(apps.get_model("reference", name) for name in models))


class Migration(migrations.Migration):
    dependencies = [("reference", "0006_rotation_standards")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

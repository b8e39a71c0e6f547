"""What a supervisor must be where a province has set nothing of its own (reference-data §4.1, T-01 to T-04)."""

from datetime import date

from django.db import migrations


def set_usual(apps, schema_editor):
    """The figures are the columns' defaults."""
    apps.get_model("faculty", "Standard").objects.get_or_create(province=None, valid_from=date(2014, 1, 1))


class Migration(migrations.Migration):
    dependencies = [("faculty", "0001_supervisors")]
    operations = [migrations.RunPython(set_usual, migrations.RunPython.noop)]

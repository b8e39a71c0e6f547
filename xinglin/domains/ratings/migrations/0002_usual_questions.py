"""What is asked, and the figures, where neither a base nor its province has set anything of its own (FAC-09)."""

from django.db import migrations

from xinglin.domains.ratings.enums import USUAL_ITEMS


def set_usual(apps, schema_editor):
    """The figures are the columns' defaults."""
    usual = {"province": None, "first_year": 2014}
    apps.get_model("ratings", "Questionnaire").objects.get_or_create(
        **usual, institution=None, defaults={"items": list(USUAL_ITEMS)}
    )
    apps.get_model("ratings", "RatingRule").objects.get_or_create(**usual)


class Migration(migrations.Migration):
    dependencies = [("ratings", "0001_ratings")]
    operations = [migrations.RunPython(set_usual, migrations.RunPython.noop)]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0007_facts_last")]

    operations = [
        migrations.RemoveIndex(model_name="updateentry", name="update_province"),
        migrations.AddIndex(
            model_name="updateentry",
            index=models.Index(
                fields=["province", "-at", "-id"], include=["specialty", "kind"], name="update_province"
            ),
        ),
    ]

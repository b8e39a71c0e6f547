"""A list of 20,000 keys is compressed to a third of its 160 kB, and that takes longer than all else of its log line."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('history', '0002_seals'),
    ]

    operations = [
        migrations.RunSQL(
            'ALTER TABLE history_auditentry ALTER subject_ids SET STORAGE EXTERNAL',
            'ALTER TABLE history_auditentry ALTER subject_ids SET STORAGE EXTENDED',
        ),
    ]

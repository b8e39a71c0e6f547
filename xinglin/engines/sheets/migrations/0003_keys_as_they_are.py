"""Keys and rows of an import are stored uncompressed, like those of the audit log (history 0003)."""

from django.db import migrations

COLUMNS = ('created', 'created_rows', 'changed', 'changed_rows')


def stored(way: str) -> str:
    return 'ALTER TABLE sheets_made ' + ', '.join(f'ALTER {column} SET STORAGE {way}' for column in COLUMNS)


class Migration(migrations.Migration):

    dependencies = [
        ('sheets', '0002_mending_and_undoing'),
    ]

    operations = [
        migrations.RunSQL(stored('EXTERNAL'), stored('EXTENDED')),
    ]

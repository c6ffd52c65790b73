from django.db import migrations

from intake.shipped import store_shipped


def store(apps, schema_editor):
    store_shipped(
        apps.get_model("intake.Questionnaire"), apps.get_model("intake.Policy")
    )


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_intake")]

    operations = [migrations.RunPython(store, migrations.RunPython.noop)]

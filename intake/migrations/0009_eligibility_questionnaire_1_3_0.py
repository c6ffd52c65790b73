from django.db import migrations

from intake.shipped import release, withdraw

OLD, NEW = "eligibility/1.2.0", "eligibility/1.3.0"


def store(apps, schema_editor):
    release(apps.get_model("intake.Questionnaire"), NEW)


def remove(apps, schema_editor):
    withdraw(apps.get_model("intake.Questionnaire"), NEW, instead=OLD)


class Migration(migrations.Migration):
    dependencies = [("intake", "0008_policy_signatures")]

    operations = [migrations.RunPython(store, remove)]

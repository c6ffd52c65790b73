from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0010_wished_start"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("status", "cancelled")),
                fields=["starts_at"],
                name="appointment_cancelled_index",
            ),
        ),
    ]

import django.db.models.deletion
import scheduling.models.reminders
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0005_reminders"),
        ("intake", "0011_attendance_in_the_history"),
        ("scheduling", "0003_courses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderRules",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "preparation",
                    models.TextField(
                        default=scheduling.models.reminders.shipped_preparation,
                        help_text="Stands in the reminders of visits after which somebody must be taken home. Others may read the mail: write what is true of any day procedure.",
                        max_length=1000,
                        validators=[scheduling.models.reminders.is_neutral],
                        verbose_name="how to prepare",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder rules",
                "verbose_name_plural": "reminder rules",
                "ordering": ["location"],
            },
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("status", "booked")),
                fields=["starts_at"],
                name="appointment_booked_index",
            ),
        ),
        migrations.AddField(
            model_name="reminderrules",
            name="location",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminder_rules",
                to="clinic.location",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("preparation", ""), _negated=True),
                name="reminderrules_say_how_to_prepare",
            ),
        ),
    ]

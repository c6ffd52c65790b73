from django.db import migrations, models

ACTIONS = [
    ("list", "Saw in a list"),
    ("view", "Viewed"),
    ("search", "Found by a search"),
    ("export", "Exported"),
    ("print", "Printed"),
    ("download", "Downloaded"),
    ("add", "Added"),
    ("change", "Changed"),
    ("delete", "Deleted"),
    ("login", "Signed in"),
    ("logout", "Signed out"),
    ("confirm", "Gave a date of birth to be let in"),
    ("second-factor", "Gave a second factor"),
    ("enrol", "Set up a second factor"),
    ("unenrol", "Removed a second factor"),
    ("credentials", "Changed the password or was given a new start"),
    ("denied", "Was refused"),
    ("decrypt-fail", "Met an unreadable value"),
]


class Migration(migrations.Migration):
    dependencies = [("clinic", "0001_people_and_places")]

    operations = [
        migrations.AlterField(
            model_name="accessevent",
            name="action",
            field=models.CharField(choices=ACTIONS, max_length=20),
        ),
        migrations.RemoveConstraint(
            model_name="accessevent", name="accessevent_action_is_known"
        ),
        migrations.AddConstraint(
            model_name="accessevent",
            constraint=models.CheckConstraint(
                condition=models.Q(action__in=[value for value, _ in ACTIONS]),
                name="accessevent_action_is_known",
            ),
        ),
    ]

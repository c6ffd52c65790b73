import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0004_link_to_a_course"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="patient",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="patient",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="patient",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="patient",
            name="reminders_stopped_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="patientevent",
            name="reminders_stopped_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["about_id"], name="message_about_index"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="patient",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clinic_patientevent" ("born_on", "created_at", "email", "email_index", "id", "name", "name_index", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_index", "reminders_stopped_at") VALUES (NEW."born_on", NEW."created_at", NEW."email", NEW."email_index", NEW."id", NEW."name", NEW."name_index", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."phone_index", NEW."reminders_stopped_at"); RETURN NULL;',
                    hash="9684760ee97e37f5d9d21614c77fc19124c8e5d9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_91ad5",
                    table="clinic_patient",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="patient",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "clinic_patientevent" ("born_on", "created_at", "email", "email_index", "id", "name", "name_index", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_index", "reminders_stopped_at") VALUES (NEW."born_on", NEW."created_at", NEW."email", NEW."email_index", NEW."id", NEW."name", NEW."name_index", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."phone_index", NEW."reminders_stopped_at"); RETURN NULL;',
                    hash="c1931f91fdceedccc6c12d0c52175c4645c2b8b7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_87142",
                    table="clinic_patient",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="patient",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "clinic_patientevent" ("born_on", "created_at", "email", "email_index", "id", "name", "name_index", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_index", "reminders_stopped_at") VALUES (OLD."born_on", OLD."created_at", OLD."email", OLD."email_index", OLD."id", OLD."name", OLD."name_index", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_index", OLD."reminders_stopped_at"); RETURN NULL;',
                    hash="3df8b8f94505f66ef76f7a6aa7f2c84b7a0ed440",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_94fb2",
                    table="clinic_patient",
                    when="AFTER",
                ),
            ),
        ),
    ]

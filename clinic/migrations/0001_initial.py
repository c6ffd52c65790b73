import clinic.models
import clinic.outbox.models
import clinic.sealed.fields
import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.lookups
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("clinic", "0001_people_and_places"),
        ("clinic", "0002_access_event_add_and_delete"),
        ("clinic", "0003_link_that_is_done_with"),
        ("clinic", "0004_link_to_a_course"),
        ("clinic", "0005_reminders"),
        ("clinic", "0006_link_to_an_offer"),
        ("clinic", "0007_dead_messages_index"),
        ("clinic", "0008_opening_hours"),
        ("clinic", "0009_prices_and_wordings"),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('is_staff', models.BooleanField(default=True, editable=False)),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('address', models.TextField(help_text='As it is written in messages and calendar entries.')),
                ('phone', models.CharField(max_length=32)),
                ('time_zone', models.CharField(help_text='Such as America/New_York.', max_length=64, validators=[clinic.models.is_time_zone])),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='PatientEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('name', clinic.sealed.fields.SealedTextField(label='clinic.patient.name')),
                ('born_on', clinic.sealed.fields.SealedDateField(label='clinic.patient.born_on')),
                ('email', clinic.sealed.fields.SealedTextField(label='clinic.patient.email')),
                ('phone', clinic.sealed.fields.SealedTextField(label='clinic.patient.phone')),
                ('email_index', models.BinaryField(max_length=16)),
                ('phone_index', models.BinaryField(max_length=16)),
                ('name_index', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(max_length=16), editable=False, size=None)),
                ('reminders_stopped_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PatientLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('questionnaire', 'Your questions'), ('book', 'Choose a time'), ('appointment', 'Your visit'), ('course', 'Your next visits'), ('waitlist', 'An earlier time')], max_length=20)),
                ('object_id', models.UUIDField()),
                ('token_hash', models.BinaryField(max_length=32, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('wrong_birth_dates', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Practitioner',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('clinician', 'Clinician'), ('nurse', 'Nurse')], max_length=20)),
                ('credentials', models.CharField(blank=True, help_text='For example MD or NP.', max_length=40)),
            ],
            options={
                'ordering': ['user__last_name', 'user__first_name'],
            },
        ),
        migrations.CreateModel(
            name='PractitionerPlace',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['practitioner', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(help_text='Such as: First visit. It is shown to everybody.', max_length=80)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8)),
                ('includes', models.TextField(blank=True, help_text='One point a line, in plain words.', max_length=1000, verbose_name='what it includes')),
                ('position', models.PositiveSmallIntegerField(default=1, help_text='The smallest is shown first.')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, help_text='The last day it holds, if that is known.', null=True)),
            ],
            options={
                'ordering': ['position', 'name', '-valid_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='price_is_not_below_zero', violation_error_message='Enter an amount of 0 or more.'), models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='price_ends_after_it_begins', violation_error_message='The last day must be after the first.')],
            },
        ),
        migrations.CreateModel(
            name='RateLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bucket', models.CharField(max_length=40)),
                ('key_hmac', models.BinaryField(max_length=32)),
                ('window_starts_at', models.DateTimeField()),
                ('count', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bucket', 'key_hmac'), name='ratelimit_counts_each_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('consultation', 'Consultation room'), ('infusion_chair', 'Infusion chair')], max_length=20)),
            ],
            options={
                'ordering': ['location', 'name'],
            },
        ),
        migrations.CreateModel(
            name='StaffMembership',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('front_desk', 'Front desk'), ('clinician', 'Clinician'), ('nurse', 'Nurse'), ('manager', 'Clinic manager'), ('privacy_officer', 'Privacy officer')], max_length=20)),
            ],
            options={
                'ordering': ['location', 'role'],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=40)),
                ('payload_hmac', models.BinaryField(max_length=32)),
                ('result_id', models.UUIDField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UrgentContact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('email', models.EmailField(max_length=254)),
                ('minutes_until_next', models.PositiveSmallIntegerField(default=15, help_text='If nobody takes the alert in this time, the next one is told.')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes_until_next__gt', 0)), name='urgentcontact_waits_at_least_a_minute', violation_error_message='Enter at least 1 minute.')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=50)),
                ('version', models.PositiveIntegerField()),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField(blank=True)),
                ('written_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['kind', '-version'],
                'permissions': [('edit_wording', 'Can change what mails say')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'version'), name='wording_version_is_unique'), models.CheckConstraint(condition=models.Q(models.Q(('body', ''), ('subject', '')), models.Q(models.Q(('subject', ''), _negated=True), models.Q(('body', ''), _negated=True)), _connector='OR'), name='wording_has_both_subject_and_body_or_neither')],
            },
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField(editable=False, unique=True)),
                ('xid8', models.BigIntegerField(editable=False)),
                ('at', models.DateTimeField(editable=False)),
                ('actor_kind', models.CharField(choices=[('user', 'Staff'), ('patient-link', 'Patient'), ('system', 'The software itself'), ('anonymous', 'Nobody signed in')], max_length=20)),
                ('actor_id', models.TextField(blank=True)),
                ('action', models.CharField(choices=[('list', 'Saw in a list'), ('view', 'Viewed'), ('search', 'Found by a search'), ('export', 'Exported'), ('print', 'Printed'), ('download', 'Downloaded'), ('add', 'Added'), ('change', 'Changed'), ('delete', 'Deleted'), ('login', 'Signed in'), ('logout', 'Signed out'), ('confirm', 'Gave a date of birth to be let in'), ('second-factor', 'Gave a second factor'), ('enrol', 'Set up a second factor'), ('unenrol', 'Removed a second factor'), ('credentials', 'Changed the password or was given a new start'), ('denied', 'Was refused'), ('decrypt-fail', 'Met an unreadable value')], max_length=20)),
                ('object_type', models.TextField(blank=True)),
                ('object_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('request_id', models.TextField(blank=True)),
                ('ip', models.GenericIPAddressField(null=True)),
                ('outcome', models.CharField(choices=[('ok', 'Done'), ('implicit', 'Seen without being asked for'), ('refused', 'Refused')], default='ok', max_length=10)),
            ],
            options={
                'default_permissions': ['view'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['object_ids'], name='accessevent_who_saw_the_object'), models.Index(fields=['actor_id', 'at'], name='accessevent_what_actor_saw')],
                'constraints': [models.CheckConstraint(condition=models.Q(('actor_kind__in', ['user', 'patient-link', 'system', 'anonymous'])), name='accessevent_actor_kind_is_known'), models.CheckConstraint(condition=models.Q(('action__in', ['list', 'view', 'search', 'export', 'print', 'download', 'add', 'change', 'delete', 'login', 'logout', 'confirm', 'second-factor', 'enrol', 'unenrol', 'credentials', 'denied', 'decrypt-fail'])), name='accessevent_action_is_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['ok', 'implicit', 'refused'])), name='accessevent_outcome_is_known')],
            },
        ),
        migrations.CreateModel(
            name='DataKey',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('fields', 'Sealed columns'), ('index', 'Blind indexes'), ('link', 'Patient links and other proofs')], max_length=10)),
                ('kek_id', models.CharField(max_length=64)),
                ('wrapped', models.BinaryField()),
                ('state', models.CharField(choices=[('active', 'Seals and opens'), ('opens', 'Opens what it sealed, seals nothing new'), ('retired', 'No longer used by any row')], default='active', max_length=10)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'default_permissions': [],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('purpose',), name='datakey_is_the_only_active_one_of_its_purpose')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=50)),
                ('about_type', models.CharField(max_length=60)),
                ('about_id', models.UUIDField()),
                ('recipient_type', models.CharField(choices=[('patient', 'Patient'), ('user', 'Staff'), ('contact', 'Urgent contact')], max_length=10)),
                ('recipient_id', models.UUIDField()),
                ('dedupe_key', models.CharField(max_length=255)),
                ('status', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent'), ('dead', 'Could not be sent'), ('cancelled', 'No longer true, not sent')], default='queued', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('next_at', models.DateTimeField()),
                ('not_after', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('last_code', models.CharField(blank=True, max_length=60)),
                ('message_id', models.CharField(default=clinic.outbox.models.new_message_id, editable=False, max_length=320)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['about_id'], name='message_about_index'), models.Index(django.db.models.lookups.Exact(models.F('recipient_type'), 'patient'), models.F('next_at'), condition=models.Q(('status', 'queued')), name='message_waiting_index'), models.Index(condition=models.Q(('status', 'dead')), fields=['recipient_type'], name='message_dead_index')],
                'constraints': [models.UniqueConstraint(fields=('dedupe_key',), name='message_is_written_once'), models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'sent', 'dead', 'cancelled'])), name='message_status_is_known'), models.CheckConstraint(condition=models.Q(('recipient_type__in', ['patient', 'user', 'contact'])), name='message_recipient_type_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='message_has_sent_at_exactly_when_sent'), models.CheckConstraint(condition=models.Q(('last_code', ''), ('status__in', ['dead', 'cancelled']), _negated=True), name='message_given_up_says_why')],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')])),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_hours', to='clinic.location')),
            ],
            options={
                'verbose_name': 'opening hours',
                'verbose_name_plural': 'opening hours',
                'ordering': ['location', 'weekday', 'opens'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='openinghours_close_after_they_open', violation_error_message='It must close after it opens.'), models.UniqueConstraint(fields=('location', 'weekday', 'opens'), name='openinghours_open_once_at_a_time', violation_error_message='These hours are there already.')],
            },
        ),
        migrations.CreateModel(
            name='Patient',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', clinic.sealed.fields.SealedTextField(label='clinic.patient.name')),
                ('born_on', clinic.sealed.fields.SealedDateField(label='clinic.patient.born_on')),
                ('email', clinic.sealed.fields.SealedTextField(label='clinic.patient.email')),
                ('phone', clinic.sealed.fields.SealedTextField(label='clinic.patient.phone')),
                ('email_index', models.BinaryField(db_index=True, max_length=16)),
                ('phone_index', models.BinaryField(db_index=True, max_length=16)),
                ('name_index', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(max_length=16), editable=False, size=None)),
                ('reminders_stopped_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['name_index'], name='patient_name_index')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patient',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_patientevent" ("born_on", "created_at", "email", "email_index", "id", "name", "name_index", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_index", "reminders_stopped_at") VALUES (NEW."born_on", NEW."created_at", NEW."email", NEW."email_index", NEW."id", NEW."name", NEW."name_index", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."phone_index", NEW."reminders_stopped_at"); RETURN NULL;', hash='9684760ee97e37f5d9d21614c77fc19124c8e5d9', operation='INSERT', pgid='pgtrigger_insert_insert_91ad5', table='clinic_patient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patient',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clinic_patientevent" ("born_on", "created_at", "email", "email_index", "id", "name", "name_index", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_index", "reminders_stopped_at") VALUES (NEW."born_on", NEW."created_at", NEW."email", NEW."email_index", NEW."id", NEW."name", NEW."name_index", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."phone_index", NEW."reminders_stopped_at"); RETURN NULL;', hash='c1931f91fdceedccc6c12d0c52175c4645c2b8b7', operation='UPDATE', pgid='pgtrigger_update_update_87142', table='clinic_patient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patient',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_patientevent" ("born_on", "created_at", "email", "email_index", "id", "name", "name_index", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_index", "reminders_stopped_at") VALUES (OLD."born_on", OLD."created_at", OLD."email", OLD."email_index", OLD."id", OLD."name", OLD."name_index", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_index", OLD."reminders_stopped_at"); RETURN NULL;', hash='3df8b8f94505f66ef76f7a6aa7f2c84b7a0ed440', operation='DELETE', pgid='pgtrigger_delete_delete_94fb2', table='clinic_patient', when='AFTER')),
        ),
        migrations.AddField(
            model_name='patientevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='clinic.patient'),
        ),
        migrations.AddField(
            model_name='patientlink',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='clinic.patient'),
        ),
        migrations.AddField(
            model_name='practitioner',
            name='locations',
            field=models.ManyToManyField(related_name='practitioners', to='clinic.location'),
        ),
        migrations.AddField(
            model_name='practitioner',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='practitioner', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='practitionerplace',
            name='practitioner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='clinic.practitioner'),
        ),
        migrations.AddField(
            model_name='price',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='clinic.location'),
        ),
        migrations.AddField(
            model_name='room',
            name='location',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rooms', to='clinic.location'),
        ),
        migrations.AddField(
            model_name='staffmembership',
            name='location',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='clinic.location'),
        ),
        migrations.AddField(
            model_name='staffmembership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='urgentcontact',
            name='location',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='urgent_contacts', to='clinic.location'),
        ),
        migrations.AddField(
            model_name='wording',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='patientlink',
            index=models.Index(fields=['object_id', 'purpose'], name='patientlink_object'),
        ),
        migrations.AddConstraint(
            model_name='patientlink',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['questionnaire', 'book', 'appointment', 'course', 'waitlist'])), name='patientlink_purpose_is_known'),
        ),
        migrations.AddConstraint(
            model_name='patientlink',
            constraint=models.CheckConstraint(condition=models.Q(('wrong_birth_dates__range', (0, 5))), name='patientlink_takes_at_most_five_wrong_birth_dates'),
        ),
        migrations.AddConstraint(
            model_name='patientlink',
            constraint=models.CheckConstraint(condition=models.Q(('wrong_birth_dates__lt', 5), ('revoked_at__isnull', False), _connector='OR'), name='patientlink_is_revoked_by_the_fifth_wrong_birth_date'),
        ),
        migrations.AddConstraint(
            model_name='practitionerplace',
            constraint=models.UniqueConstraint(fields=('practitioner', 'number'), name='practitionerplace_number_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.UniqueConstraint(fields=('location', 'name', 'valid_from'), name='price_is_one_a_name_and_day', nulls_distinct=False, violation_error_message='There is a price of this name from that day on: change that one.'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.UniqueConstraint(fields=('location', 'name'), name='room_name_is_unique_at_its_location', violation_error_message='This location has such a room already.'),
        ),
        migrations.AddConstraint(
            model_name='staffmembership',
            constraint=models.UniqueConstraint(fields=('user', 'location', 'role'), name='staffmembership_is_given_once', violation_error_message='This person has that role there already.'),
        ),
        migrations.AddConstraint(
            model_name='urgentcontact',
            constraint=models.UniqueConstraint(fields=('location', 'position'), name='urgentcontact_has_a_place_of_its_own_in_the_order', violation_error_message='Two contacts have the same position.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='wording_is_never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f80b287098b7305dfbe4fc3818f2f139288b6839', operation='UPDATE OR DELETE', pgid='pgtrigger_wording_is_never_changed_9c86b', table='clinic_wording', when='BEFORE')),
        ),
    ]

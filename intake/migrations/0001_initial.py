import clinic.sealed.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from intake.shipped import store_shipped


def store(apps, schema_editor):
    names = ("Questionnaire", "Policy", "ConsentText")
    store_shipped(*(apps.get_model("intake", name) for name in names))


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("intake", "0001_intake"),
        ("intake", "0002_shipped_questionnaire_and_policy"),
        ("intake", "0003_call_after_a_changed_decision"),
        ("intake", "0004_eligibility_questionnaire_1_1_0"),
        ("intake", "0005_eligibility_questionnaire_1_2_0"),
        ("intake", "0006_consents"),
        ("intake", "0007_ask_some_questions_again"),
        ("intake", "0008_policy_signatures"),
        ("intake", "0009_eligibility_questionnaire_1_3_0"),
        ("intake", "0010_consent_to_treatment"),
        ("intake", "0011_attendance_in_the_history"),
        ("intake", "0012_desk_events"),
        ("intake", "0013_flag_acknowledgements"),
        ("intake", "0014_needed_calls_index"),
        ("intake", "0015_same_person"),
        ("intake", "0016_consent_drafts_and_last_page"),
    ]

    dependencies = [
        ('clinic', '0001_initial'),
        ('clinic', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('facts', clinic.sealed.fields.SealedJSONField(label='intake.assessment.facts')),
                ('flags', clinic.sealed.fields.SealedJSONField(label='intake.assessment.flags')),
                ('scores', clinic.sealed.fields.SealedJSONField(label='intake.assessment.scores')),
                ('triage_rank', models.PositiveSmallIntegerField()),
                ('is_provisional', models.BooleanField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='ConsentDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('privacy', 'Privacy'), ('contact', 'Contact'), ('treatment', 'Treatment')], max_length=20, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('drafted_at', models.DateTimeField()),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind'],
            },
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('privacy', 'Privacy'), ('contact', 'Contact'), ('treatment', 'Treatment')], max_length=20)),
                ('version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', '-version'],
                'permissions': [('publish_consenttext', 'Can publish a text to sign')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'version'), name='consenttext_version_is_unique'), models.CheckConstraint(condition=models.Q(('sha256', models.Func(models.F('title'), models.Value('\n\n'), models.F('body'), arg_joiner=' || ', output_field=models.CharField(), template="encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"))), name='consenttext_has_the_hash_of_its_words')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text_sha256', models.CharField(max_length=64)),
                ('signature', clinic.sealed.fields.SealedTextField(label='intake.consent.signature')),
                ('signed_at', models.DateTimeField()),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='clinic.patient')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='intake.consenttext')),
            ],
            options={
                'ordering': ['-signed_at'],
            },
        ),
        migrations.CreateModel(
            name='ConsentTextEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('kind', models.CharField(choices=[('privacy', 'Privacy'), ('contact', 'Contact'), ('treatment', 'Treatment')], max_length=20)),
                ('version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.consenttext')),
                ('published_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConsultationRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('about', clinic.sealed.fields.SealedTextField(label='intake.consultationrequest.about')),
                ('preferred_days', clinic.sealed.fields.SealedJSONField(label='intake.consultationrequest.preferred_days')),
                ('preferred_times', clinic.sealed.fields.SealedJSONField(label='intake.consultationrequest.preferred_times')),
                ('may_leave_message', clinic.sealed.fields.SealedJSONField(label='intake.consultationrequest.may_leave_message')),
                ('status', models.CharField(choices=[('suspect', 'Suspected spam'), ('new', 'New'), ('questionnaire_sent', 'Questionnaire sent'), ('answered', 'Needs clinician'), ('reviewed', 'Reviewed'), ('scheduled', 'Scheduled'), ('closed', 'Closed')], default='new', max_length=20)),
                ('received_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('needs_call', models.BooleanField(db_default=False, default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='assigned')),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultation_requests', to='clinic.location')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultation_requests', to='clinic.patient')),
            ],
            options={
                'verbose_name': 'request',
                'permissions': [('view_answers', "Can read a patient's answers"), ('link_patients', 'Can say that two patients are one person'), ('export_consultationrequest', 'Can export requests as a file')],
                'indexes': [models.Index(fields=['status', 'received_at'], name='request_status_received'), models.Index(condition=models.Q(('needs_call', True)), fields=['received_at'], name='request_needs_call')],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('received_at'))), name='consultationrequest_is_due_after_it_is_received'), models.CheckConstraint(condition=models.Q(('needs_call', False), models.Q(('status', 'closed'), _negated=True), _connector='OR'), name='consultationrequest_needs_no_call_once_closed')],
            },
        ),
        migrations.CreateModel(
            name='ConsentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('text_sha256', models.CharField(max_length=64)),
                ('signature', clinic.sealed.fields.SealedTextField(label='intake.consent.signature')),
                ('signed_at', models.DateTimeField()),
                ('patient', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.consent')),
                ('text', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.consenttext')),
                ('consultation_request', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.consultationrequest')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='consent',
            name='consultation_request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='intake.consultationrequest'),
        ),
        migrations.CreateModel(
            name='ConsultationRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('about', clinic.sealed.fields.SealedTextField(label='intake.consultationrequest.about')),
                ('preferred_days', clinic.sealed.fields.SealedJSONField(label='intake.consultationrequest.preferred_days')),
                ('preferred_times', clinic.sealed.fields.SealedJSONField(label='intake.consultationrequest.preferred_times')),
                ('may_leave_message', clinic.sealed.fields.SealedJSONField(label='intake.consultationrequest.may_leave_message')),
                ('status', models.CharField(choices=[('suspect', 'Suspected spam'), ('new', 'New'), ('questionnaire_sent', 'Questionnaire sent'), ('answered', 'Needs clinician'), ('reviewed', 'Reviewed'), ('scheduled', 'Scheduled'), ('closed', 'Closed')], default='new', max_length=20)),
                ('received_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('needs_call', models.BooleanField(db_default=False, default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('assignee', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assigned')),
                ('location', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.location')),
                ('patient', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.consultationrequest')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FlagAcknowledgement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='intake.assessment')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('assessment', 'position'), name='flagacknowledgement_is_one_a_flag')],
            },
        ),
        migrations.CreateModel(
            name='FlagAcknowledgementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('assessment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.assessment')),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.flagacknowledgement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(unique=True)),
                ('values', models.JSONField()),
                ('drafted_at', models.DateTimeField(null=True)),
                ('signed_at', models.DateTimeField(null=True)),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'policies',
                'ordering': ['-version'],
                'permissions': [('draft_policy', 'Can draft a policy'), ('sign_policy', 'Can sign a policy')],
                'constraints': [models.CheckConstraint(condition=models.Q(('values__age_adult__gte', 18), ('values__age_adult__lte', 21), ('values__age_older__gte', 60), ('values__age_older__lte', 75), ('values__bp_raised_systolic__gte', 130), ('values__bp_raised_systolic__lte', 150), ('values__bp_raised_diastolic__gte', 80), ('values__bp_raised_diastolic__lte', 95), ('values__bp_high_systolic__gte', 150), ('values__bp_high_systolic__lte', 170), ('values__bp_high_diastolic__gte', 95), ('values__bp_high_diastolic__lte', 110), ('values__bp_severe_systolic__gte', 180), ('values__bp_severe_systolic__lte', 180), ('values__bp_severe_diastolic__gte', 120), ('values__bp_severe_diastolic__lte', 120), ('values__bp_recent_days__gte', 30), ('values__bp_recent_days__lte', 365), ('values__mi_recent_weeks__gte', 6), ('values__mi_recent_weeks__lte', 26), ('values__mi_past_weeks__gte', 13), ('values__mi_past_weeks__lte', 52), ('values__stroke_recent_weeks__gte', 6), ('values__stroke_recent_weeks__lte', 52), ('values__bmi_low__gte', 14), ('values__bmi_low__lte', 18), ('values__bmi_high__gte', 30), ('values__bmi_high__lte', 45), ('values__bmi_sleep_apnea__gte', 30), ('values__bmi_sleep_apnea__lte', 40), ('values__audit_c_male__gte', 3), ('values__audit_c_male__lte', 5), ('values__audit_c_other__gte', 2), ('values__audit_c_other__lte', 4), ('values__audit_c_high__gte', 6), ('values__audit_c_high__lte', 10), ('values__drug_uses__gte', 1), ('values__drug_uses__lte', 2), ('values__phq9_severe__gte', 15), ('values__phq9_severe__lte', 20), ('values__phq9_baseline__gte', 5), ('values__phq9_baseline__lte', 15), ('values__failed_trials__gte', 2), ('values__failed_trials__lte', 4), ('values__trial_weeks__gte', 4), ('values__trial_weeks__lte', 8), ('values__cns_depressants__gte', 2), ('values__cns_depressants__lte', 3), ('values__review_valid_days__gte', 30), ('values__review_valid_days__lte', 180), ('values__dose sertraline__gte', 25.0), ('values__dose sertraline__lte', 150), ('values__dose fluoxetine__gte', 10.0), ('values__dose fluoxetine__lte', 60), ('values__dose citalopram__gte', 10.0), ('values__dose citalopram__lte', 60), ('values__dose escitalopram__gte', 5.0), ('values__dose escitalopram__lte', 30), ('values__dose paroxetine__gte', 10.0), ('values__dose paroxetine__lte', 60), ('values__dose fluvoxamine__gte', 50.0), ('values__dose fluvoxamine__lte', 300), ('values__dose vilazodone__gte', 10.0), ('values__dose vilazodone__lte', 60), ('values__dose vortioxetine__gte', 5.0), ('values__dose vortioxetine__lte', 30), ('values__dose venlafaxine__gte', 75.0), ('values__dose venlafaxine__lte', 450), ('values__dose desvenlafaxine__gte', 25.0), ('values__dose desvenlafaxine__lte', 150), ('values__dose duloxetine__gte', 30.0), ('values__dose duloxetine__lte', 180), ('values__dose levomilnacipran__gte', 20.0), ('values__dose levomilnacipran__lte', 120), ('values__dose milnacipran__gte', 50.0), ('values__dose milnacipran__lte', 300), ('values__dose bupropion__gte', 150.0), ('values__dose bupropion__lte', 900), ('values__dose mirtazapine__gte', 7.5), ('values__dose mirtazapine__lte', 45), ('values__dose trazodone__gte', 150.0), ('values__dose trazodone__lte', 900), ('values__dose nefazodone__gte', 150.0), ('values__dose nefazodone__lte', 900), ('values__dose amitriptyline__gte', 75.0), ('values__dose amitriptyline__lte', 450), ('values__dose nortriptyline__gte', 37.5), ('values__dose nortriptyline__lte', 225), ('values__dose imipramine__gte', 75.0), ('values__dose imipramine__lte', 450), ('values__dose desipramine__gte', 75.0), ('values__dose desipramine__lte', 450), ('values__dose doxepin__gte', 75.0), ('values__dose doxepin__lte', 450), ('values__dose clomipramine__gte', 75.0), ('values__dose clomipramine__lte', 450), ('values__dose protriptyline__gte', 15.0), ('values__dose protriptyline__lte', 90), ('values__dose trimipramine__gte', 75.0), ('values__dose trimipramine__lte', 450), ('values__dose amoxapine__gte', 100.0), ('values__dose amoxapine__lte', 600), ('values__dose maprotiline__gte', 75.0), ('values__dose maprotiline__lte', 450), ('values__dose phenelzine__gte', 22.5), ('values__dose phenelzine__lte', 135), ('values__dose tranylcypromine__gte', 15.0), ('values__dose tranylcypromine__lte', 90), ('values__dose isocarboxazid__gte', 15.0), ('values__dose isocarboxazid__lte', 90), ('values__dose selegiline__gte', 3.0), ('values__dose selegiline__lte', 18), ('values__dose dextromethorphan/bupropion__gte', 105.0), ('values__dose dextromethorphan/bupropion__lte', 630), ('values__dose gepirone__gte', 18.15), ('values__dose gepirone__lte', 108.9)), name='policy_values_are_within_their_hard_ranges'), models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='policy_signed_has_who_and_when'), models.UniqueConstraint(models.ExpressionWrapper(models.Q(('signed_at__isnull', True)), output_field=models.BooleanField()), condition=models.Q(('signed_at__isnull', True), ('version__gt', 1)), name='policy_has_one_draft')],
            },
        ),
        migrations.AddField(
            model_name='assessment',
            name='policy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='intake.policy'),
        ),
        migrations.CreateModel(
            name='PolicySignature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('number', models.FloatField()),
                ('signed_at', models.DateTimeField()),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='intake.policy')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['signed_at'],
                'constraints': [models.UniqueConstraint(fields=('policy', 'name', 'number'), name='policysignature_is_one_a_number')],
            },
        ),
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('url', models.URLField()),
                ('version', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('active', 'Active'), ('retired', 'Retired')], max_length=10)),
                ('resource', models.JSONField()),
            ],
            options={
                'permissions': [('publish_questionnaire', 'Can publish a questionnaire')],
                'constraints': [models.UniqueConstraint(fields=('url', 'version'), name='questionnaire_version_is_unique'), models.UniqueConstraint(condition=models.Q(('status', 'active')), fields=('url',), name='questionnaire_has_one_active_version')],
            },
        ),
        migrations.CreateModel(
            name='QuestionnaireResponse',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answers', clinic.sealed.fields.SealedJSONField(label='intake.questionnaireresponse.answers')),
                ('answered_again', clinic.sealed.fields.SealedJSONField(label='intake.questionnaireresponse.answered_again', null=True)),
                ('last_page', models.CharField(blank=True, db_default='', default='')),
                ('language', models.CharField(max_length=10)),
                ('status', models.CharField(choices=[('in-progress', 'In progress'), ('completed', 'Sent')], default='in-progress', max_length=12)),
                ('started_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('consultation_request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='intake.consultationrequest')),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='intake.questionnaire')),
            ],
            options={
                'ordering': ['-started_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', True), ('status', 'in-progress')), models.Q(('sent_at__isnull', False), ('status', 'completed')), _connector='OR'), name='questionnaireresponse_has_a_time_once_sent'), models.UniqueConstraint(condition=models.Q(('status', 'in-progress')), fields=('consultation_request',), name='questionnaireresponse_is_one_draft_a_request')],
            },
        ),
        migrations.CreateModel(
            name='AssessmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('facts', clinic.sealed.fields.SealedJSONField(label='intake.assessment.facts')),
                ('flags', clinic.sealed.fields.SealedJSONField(label='intake.assessment.flags')),
                ('scores', clinic.sealed.fields.SealedJSONField(label='intake.assessment.scores')),
                ('triage_rank', models.PositiveSmallIntegerField()),
                ('is_provisional', models.BooleanField()),
                ('made_at', models.DateTimeField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.assessment')),
                ('policy', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.policy')),
                ('response', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.questionnaireresponse')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='assessment',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='intake.questionnaireresponse'),
        ),
        migrations.CreateModel(
            name='RequestEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('received', 'Request received'), ('suspected', 'Held back as suspected spam'), ('accepted', 'Accepted as real'), ('assigned', 'Assigned'), ('no_answer', 'Called: no answer'), ('left_message', 'Called: left a message'), ('spoke', 'Called: spoke'), ('noted', 'Note'), ('corrected', 'Contact data corrected'), ('questionnaire_sent', 'Questionnaire sent'), ('consented', 'Consent signed'), ('answered', 'Questionnaire answered'), ('reviewed', 'Reviewed by a clinician'), ('call_needed', 'A clinician has decided: call the patient'), ('offered', 'Link to choose a time sent again'), ('scheduled', 'Appointment booked'), ('moved', 'Appointment moved'), ('cancelled', 'Appointment cancelled'), ('arrived', 'Arrived for the appointment'), ('fulfilled', 'Appointment done'), ('noshow', 'Did not come'), ('unmarked', 'Mark of the appointment taken back'), ('closed', 'Closed'), ('referred', 'Referred on, and closed'), ('reopened', 'Opened again'), ('alerted', 'Staff alerted'), ('acknowledged', 'Alert taken'), ('resolved', 'Alert resolved'), ('linked', 'Linked as one person'), ('unlinked', 'No longer linked as one person')], max_length=20)),
                ('at', models.DateTimeField()),
                ('note', clinic.sealed.fields.SealedTextField(blank=True, label='intake.requestevent.note')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('consultation_request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='intake.consultationrequest')),
            ],
            options={
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='RequestEventEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('kind', models.CharField(choices=[('received', 'Request received'), ('suspected', 'Held back as suspected spam'), ('accepted', 'Accepted as real'), ('assigned', 'Assigned'), ('no_answer', 'Called: no answer'), ('left_message', 'Called: left a message'), ('spoke', 'Called: spoke'), ('noted', 'Note'), ('corrected', 'Contact data corrected'), ('questionnaire_sent', 'Questionnaire sent'), ('consented', 'Consent signed'), ('answered', 'Questionnaire answered'), ('reviewed', 'Reviewed by a clinician'), ('call_needed', 'A clinician has decided: call the patient'), ('offered', 'Link to choose a time sent again'), ('scheduled', 'Appointment booked'), ('moved', 'Appointment moved'), ('cancelled', 'Appointment cancelled'), ('arrived', 'Arrived for the appointment'), ('fulfilled', 'Appointment done'), ('noshow', 'Did not come'), ('unmarked', 'Mark of the appointment taken back'), ('closed', 'Closed'), ('referred', 'Referred on, and closed'), ('reopened', 'Opened again'), ('alerted', 'Staff alerted'), ('acknowledged', 'Alert taken'), ('resolved', 'Alert resolved'), ('linked', 'Linked as one person'), ('unlinked', 'No longer linked as one person')], max_length=20)),
                ('at', models.DateTimeField()),
                ('note', clinic.sealed.fields.SealedTextField(blank=True, label='intake.requestevent.note')),
                ('by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation_request', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.consultationrequest')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.requestevent')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('stage', models.CharField(choices=[('intake', 'Intake'), ('consultation', 'Consultation')], max_length=12)),
                ('decision', clinic.sealed.fields.SealedTextField(label='intake.review.decision')),
                ('reason', clinic.sealed.fields.SealedTextField(label='intake.review.reason')),
                ('asked', clinic.sealed.fields.SealedJSONField(label='intake.review.asked', null=True)),
                ('words', clinic.sealed.fields.SealedTextField(label='intake.review.words', null=True)),
                ('signed_at', models.DateTimeField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='intake.assessment')),
                ('consultation_request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='intake.consultationrequest')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='intake.review')),
            ],
            options={
                'ordering': ['-signed_at'],
                'permissions': [('sign_review', 'Can sign a review')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('supersedes__isnull', True)), fields=('consultation_request', 'stage'), name='review_of_a_stage_supersedes_the_one_before'), models.CheckConstraint(condition=models.Q(('words__isnull', True), ('asked__isnull', False), _connector='OR'), name='review_has_words_only_about_what_it_asks')],
            },
        ),
        migrations.CreateModel(
            name='QuestionnaireResponseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('answers', clinic.sealed.fields.SealedJSONField(label='intake.questionnaireresponse.answers')),
                ('answered_again', clinic.sealed.fields.SealedJSONField(label='intake.questionnaireresponse.answered_again', null=True)),
                ('last_page', models.CharField(blank=True, db_default='', default='')),
                ('language', models.CharField(max_length=10)),
                ('status', models.CharField(choices=[('in-progress', 'In progress'), ('completed', 'Sent')], default='in-progress', max_length=12)),
                ('started_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('consultation_request', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.consultationrequest')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.questionnaireresponse')),
                ('questionnaire', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.questionnaire')),
                ('asked_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.review')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='questionnaireresponse',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='intake.review'),
        ),
        migrations.CreateModel(
            name='ReviewEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('stage', models.CharField(choices=[('intake', 'Intake'), ('consultation', 'Consultation')], max_length=12)),
                ('decision', clinic.sealed.fields.SealedTextField(label='intake.review.decision')),
                ('reason', clinic.sealed.fields.SealedTextField(label='intake.review.reason')),
                ('asked', clinic.sealed.fields.SealedJSONField(label='intake.review.asked', null=True)),
                ('words', clinic.sealed.fields.SealedTextField(label='intake.review.words', null=True)),
                ('signed_at', models.DateTimeField()),
                ('assessment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.assessment')),
                ('consultation_request', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.consultationrequest')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.review')),
                ('signed_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('supersedes', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.review')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SamePerson',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('linked_at', models.DateTimeField()),
                ('linked_reason', clinic.sealed.fields.SealedTextField(label='intake.sameperson.linked_reason')),
                ('unlinked_at', models.DateTimeField(null=True)),
                ('unlinked_reason', clinic.sealed.fields.SealedTextField(label='intake.sameperson.unlinked_reason', null=True)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.patient')),
                ('linked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.patient')),
                ('unlinked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['linked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='sameperson_names_the_lesser_id_first'), models.UniqueConstraint(condition=models.Q(('unlinked_at__isnull', True)), fields=('first', 'second'), name='sameperson_stands_once_a_pair'), models.CheckConstraint(condition=models.Q(models.Q(('unlinked_at__isnull', True), ('unlinked_by__isnull', True), ('unlinked_reason__isnull', True)), models.Q(('unlinked_at__isnull', False), ('unlinked_by__isnull', False), ('unlinked_reason__isnull', False)), _connector='OR'), name='sameperson_is_unlinked_by_somebody_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='SamePersonEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('linked_at', models.DateTimeField()),
                ('linked_reason', clinic.sealed.fields.SealedTextField(label='intake.sameperson.linked_reason')),
                ('unlinked_at', models.DateTimeField(null=True)),
                ('unlinked_reason', clinic.sealed.fields.SealedTextField(label='intake.sameperson.unlinked_reason', null=True)),
                ('first', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('linked_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.sameperson')),
                ('second', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('unlinked_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StaffAlert',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reasons', clinic.sealed.fields.SealedJSONField(label='intake.staffalert.reasons')),
                ('raised_at', models.DateTimeField()),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('tell_next_at', models.DateTimeField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('outcome', clinic.sealed.fields.SealedTextField(label='intake.staffalert.outcome', null=True)),
                ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='intake.assessment')),
                ('consultation_request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='intake.consultationrequest')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-raised_at'],
                'permissions': [('acknowledge_staffalert', 'Can acknowledge an alert')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('acknowledged_by__isnull', True)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='staffalert_is_acknowledged_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('outcome__isnull', True), ('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('acknowledged_at__isnull', False), ('outcome__isnull', False), ('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='staffalert_is_resolved_by_somebody_with_an_outcome'), models.UniqueConstraint(condition=models.Q(('acknowledged_at__isnull', True)), fields=('consultation_request',), name='staffalert_stands_once_a_request')],
            },
        ),
        migrations.CreateModel(
            name='StaffAlertEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('reasons', clinic.sealed.fields.SealedJSONField(label='intake.staffalert.reasons')),
                ('raised_at', models.DateTimeField()),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('tell_next_at', models.DateTimeField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('outcome', clinic.sealed.fields.SealedTextField(label='intake.staffalert.outcome', null=True)),
                ('acknowledged_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.assessment')),
                ('consultation_request', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.consultationrequest')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.staffalert')),
                ('resolved_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consenttext',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_consenttextevent" ("body", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "sha256", "title", "version") VALUES (NEW."body", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."sha256", NEW."title", NEW."version"); RETURN NULL;', hash='03f36ee657bbeed7bf0b517b8380e5fa15b5376e', operation='INSERT', pgid='pgtrigger_insert_insert_8df55', table='intake_consenttext', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consenttext',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "intake_consenttextevent" ("body", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "sha256", "title", "version") VALUES (NEW."body", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."sha256", NEW."title", NEW."version"); RETURN NULL;', hash='c2dbc38ba2d7135811fb0e6777d78e01e7fec31d', operation='UPDATE', pgid='pgtrigger_update_update_69cd8', table='intake_consenttext', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consenttext',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_consenttextevent" ("body", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "sha256", "title", "version") VALUES (OLD."body", OLD."id", OLD."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."sha256", OLD."title", OLD."version"); RETURN NULL;', hash='124aa16a795ddc8f75e923e768cbe3ed7659debd', operation='DELETE', pgid='pgtrigger_delete_delete_8f10f', table='intake_consenttext', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultationrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_consultationrequestevent" ("about", "assignee_id", "due_at", "id", "location_id", "may_leave_message", "needs_call", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferred_days", "preferred_times", "received_at", "status", "version") VALUES (NEW."about", NEW."assignee_id", NEW."due_at", NEW."id", NEW."location_id", NEW."may_leave_message", NEW."needs_call", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."preferred_days", NEW."preferred_times", NEW."received_at", NEW."status", NEW."version"); RETURN NULL;', hash='9c856d2c20b964d7cd3625057b1c0c9f647c51d4', operation='INSERT', pgid='pgtrigger_insert_insert_df393', table='intake_consultationrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultationrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "intake_consultationrequestevent" ("about", "assignee_id", "due_at", "id", "location_id", "may_leave_message", "needs_call", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferred_days", "preferred_times", "received_at", "status", "version") VALUES (NEW."about", NEW."assignee_id", NEW."due_at", NEW."id", NEW."location_id", NEW."may_leave_message", NEW."needs_call", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."preferred_days", NEW."preferred_times", NEW."received_at", NEW."status", NEW."version"); RETURN NULL;', hash='69c0a777b5fd6c50e63785d6be330beba7a79d3b', operation='UPDATE', pgid='pgtrigger_update_update_a2f6a', table='intake_consultationrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultationrequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_consultationrequestevent" ("about", "assignee_id", "due_at", "id", "location_id", "may_leave_message", "needs_call", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferred_days", "preferred_times", "received_at", "status", "version") VALUES (OLD."about", OLD."assignee_id", OLD."due_at", OLD."id", OLD."location_id", OLD."may_leave_message", OLD."needs_call", OLD."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."preferred_days", OLD."preferred_times", OLD."received_at", OLD."status", OLD."version"); RETURN NULL;', hash='88ddef301c5a33b9c0b07bac989ee74d8701cd86', operation='DELETE', pgid='pgtrigger_delete_delete_5f6f0', table='intake_consultationrequest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(fields=('consultation_request', 'text'), name='consent_is_signed_once_a_request'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_consentevent" ("consultation_request_id", "id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signature", "signed_at", "text_id", "text_sha256") VALUES (NEW."consultation_request_id", NEW."id", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."signature", NEW."signed_at", NEW."text_id", NEW."text_sha256"); RETURN NULL;', hash='47c7af2a6cb1b7a051fa610f6129a54c5b1a922b', operation='INSERT', pgid='pgtrigger_insert_insert_4a9a0', table='intake_consent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "intake_consentevent" ("consultation_request_id", "id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signature", "signed_at", "text_id", "text_sha256") VALUES (NEW."consultation_request_id", NEW."id", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."signature", NEW."signed_at", NEW."text_id", NEW."text_sha256"); RETURN NULL;', hash='16bf10b9e0d1ca43204f63d7bcf6abc237809949', operation='UPDATE', pgid='pgtrigger_update_update_84e16', table='intake_consent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_consentevent" ("consultation_request_id", "id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signature", "signed_at", "text_id", "text_sha256") VALUES (OLD."consultation_request_id", OLD."id", OLD."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."signature", OLD."signed_at", OLD."text_id", OLD."text_sha256"); RETURN NULL;', hash='c0bab02292c3bf04367da72f756f46c326b484df', operation='DELETE', pgid='pgtrigger_delete_delete_54fc5', table='intake_consent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='flagacknowledgement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_flagacknowledgementevent" ("assessment_id", "at", "by_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."assessment_id", NEW."at", NEW."by_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;', hash='3bf37d665aab29e953d3051109d42464ca1e6bd2', operation='INSERT', pgid='pgtrigger_insert_insert_467e2', table='intake_flagacknowledgement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='flagacknowledgement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "intake_flagacknowledgementevent" ("assessment_id", "at", "by_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."assessment_id", NEW."at", NEW."by_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;', hash='ee69e93ac5f84e136e1bb986d5a42b188acdad40', operation='UPDATE', pgid='pgtrigger_update_update_09d88', table='intake_flagacknowledgement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='flagacknowledgement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_flagacknowledgementevent" ("assessment_id", "at", "by_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (OLD."assessment_id", OLD."at", OLD."by_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."position"); RETURN NULL;', hash='b3eb6d195dc056c9fac6c978a5df5de135426f03', operation='DELETE', pgid='pgtrigger_delete_delete_0ddfa', table='intake_flagacknowledgement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='policy_signed_is_never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."signed_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='610f997b9faf467576a942b89d78cd1757db3fda', operation='UPDATE OR DELETE', pgid='pgtrigger_policy_signed_is_never_changed_4588f', table='intake_policy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='policy_shipped_keeps_its_values', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."version" = 1 AND OLD."values" IS DISTINCT FROM (NEW."values"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='ba8ecf56f9390fd7fdec890a74d6c58807aeb50e', operation='UPDATE', pgid='pgtrigger_policy_shipped_keeps_its_values_ec89e', table='intake_policy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policysignature',
            trigger=pgtrigger.compiler.Trigger(name='policysignature_is_never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c79d5251b16e9d9f652546ca48c1b99de094dad7', operation='UPDATE', pgid='pgtrigger_policysignature_is_never_changed_6854a', table='intake_policysignature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policysignature',
            trigger=pgtrigger.compiler.Trigger(name='policysignature_of_a_signed_policy_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE signed timestamptz;', func="\n                    SELECT signed_at INTO signed FROM intake_policy\n                    WHERE id = OLD.policy_id;\n                    IF signed IS NOT NULL THEN\n                        RAISE EXCEPTION\n                            'policysignature_of_a_signed_policy_is_kept';\n                    END IF;\n                    RETURN OLD;\n                ", hash='b90b24bc1f09bf6f41955631ccc5b0128bcd14d2', operation='DELETE', pgid='pgtrigger_policysignature_of_a_signed_policy_is_kept_d779b', table='intake_policysignature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_assessmentevent" ("facts", "flags", "id", "is_provisional", "made_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "response_id", "scores", "triage_rank") VALUES (NEW."facts", NEW."flags", NEW."id", NEW."is_provisional", NEW."made_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."policy_id", NEW."response_id", NEW."scores", NEW."triage_rank"); RETURN NULL;', hash='9b399289be02895a2d6c8fd075981d82b563fcfa', operation='INSERT', pgid='pgtrigger_insert_insert_3435a', table='intake_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "intake_assessmentevent" ("facts", "flags", "id", "is_provisional", "made_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "response_id", "scores", "triage_rank") VALUES (NEW."facts", NEW."flags", NEW."id", NEW."is_provisional", NEW."made_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."policy_id", NEW."response_id", NEW."scores", NEW."triage_rank"); RETURN NULL;', hash='536051cc4093203efe44ef90e57af37165079728', operation='UPDATE', pgid='pgtrigger_update_update_dda0c', table='intake_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_assessmentevent" ("facts", "flags", "id", "is_provisional", "made_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "response_id", "scores", "triage_rank") VALUES (OLD."facts", OLD."flags", OLD."id", OLD."is_provisional", OLD."made_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."policy_id", OLD."response_id", OLD."scores", OLD."triage_rank"); RETURN NULL;', hash='a6a9248f27afc75354ed62a57124f90014a29814', operation='DELETE', pgid='pgtrigger_delete_delete_fae4d', table='intake_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requestevent',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_requesteventevent" ("at", "by_id", "consultation_request_id", "id", "kind", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."at", NEW."by_id", NEW."consultation_request_id", NEW."id", NEW."kind", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='de9fad606cd938d510740eaa972c6dab0f585749', operation='INSERT', pgid='pgtrigger_insert_insert_ff7aa', table='intake_requestevent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requestevent',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "intake_requesteventevent" ("at", "by_id", "consultation_request_id", "id", "kind", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."at", NEW."by_id", NEW."consultation_request_id", NEW."id", NEW."kind", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='0fe8e2deeb2df19c6fd38593795b397a1d39ba65', operation='UPDATE', pgid='pgtrigger_update_update_932dc', table='intake_requestevent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requestevent',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_requesteventevent" ("at", "by_id", "consultation_request_id", "id", "kind", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."at", OLD."by_id", OLD."consultation_request_id", OLD."id", OLD."kind", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='8a4d625585974ace369dbd222e66ce61195a1fd4', operation='DELETE', pgid='pgtrigger_delete_delete_cb76f', table='intake_requestevent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_reviewevent" ("asked", "assessment_id", "consultation_request_id", "decision", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "signed_at", "signed_by_id", "stage", "supersedes_id", "words") VALUES (NEW."asked", NEW."assessment_id", NEW."consultation_request_id", NEW."decision", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."signed_at", NEW."signed_by_id", NEW."stage", NEW."supersedes_id", NEW."words"); RETURN NULL;', hash='754d8e25597e33f71bcd010679a7826c527c2e36', operation='INSERT', pgid='pgtrigger_insert_insert_06b37', table='intake_review', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "intake_reviewevent" ("asked", "assessment_id", "consultation_request_id", "decision", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "signed_at", "signed_by_id", "stage", "supersedes_id", "words") VALUES (NEW."asked", NEW."assessment_id", NEW."consultation_request_id", NEW."decision", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."signed_at", NEW."signed_by_id", NEW."stage", NEW."supersedes_id", NEW."words"); RETURN NULL;', hash='6d6821b45a62f6a75e7dd1eee5948b2197cd3eac', operation='UPDATE', pgid='pgtrigger_update_update_fd260', table='intake_review', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_reviewevent" ("asked", "assessment_id", "consultation_request_id", "decision", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "signed_at", "signed_by_id", "stage", "supersedes_id", "words") VALUES (OLD."asked", OLD."assessment_id", OLD."consultation_request_id", OLD."decision", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."signed_at", OLD."signed_by_id", OLD."stage", OLD."supersedes_id", OLD."words"); RETURN NULL;', hash='c442327bf0c9db85bdcf518784a76334825648c9', operation='DELETE', pgid='pgtrigger_delete_delete_96def', table='intake_review', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='questionnaireresponse',
            constraint=models.CheckConstraint(condition=models.Q(('answered_again__isnull', True), ('asked_by__isnull', False), _connector='OR'), name='questionnaireresponse_answers_again_what_was_asked'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionnaireresponse',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_questionnaireresponseevent" ("answered_again", "answers", "asked_by_id", "consultation_request_id", "id", "language", "last_page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "questionnaire_id", "saved_at", "sent_at", "started_at", "status") VALUES (NEW."answered_again", NEW."answers", NEW."asked_by_id", NEW."consultation_request_id", NEW."id", NEW."language", NEW."last_page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."questionnaire_id", NEW."saved_at", NEW."sent_at", NEW."started_at", NEW."status"); RETURN NULL;', hash='002d0543acaf1173df3d0ab20841ffdcbf763604', operation='INSERT', pgid='pgtrigger_insert_insert_73862', table='intake_questionnaireresponse', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionnaireresponse',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "intake_questionnaireresponseevent" ("answered_again", "answers", "asked_by_id", "consultation_request_id", "id", "language", "last_page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "questionnaire_id", "saved_at", "sent_at", "started_at", "status") VALUES (NEW."answered_again", NEW."answers", NEW."asked_by_id", NEW."consultation_request_id", NEW."id", NEW."language", NEW."last_page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."questionnaire_id", NEW."saved_at", NEW."sent_at", NEW."started_at", NEW."status"); RETURN NULL;', hash='350a2d4983ddfb4c10921a16c301c818acfee398', operation='UPDATE', pgid='pgtrigger_update_update_853ca', table='intake_questionnaireresponse', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionnaireresponse',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_questionnaireresponseevent" ("answered_again", "answers", "asked_by_id", "consultation_request_id", "id", "language", "last_page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "questionnaire_id", "saved_at", "sent_at", "started_at", "status") VALUES (OLD."answered_again", OLD."answers", OLD."asked_by_id", OLD."consultation_request_id", OLD."id", OLD."language", OLD."last_page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."questionnaire_id", OLD."saved_at", OLD."sent_at", OLD."started_at", OLD."status"); RETURN NULL;', hash='ddac8c9d07f8d3c64ee9045c86e73ec4f7564420', operation='DELETE', pgid='pgtrigger_delete_delete_f5d60', table='intake_questionnaireresponse', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sameperson',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_samepersonevent" ("first_id", "id", "linked_at", "linked_by_id", "linked_reason", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id", "unlinked_at", "unlinked_by_id", "unlinked_reason") VALUES (NEW."first_id", NEW."id", NEW."linked_at", NEW."linked_by_id", NEW."linked_reason", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."second_id", NEW."unlinked_at", NEW."unlinked_by_id", NEW."unlinked_reason"); RETURN NULL;', hash='f891d401cc7cee122b111944f439d57a1339e86a', operation='INSERT', pgid='pgtrigger_insert_insert_f1168', table='intake_sameperson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sameperson',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "intake_samepersonevent" ("first_id", "id", "linked_at", "linked_by_id", "linked_reason", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id", "unlinked_at", "unlinked_by_id", "unlinked_reason") VALUES (NEW."first_id", NEW."id", NEW."linked_at", NEW."linked_by_id", NEW."linked_reason", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."second_id", NEW."unlinked_at", NEW."unlinked_by_id", NEW."unlinked_reason"); RETURN NULL;', hash='f7cca6fc86f0866fd0ad2ff372c4c2e2ac6f5c52', operation='UPDATE', pgid='pgtrigger_update_update_18a9e', table='intake_sameperson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sameperson',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_samepersonevent" ("first_id", "id", "linked_at", "linked_by_id", "linked_reason", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id", "unlinked_at", "unlinked_by_id", "unlinked_reason") VALUES (OLD."first_id", OLD."id", OLD."linked_at", OLD."linked_by_id", OLD."linked_reason", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."second_id", OLD."unlinked_at", OLD."unlinked_by_id", OLD."unlinked_reason"); RETURN NULL;', hash='51531f88e1ad6d7e0e89730a52e4fb7f24e85339', operation='DELETE', pgid='pgtrigger_delete_delete_5ddbc', table='intake_sameperson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffalert',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_staffalertevent" ("acknowledged_at", "acknowledged_by_id", "assessment_id", "consultation_request_id", "id", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "reasons", "resolved_at", "resolved_by_id", "tell_next_at", "told") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."assessment_id", NEW."consultation_request_id", NEW."id", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."raised_at", NEW."reasons", NEW."resolved_at", NEW."resolved_by_id", NEW."tell_next_at", NEW."told"); RETURN NULL;', hash='d9d7f62213f2bd0e614be69e063debb03ebbc5da', operation='INSERT', pgid='pgtrigger_insert_insert_c6c26', table='intake_staffalert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffalert',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "intake_staffalertevent" ("acknowledged_at", "acknowledged_by_id", "assessment_id", "consultation_request_id", "id", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "reasons", "resolved_at", "resolved_by_id", "tell_next_at", "told") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."assessment_id", NEW."consultation_request_id", NEW."id", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."raised_at", NEW."reasons", NEW."resolved_at", NEW."resolved_by_id", NEW."tell_next_at", NEW."told"); RETURN NULL;', hash='75304d9cf4c18f8fd3e4d22a8b80d7f3d579c4c3', operation='UPDATE', pgid='pgtrigger_update_update_27db4', table='intake_staffalert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffalert',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "intake_staffalertevent" ("acknowledged_at", "acknowledged_by_id", "assessment_id", "consultation_request_id", "id", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "reasons", "resolved_at", "resolved_by_id", "tell_next_at", "told") VALUES (OLD."acknowledged_at", OLD."acknowledged_by_id", OLD."assessment_id", OLD."consultation_request_id", OLD."id", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."raised_at", OLD."reasons", OLD."resolved_at", OLD."resolved_by_id", OLD."tell_next_at", OLD."told"); RETURN NULL;', hash='cf253a2efd43570dcae265a7e536f664308f88b5', operation='DELETE', pgid='pgtrigger_delete_delete_b68f1', table='intake_staffalert', when='AFTER')),
        ),
        migrations.RunPython(store, migrations.RunPython.noop),
    ]

import clinic.sealed.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import scheduling.models.reminders
import scheduling.slots
import uuid
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("scheduling", "0001_scheduling"),
        ("scheduling", "0002_exceptions_buffers_and_booking_rules"),
        ("scheduling", "0003_courses"),
        ("scheduling", "0004_reminder_rules"),
        ("scheduling", "0005_override_review"),
        ("scheduling", "0006_calendar_feed"),
        ("scheduling", "0007_waitlist"),
        ("scheduling", "0008_wished_practitioner"),
        ("scheduling", "0009_lighter_indexes"),
        ("scheduling", "0010_wished_start"),
        ("scheduling", "0011_cancelled_times"),
        ("scheduling", "0012_figures"),
    ]

    dependencies = [
        ('clinic', '0001_initial'),
        ('clinic', '__first__'),
        ('intake', '0001_initial'),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('draft', 'Being chosen'), ('active', 'Under way'), ('completed', 'Ended')], default='draft', max_length=10)),
                ('planned', models.PositiveSmallIntegerField(default=6)),
                ('times_a_week', models.PositiveSmallIntegerField(default=2)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')]), blank=True, default=list, size=None)),
                ('time_of_day', models.CharField(blank=True, choices=[(scheduling.slots.TimeOfDay['MORNING'], scheduling.slots.TimeOfDay['MORNING']), (scheduling.slots.TimeOfDay['AFTERNOON'], scheduling.slots.TimeOfDay['AFTERNOON'])], max_length=10)),
                ('wished_start_on', models.DateField(null=True)),
                ('least_gap_days', models.PositiveSmallIntegerField(default=2)),
                ('window_days', models.PositiveSmallIntegerField(default=21)),
                ('pause_after', models.PositiveSmallIntegerField(null=True)),
                ('gone_ahead_at', models.DateTimeField(null=True)),
                ('outcome', clinic.sealed.fields.SealedTextField(label='scheduling.course.outcome', null=True)),
                ('end_reason', clinic.sealed.fields.SealedTextField(label='scheduling.course.end_reason', null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('consultation_request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='intake.consultationrequest')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gone_ahead_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.location')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='clinic.patient')),
                ('wished_practitioner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.practitioner')),
            ],
            options={
                'ordering': ['created_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('planned__range', (1, 12))), name='course_has_one_to_twelve_infusions'), models.CheckConstraint(condition=models.Q(('times_a_week__in', [2, 3])), name='course_has_two_or_three_infusions_a_week'), models.CheckConstraint(condition=models.Q(('least_gap_days__range', (1, 7))), name='course_leaves_one_to_seven_days_between_infusions'), models.CheckConstraint(condition=models.Q(('window_days__range', (7, 60))), name='course_window_is_a_week_to_sixty_days'), models.CheckConstraint(condition=models.Q(('pause_after__isnull', True), models.Q(('pause_after__gt', 0), ('pause_after__lt', models.F('planned'))), _connector='OR'), name='course_pauses_within_the_series'), models.CheckConstraint(condition=models.Q(models.Q(('gone_ahead_at__isnull', True), ('gone_ahead_by', None)), models.Q(('gone_ahead_at__isnull', False), ('gone_ahead_by__isnull', False)), _connector='OR'), name='course_names_who_let_it_go_on'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('outcome__isnull', False), ('status', 'completed')), models.Q(models.Q(('status', 'completed'), _negated=True), ('ended_at', None), ('ended_by', None), ('outcome__isnull', True)), _connector='OR'), name='course_has_an_end_and_an_outcome_once_completed'), models.UniqueConstraint(condition=models.Q(('status', 'completed'), _negated=True), fields=('consultation_request',), name='course_is_one_at_a_time_for_a_request')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('proposed', 'Held'), ('booked', 'Booked'), ('arrived', 'Arrived'), ('fulfilled', 'Done'), ('cancelled', 'Cancelled'), ('noshow', 'Did not come')], max_length=10)),
                ('hold_until', models.DateTimeField(null=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('driver', clinic.sealed.fields.SealedJSONField(label='scheduling.appointment.driver', null=True)),
                ('ride_confirmed_at', models.DateTimeField(null=True)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('cancel_reason', clinic.sealed.fields.SealedTextField(label='scheduling.appointment.cancel_reason', null=True)),
                ('changed_at', models.DateTimeField()),
                ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation_request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='intake.consultationrequest')),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.location')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='clinic.patient')),
                ('practitioner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='clinic.practitioner')),
                ('course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='scheduling.course')),
            ],
            options={
                'ordering': ['starts_at'],
                'permissions': [('override_hours', 'Can book outside the hours'), ('override_review', 'Can book a consultation without a review'), ('view_figures', 'Can read the figures of a location')],
                'indexes': [models.Index(condition=models.Q(('status', 'booked')), fields=['starts_at'], name='appointment_booked_index'), models.Index(condition=models.Q(('status', 'proposed')), fields=['hold_until'], name='appointment_held_index'), models.Index(condition=models.Q(('status', 'cancelled')), fields=['starts_at'], name='appointment_cancelled_index')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='appointment_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('hold_until__isnull', False), ('status', 'proposed')), models.Q(models.Q(('status', 'proposed'), _negated=True), ('hold_until__isnull', True)), _connector='OR'), name='appointment_is_held_until_a_time_while_proposed'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('status', 'cancelled')), models.Q(models.Q(('status', 'cancelled'), _negated=True), ('cancelled_at__isnull', True)), _connector='OR'), name='appointment_has_a_time_once_cancelled'), models.UniqueConstraint(condition=models.Q(('course__isnull', True), ('status__in', ['proposed', 'booked'])), fields=('consultation_request',), name='appointment_is_one_at_a_time_for_a_request'), models.CheckConstraint(condition=models.Q(('ride_confirmed_at__isnull', True), ('driver__isnull', False), _connector='OR'), name='appointment_has_a_driver_once_the_ride_is_confirmed')],
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('appointment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reservations', to='scheduling.appointment')),
                ('patient', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='clinic.patient')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='clinic.practitionerplace')),
                ('room', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='clinic.room')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('patient__isnull', True), ('place__isnull', False), ('room__isnull', True)), models.Q(('patient__isnull', True), ('place__isnull', True), ('room__isnull', False)), models.Q(('patient__isnull', False), ('place__isnull', True), ('room__isnull', True)), _connector='OR'), name='reservation_holds_exactly_one'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('place__isnull', False)), expressions=[('place', '='), ('during', '&&')], name='reservation_place_not_double_booked'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('room__isnull', False)), expressions=[('room', '='), ('during', '&&')], name='reservation_room_not_double_booked'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('patient__isnull', False)), expressions=[('patient', '='), ('during', '&&')], name='reservation_patient_not_double_booked')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('consultation', 'Consultation'), ('infusion', 'Infusion'), ('follow_up', 'Follow-up'), ('booster', 'Booster')], max_length=20)),
                ('is_offered', models.BooleanField(default=True)),
                ('buffer_minutes', models.PositiveSmallIntegerField(default=0, help_text='How long the last room stays taken afterwards, to be cleaned. Visits that are booked already keep the time they have.')),
                ('locations', models.ManyToManyField(related_name='services', to='clinic.location')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('buffer_minutes__lte', 240)), name='service_buffer_is_at_most_four_hours', violation_error_message='Enter 240 minutes at most.')],
            },
        ),
        migrations.CreateModel(
            name='CourseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('status', models.CharField(choices=[('draft', 'Being chosen'), ('active', 'Under way'), ('completed', 'Ended')], default='draft', max_length=10)),
                ('planned', models.PositiveSmallIntegerField(default=6)),
                ('times_a_week', models.PositiveSmallIntegerField(default=2)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')]), blank=True, default=list, size=None)),
                ('time_of_day', models.CharField(blank=True, choices=[(scheduling.slots.TimeOfDay['MORNING'], scheduling.slots.TimeOfDay['MORNING']), (scheduling.slots.TimeOfDay['AFTERNOON'], scheduling.slots.TimeOfDay['AFTERNOON'])], max_length=10)),
                ('wished_start_on', models.DateField(null=True)),
                ('least_gap_days', models.PositiveSmallIntegerField(default=2)),
                ('window_days', models.PositiveSmallIntegerField(default=21)),
                ('pause_after', models.PositiveSmallIntegerField(null=True)),
                ('gone_ahead_at', models.DateTimeField(null=True)),
                ('outcome', clinic.sealed.fields.SealedTextField(label='scheduling.course.outcome', null=True)),
                ('end_reason', clinic.sealed.fields.SealedTextField(label='scheduling.course.end_reason', null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('consultation_request', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.consultationrequest')),
                ('ended_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('gone_ahead_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.location')),
                ('patient', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='scheduling.course')),
                ('wished_practitioner', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.practitioner')),
                ('service', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.service')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='course',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='scheduling.service'),
        ),
        migrations.CreateModel(
            name='AppointmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('proposed', 'Held'), ('booked', 'Booked'), ('arrived', 'Arrived'), ('fulfilled', 'Done'), ('cancelled', 'Cancelled'), ('noshow', 'Did not come')], max_length=10)),
                ('hold_until', models.DateTimeField(null=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('driver', clinic.sealed.fields.SealedJSONField(label='scheduling.appointment.driver', null=True)),
                ('ride_confirmed_at', models.DateTimeField(null=True)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('cancel_reason', clinic.sealed.fields.SealedTextField(label='scheduling.appointment.cancel_reason', null=True)),
                ('changed_at', models.DateTimeField()),
                ('cancelled_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation_request', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.consultationrequest')),
                ('location', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.location')),
                ('patient', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='scheduling.appointment')),
                ('practitioner', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.practitioner')),
                ('course', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.course')),
                ('service', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.service')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='appointment',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='scheduling.service'),
        ),
        migrations.CreateModel(
            name='ServicePhase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('practitioner_role', models.CharField(blank=True, choices=[('clinician', 'Clinician'), ('nurse', 'Nurse')], max_length=20)),
                ('room_kind', models.CharField(choices=[('consultation', 'Consultation room'), ('infusion_chair', 'Infusion chair')], max_length=20)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='scheduling.service')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('service', 'position'), name='servicephase_has_a_place_of_its_own_in_the_order', violation_error_message='Two phases have the same position.'), models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='servicephase_lasts_at_least_a_minute', violation_error_message='Enter at least 1 minute.')],
            },
        ),
        migrations.CreateModel(
            name='WaitlistEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('time_of_day', models.CharField(blank=True, choices=[(scheduling.slots.TimeOfDay['MORNING'], scheduling.slots.TimeOfDay['MORNING']), (scheduling.slots.TimeOfDay['AFTERNOON'], scheduling.slots.TimeOfDay['AFTERNOON'])], max_length=10)),
                ('notice_hours', models.PositiveSmallIntegerField(null=True)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_as', models.CharField(blank=True, choices=[('taken', 'Took an earlier time'), ('left', 'Left the list'), ('over', 'Of no use any more'), ('closed', 'Taken off the list')], max_length=10)),
                ('end_reason', clinic.sealed.fields.SealedTextField(label='scheduling.waitlistentry.end_reason', null=True)),
                ('appointment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='waitlist_entries', to='scheduling.appointment')),
                ('consultation_request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waitlist_entries', to='intake.consultationrequest')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clinic.location')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waitlist_entries', to='clinic.patient')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='scheduling.service')),
            ],
            options={
                'verbose_name': 'waitlist entry',
                'verbose_name_plural': 'waitlist',
                'ordering': ['joined_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('consultation_request', 'service'), name='waitlistentry_stands_once_for_a_request_and_a_service'), models.CheckConstraint(condition=models.Q(models.Q(('ended_as', ''), ('ended_at__isnull', True)), models.Q(('ended_as__in', ['taken', 'left', 'over', 'closed']), ('ended_at__isnull', False)), _connector='OR'), name='waitlistentry_says_how_it_ended_once_it_has'), models.CheckConstraint(condition=models.Q(('notice_hours__lte', 336)), name='waitlistentry_notice_is_at_most_two_weeks')],
            },
        ),
        migrations.CreateModel(
            name='WaitlistEntryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('time_of_day', models.CharField(blank=True, choices=[(scheduling.slots.TimeOfDay['MORNING'], scheduling.slots.TimeOfDay['MORNING']), (scheduling.slots.TimeOfDay['AFTERNOON'], scheduling.slots.TimeOfDay['AFTERNOON'])], max_length=10)),
                ('notice_hours', models.PositiveSmallIntegerField(null=True)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_as', models.CharField(blank=True, choices=[('taken', 'Took an earlier time'), ('left', 'Left the list'), ('over', 'Of no use any more'), ('closed', 'Taken off the list')], max_length=10)),
                ('end_reason', clinic.sealed.fields.SealedTextField(label='scheduling.waitlistentry.end_reason', null=True)),
                ('appointment', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.appointment')),
                ('consultation_request', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='intake.consultationrequest')),
                ('ended_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.location')),
                ('patient', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='scheduling.waitlistentry')),
                ('service', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.service')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WaitlistOffer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('offered_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('open', 'Waits for an answer'), ('taken', 'Taken'), ('declined', 'Declined'), ('expired', 'Not answered in time'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('settled_at', models.DateTimeField(null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='scheduling.waitlistentry')),
                ('practitioner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='clinic.practitioner')),
            ],
            options={
                'ordering': ['offered_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('entry',), name='waitlistoffer_is_one_open_at_a_time_for_an_entry'), models.UniqueConstraint(fields=('entry', 'starts_at'), name='waitlistoffer_offers_a_time_once_to_an_entry'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='waitlistoffer_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('offered_at')), ('expires_at__lte', models.F('starts_at'))), name='waitlistoffer_is_answered_before_the_time_it_offers'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='waitlistoffer_is_settled_once_it_is_not_open')],
            },
        ),
        migrations.CreateModel(
            name='ReservationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('appointment', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.appointment')),
                ('patient', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='scheduling.reservation')),
                ('place', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.practitionerplace')),
                ('room', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.room')),
                ('offer', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.waitlistoffer')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='reservation',
            name='offer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reservations', to='scheduling.waitlistoffer'),
        ),
        migrations.CreateModel(
            name='WaitlistOfferEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('offered_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('open', 'Waits for an answer'), ('taken', 'Taken'), ('declined', 'Declined'), ('expired', 'Not answered in time'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('settled_at', models.DateTimeField(null=True)),
                ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='scheduling.waitlistentry')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='scheduling.waitlistoffer')),
                ('practitioner', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.practitioner')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Availability',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')])),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_until', models.DateField(blank=True, help_text='The last day it holds.', null=True)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='availabilities', to='clinic.location')),
                ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='availabilities', to='clinic.practitioner')),
            ],
            options={
                'verbose_name': 'weekly hours',
                'verbose_name_plural': 'weekly hours',
                'ordering': ['practitioner', 'location', 'weekday', 'starts'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='availability_ends_after_it_starts', violation_error_message='The end must be after the start.'), models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='availability_is_valid_until_after_it_is_valid_from', violation_error_message='The last day must be after the first.')],
            },
        ),
        migrations.CreateModel(
            name='AvailabilityException',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('starts', models.TimeField(blank=True, null=True)),
                ('ends', models.TimeField(blank=True, null=True)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='availability_exceptions', to='clinic.location')),
                ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='availability_exceptions', to='clinic.practitioner')),
            ],
            options={
                'verbose_name': 'exception for one day',
                'verbose_name_plural': 'exceptions for one day',
                'ordering': ['day', 'practitioner', 'location', 'starts'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ends__isnull', True), ('starts__isnull', True)), models.Q(('ends__isnull', False), ('starts__isnull', False)), _connector='OR'), name='availabilityexception_has_both_times_or_neither', violation_error_message='Enter both times, or none for a day away.'), models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='availabilityexception_ends_after_it_starts', violation_error_message='The end must be after the start.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('practitioner', '='), ('location', '='), ('day', '='), (models.Case(models.When(starts__isnull=True, then=1), default=0, output_field=models.IntegerField()), '<>')], name='availabilityexception_day_is_away_or_has_hours', violation_error_message='That day is away and has hours too: remove one of them.')],
            },
        ),
        migrations.CreateModel(
            name='BookingRules',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('notice_hours', models.PositiveSmallIntegerField(default=24, help_text='Hours. Patients are offered no time nearer than this. The desk books talks nearer, but no treatment.', verbose_name='notice')),
                ('horizon_days', models.PositiveSmallIntegerField(default=60, help_text='Days. Times are offered so far ahead.', verbose_name='horizon')),
                ('change_notice_hours', models.PositiveSmallIntegerField(default=24, help_text='Hours. Nearer than this, a patient moves or cancels by phone.', verbose_name='notice of a change')),
                ('offer_minutes', models.PositiveSmallIntegerField(default=120, help_text='Minutes. So long a time that has come free is kept for a patient on the waitlist; then the next one gets it. No offer stands at night.', verbose_name='time to answer an offer')),
                ('location', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='booking_rules', to='clinic.location')),
            ],
            options={
                'verbose_name': 'booking rules',
                'verbose_name_plural': 'booking rules',
                'ordering': ['location'],
                'constraints': [models.CheckConstraint(condition=models.Q(('notice_hours__lte', 336)), name='bookingrules_notice_is_at_most_two_weeks', violation_error_message='Notice: enter 336 hours at most.'), models.CheckConstraint(condition=models.Q(('horizon_days__range', (1, 365))), name='bookingrules_horizon_is_a_day_to_a_year', violation_error_message='Horizon: enter 1 to 365 days.'), models.CheckConstraint(condition=models.Q(('change_notice_hours__lte', 336)), name='bookingrules_change_notice_is_at_most_two_weeks', violation_error_message='Notice of a change: enter 336 at most.'), models.CheckConstraint(condition=models.Q(('notice_hours__lt', django.db.models.expressions.CombinedExpression(models.F('horizon_days'), '*', models.Value(24)))), name='bookingrules_horizon_is_beyond_the_notice', violation_error_message='The horizon must be beyond the notice.'), models.CheckConstraint(condition=models.Q(('offer_minutes__range', (15, 480))), name='bookingrules_offer_stands_a_quarter_hour_to_eight_hours', violation_error_message='Time to answer an offer: enter 15 to 480 minutes.')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.BinaryField(max_length=32, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feeds', to='clinic.practitioner')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('practitioner',), name='calendarfeed_is_one_at_a_time_for_a_practitioner')],
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=80)),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='clinic.location')),
                ('practitioner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='clinic.practitioner')),
            ],
            options={
                'ordering': ['starts_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='closure_ends_after_it_starts', violation_error_message='The end must be after the start.')],
            },
        ),
        migrations.CreateModel(
            name='ReminderRules',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('preparation', models.TextField(default=scheduling.models.reminders.shipped_preparation, help_text='Stands in the reminders of visits after which somebody must be taken home. Others may read the mail: write what is true of any day procedure.', max_length=1000, validators=[scheduling.models.reminders.is_neutral], verbose_name='how to prepare')),
                ('location', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reminder_rules', to='clinic.location')),
            ],
            options={
                'verbose_name': 'reminder rules',
                'verbose_name_plural': 'reminder rules',
                'ordering': ['location'],
                'constraints': [models.CheckConstraint(condition=models.Q(('preparation', ''), _negated=True), name='reminderrules_say_how_to_prepare')],
            },
        ),
        migrations.CreateModel(
            name='SeriesRules',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('infusions', models.PositiveSmallIntegerField(default=6, help_text='How many infusions a series has.')),
                ('window_days', models.PositiveSmallIntegerField(default=21, help_text='Days from the first infusion to the last, both counted.', verbose_name='window')),
                ('least_gap_days', models.PositiveSmallIntegerField(default=2, help_text='Days from one infusion to the next: 2 is Monday to Wednesday.', verbose_name='least gap')),
                ('pause_after', models.PositiveSmallIntegerField(blank=True, help_text='After so many infusions a clinician says whether the series goes on. Empty: all are booked at once.', null=True)),
                ('location', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='series_rules', to='clinic.location')),
            ],
            options={
                'verbose_name': 'series rules',
                'verbose_name_plural': 'series rules',
                'ordering': ['location'],
                'constraints': [models.CheckConstraint(condition=models.Q(('infusions__range', (1, 12))), name='seriesrules_have_one_to_twelve_infusions', violation_error_message='Enter 1 to 12 infusions.'), models.CheckConstraint(condition=models.Q(('window_days__range', (7, 60))), name='seriesrules_window_is_a_week_to_sixty_days', violation_error_message='Window: enter 7 to 60 days.'), models.CheckConstraint(condition=models.Q(('least_gap_days__range', (1, 7))), name='seriesrules_gap_is_one_to_seven_days', violation_error_message='Least gap: enter 1 to 7 days.'), models.CheckConstraint(condition=models.Q(('window_days__gt', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('infusions'), '-', models.Value(1)), '*', models.F('least_gap_days')))), name='seriesrules_infusions_fit_into_the_window', violation_error_message='So many do not fit into the window.'), models.CheckConstraint(condition=models.Q(('pause_after__isnull', True), models.Q(('pause_after__gt', 0), ('pause_after__lt', models.F('infusions'))), _connector='OR'), name='seriesrules_pause_is_within_the_series', violation_error_message='The pause must be within the series.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='course',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_courseevent" ("consultation_request_id", "created_at", "end_reason", "ended_at", "ended_by_id", "gone_ahead_at", "gone_ahead_by_id", "id", "least_gap_days", "location_id", "outcome", "patient_id", "pause_after", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "service_id", "status", "time_of_day", "times_a_week", "version", "weekdays", "window_days", "wished_practitioner_id", "wished_start_on") VALUES (NEW."consultation_request_id", NEW."created_at", NEW."end_reason", NEW."ended_at", NEW."ended_by_id", NEW."gone_ahead_at", NEW."gone_ahead_by_id", NEW."id", NEW."least_gap_days", NEW."location_id", NEW."outcome", NEW."patient_id", NEW."pause_after", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."planned", NEW."service_id", NEW."status", NEW."time_of_day", NEW."times_a_week", NEW."version", NEW."weekdays", NEW."window_days", NEW."wished_practitioner_id", NEW."wished_start_on"); RETURN NULL;', hash='41671b5b5c20b6df20a12effd1991f85918d92c8', operation='INSERT', pgid='pgtrigger_insert_insert_3301c', table='scheduling_course', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='course',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_courseevent" ("consultation_request_id", "created_at", "end_reason", "ended_at", "ended_by_id", "gone_ahead_at", "gone_ahead_by_id", "id", "least_gap_days", "location_id", "outcome", "patient_id", "pause_after", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "service_id", "status", "time_of_day", "times_a_week", "version", "weekdays", "window_days", "wished_practitioner_id", "wished_start_on") VALUES (NEW."consultation_request_id", NEW."created_at", NEW."end_reason", NEW."ended_at", NEW."ended_by_id", NEW."gone_ahead_at", NEW."gone_ahead_by_id", NEW."id", NEW."least_gap_days", NEW."location_id", NEW."outcome", NEW."patient_id", NEW."pause_after", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."planned", NEW."service_id", NEW."status", NEW."time_of_day", NEW."times_a_week", NEW."version", NEW."weekdays", NEW."window_days", NEW."wished_practitioner_id", NEW."wished_start_on"); RETURN NULL;', hash='70c43a32ef2d1c86a2f12f26f2937c0ca9fdf34b', operation='UPDATE', pgid='pgtrigger_update_update_a2ae8', table='scheduling_course', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='course',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_courseevent" ("consultation_request_id", "created_at", "end_reason", "ended_at", "ended_by_id", "gone_ahead_at", "gone_ahead_by_id", "id", "least_gap_days", "location_id", "outcome", "patient_id", "pause_after", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "service_id", "status", "time_of_day", "times_a_week", "version", "weekdays", "window_days", "wished_practitioner_id", "wished_start_on") VALUES (OLD."consultation_request_id", OLD."created_at", OLD."end_reason", OLD."ended_at", OLD."ended_by_id", OLD."gone_ahead_at", OLD."gone_ahead_by_id", OLD."id", OLD."least_gap_days", OLD."location_id", OLD."outcome", OLD."patient_id", OLD."pause_after", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."planned", OLD."service_id", OLD."status", OLD."time_of_day", OLD."times_a_week", OLD."version", OLD."weekdays", OLD."window_days", OLD."wished_practitioner_id", OLD."wished_start_on"); RETURN NULL;', hash='59fecb6bf9740b0f4e70bdc022788a0eefae594e', operation='DELETE', pgid='pgtrigger_delete_delete_c0176', table='scheduling_course', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_appointmentevent" ("arrived_at", "cancel_reason", "cancelled_at", "cancelled_by_id", "changed_at", "consultation_request_id", "course_id", "driver", "ends_at", "hold_until", "id", "location_id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "ride_confirmed_at", "sequence", "service_id", "starts_at", "status") VALUES (NEW."arrived_at", NEW."cancel_reason", NEW."cancelled_at", NEW."cancelled_by_id", NEW."changed_at", NEW."consultation_request_id", NEW."course_id", NEW."driver", NEW."ends_at", NEW."hold_until", NEW."id", NEW."location_id", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."ride_confirmed_at", NEW."sequence", NEW."service_id", NEW."starts_at", NEW."status"); RETURN NULL;', hash='00c0160de924b14746b3baf46c99192d2794b80b', operation='INSERT', pgid='pgtrigger_insert_insert_cdcf2', table='scheduling_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_appointmentevent" ("arrived_at", "cancel_reason", "cancelled_at", "cancelled_by_id", "changed_at", "consultation_request_id", "course_id", "driver", "ends_at", "hold_until", "id", "location_id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "ride_confirmed_at", "sequence", "service_id", "starts_at", "status") VALUES (NEW."arrived_at", NEW."cancel_reason", NEW."cancelled_at", NEW."cancelled_by_id", NEW."changed_at", NEW."consultation_request_id", NEW."course_id", NEW."driver", NEW."ends_at", NEW."hold_until", NEW."id", NEW."location_id", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."ride_confirmed_at", NEW."sequence", NEW."service_id", NEW."starts_at", NEW."status"); RETURN NULL;', hash='6813524c167e3bb50f28bdd4dbb9ad5353cb010d', operation='UPDATE', pgid='pgtrigger_update_update_7193b', table='scheduling_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_appointmentevent" ("arrived_at", "cancel_reason", "cancelled_at", "cancelled_by_id", "changed_at", "consultation_request_id", "course_id", "driver", "ends_at", "hold_until", "id", "location_id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "ride_confirmed_at", "sequence", "service_id", "starts_at", "status") VALUES (OLD."arrived_at", OLD."cancel_reason", OLD."cancelled_at", OLD."cancelled_by_id", OLD."changed_at", OLD."consultation_request_id", OLD."course_id", OLD."driver", OLD."ends_at", OLD."hold_until", OLD."id", OLD."location_id", OLD."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practitioner_id", OLD."ride_confirmed_at", OLD."sequence", OLD."service_id", OLD."starts_at", OLD."status"); RETURN NULL;', hash='ff8720b7843f42ef406c02803237012dc5121d92', operation='DELETE', pgid='pgtrigger_delete_delete_c56ad', table='scheduling_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waitlistentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_waitlistentryevent" ("appointment_id", "consultation_request_id", "end_reason", "ended_as", "ended_at", "ended_by_id", "id", "joined_at", "location_id", "notice_hours", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_id", "time_of_day") VALUES (NEW."appointment_id", NEW."consultation_request_id", NEW."end_reason", NEW."ended_as", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."joined_at", NEW."location_id", NEW."notice_hours", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."service_id", NEW."time_of_day"); RETURN NULL;', hash='5079349f1bfd4abecc9cef766cdd9dd5e77a30db', operation='INSERT', pgid='pgtrigger_insert_insert_825a5', table='scheduling_waitlistentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waitlistentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_waitlistentryevent" ("appointment_id", "consultation_request_id", "end_reason", "ended_as", "ended_at", "ended_by_id", "id", "joined_at", "location_id", "notice_hours", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_id", "time_of_day") VALUES (NEW."appointment_id", NEW."consultation_request_id", NEW."end_reason", NEW."ended_as", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."joined_at", NEW."location_id", NEW."notice_hours", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."service_id", NEW."time_of_day"); RETURN NULL;', hash='d6a7a29d855ca57b3dd87f66ca11fde079344487', operation='UPDATE', pgid='pgtrigger_update_update_3314d', table='scheduling_waitlistentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waitlistentry',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_waitlistentryevent" ("appointment_id", "consultation_request_id", "end_reason", "ended_as", "ended_at", "ended_by_id", "id", "joined_at", "location_id", "notice_hours", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_id", "time_of_day") VALUES (OLD."appointment_id", OLD."consultation_request_id", OLD."end_reason", OLD."ended_as", OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."joined_at", OLD."location_id", OLD."notice_hours", OLD."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."service_id", OLD."time_of_day"); RETURN NULL;', hash='bcc26f41e1cef18e7ed3fbed8e4b0ea1a6be4f27', operation='DELETE', pgid='pgtrigger_delete_delete_52dc7', table='scheduling_waitlistentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waitlistoffer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_waitlistofferevent" ("ends_at", "entry_id", "expires_at", "id", "offered_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "settled_at", "starts_at", "status") VALUES (NEW."ends_at", NEW."entry_id", NEW."expires_at", NEW."id", NEW."offered_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."settled_at", NEW."starts_at", NEW."status"); RETURN NULL;', hash='ff9d887c0c9fb98e5cff899bda0c8099f834c77e', operation='INSERT', pgid='pgtrigger_insert_insert_8d0d1', table='scheduling_waitlistoffer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waitlistoffer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_waitlistofferevent" ("ends_at", "entry_id", "expires_at", "id", "offered_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "settled_at", "starts_at", "status") VALUES (NEW."ends_at", NEW."entry_id", NEW."expires_at", NEW."id", NEW."offered_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."settled_at", NEW."starts_at", NEW."status"); RETURN NULL;', hash='e42c684e36cddc1f6b3fcbf2038635fec17b9209', operation='UPDATE', pgid='pgtrigger_update_update_003f5', table='scheduling_waitlistoffer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waitlistoffer',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_waitlistofferevent" ("ends_at", "entry_id", "expires_at", "id", "offered_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "settled_at", "starts_at", "status") VALUES (OLD."ends_at", OLD."entry_id", OLD."expires_at", OLD."id", OLD."offered_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practitioner_id", OLD."settled_at", OLD."starts_at", OLD."status"); RETURN NULL;', hash='d887b5aea6f805298a48b668a178739e92178342', operation='DELETE', pgid='pgtrigger_delete_delete_8887c', table='scheduling_waitlistoffer', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='reservation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('appointment__isnull', False), ('offer__isnull', True)), models.Q(('appointment__isnull', True), ('offer__isnull', False)), _connector='OR'), name='reservation_belongs_to_an_appointment_or_to_an_offer'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reservation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_reservationevent" ("appointment_id", "during", "id", "offer_id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "room_id") VALUES (NEW."appointment_id", NEW."during", NEW."id", NEW."offer_id", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."place_id", NEW."room_id"); RETURN NULL;', hash='b69c2b92c05d95b097e0062ad4ecf2f52c189136', operation='INSERT', pgid='pgtrigger_insert_insert_312fe', table='scheduling_reservation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reservation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "scheduling_reservationevent" ("appointment_id", "during", "id", "offer_id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "room_id") VALUES (NEW."appointment_id", NEW."during", NEW."id", NEW."offer_id", NEW."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."place_id", NEW."room_id"); RETURN NULL;', hash='fc9255dadc98eab45743395ab29e4799a94dae4b', operation='UPDATE', pgid='pgtrigger_update_update_d472c', table='scheduling_reservation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reservation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "scheduling_reservationevent" ("appointment_id", "during", "id", "offer_id", "patient_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "room_id") VALUES (OLD."appointment_id", OLD."during", OLD."id", OLD."offer_id", OLD."patient_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."place_id", OLD."room_id"); RETURN NULL;', hash='e821e6445e6b8781fa066e907ced57d7f601eaa4', operation='DELETE', pgid='pgtrigger_delete_delete_20980', table='scheduling_reservation', when='AFTER')),
        ),
    ]

"""REST framework, its schema, its limits."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "EXCEPTION_HANDLER": "apps.foundation.errors.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "apps.foundation.schema.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": (
        "apps.accounts.authentication.AppTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ),
    "DEFAULT_PERMISSION_CLASSES": ("rest_framework.permissions.IsAuthenticated",),
    "DEFAULT_RENDERER_CLASSES": ("rest_framework.renderers.JSONRenderer",),
    "DEFAULT_PARSER_CLASSES": ("apps.foundation.rest.parsers.JSONParser",),
    "DEFAULT_FILTER_BACKENDS": ("django_filters.rest_framework.DjangoFilterBackend",),
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would tell strangers what the schema tells better
    "DEFAULT_THROTTLE_CLASSES": (
        "apps.foundation.rest.throttles.EverybodyThrottle",
        "apps.foundation.rest.throttles.WorkThrottle",
    ),
    # For each person, or each address where nobody is signed in. Sign-in itself: ACCOUNT_RATE_LIMITS.
    "DEFAULT_THROTTLE_RATES": {
        "anon": "120/min",
        "user": "1200/min",
        "sign_in": "10/min",
        "upload": "600/min",
        "chunks": "2400/min",
        "observations": "6000/min",
        "export": "10/min",
        "notification_test": "6/min",
        "calls": "120/min",
    },
    "NUM_PROXIES": 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# A JSON body that no view has asked to be larger. Samples have their own parsers and limits.
JSON_MAX_BYTES = 1024 * 1024

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "KAISHI",
    "DESCRIPTION": (
        "Care of mothers and their unborn children: recordings of the heart, their analysis, reviews.\n\n"
        "Every error is a problem (RFC 9457) with a stable `code`. Lists are paged by cursor. A POST may "
        "carry an `Idempotency-Key`. Ids are UUIDs; a client may choose those of things that it creates. "
        "What a person may not see is answered with 404."
    ),
    "VERSION": "1.0.0",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVERS": [{"url": "/", "description": "Where this schema was read."}],
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "PREPROCESSING_HOOKS": ["apps.foundation.schema.only_ours"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.foundation.schema.tell_errors_once",
        "apps.foundation.schema.any_value_may_be_null",
        "apps.accounts.api.auth_schema.add_sign_in",  # after the one above: it refers to the shared problem
    ],
    "SORT_OPERATIONS": True,
    "TAGS": [
        {"name": "auth", "description": "Sign-up, sign-in, sessions, second factor."},
        {"name": "people", "description": "The signed-in person, consent, who looked at her data."},
        {"name": "teams", "description": "Care teams and who belongs to them."},
        {"name": "pregnancies", "description": "Pregnancies, fetuses, dating, risks, outcome."},
        {"name": "notifications", "description": "What is new, how one wants to be told, and where."},
        {"name": "recordings", "description": "Cardiotocograms: upload, analysis, review."},
        {"name": "meals", "description": "The diary: meals, their items, photos of them."},
        {
            "name": "nutrition",
            "description": "Days and weeks beside what they should bring; what is kept at hand.",
        },
        {
            "name": "observations",
            "description": "Readings of phones and home devices: taken in by the batch, read by day.",
        },
        {"name": "alerts", "description": "What waits for a person: taken, put off for a while, ended."},
        {
            "name": "alert limits",
            "description": "Rules, and the limits that a team or a mother has of her own.",
        },
        {"name": "duty rota", "description": "Who is on duty when, and where nobody is."},
        {
            "name": "consultations",
            "description": "Conversations of a mother with her care team: messages, queue, notes, papers.",
        },
        {"name": "attachments", "description": "Photos, documents and voice notes of a conversation."},
        {"name": "calls", "description": "Audio and video between two browsers; nothing is recorded."},
        {
            "name": "foods",
            "description": "The food table: search in three languages, amounts per 100 g, household measures.",
        },
        {"name": "changes", "description": "What changed since a number: how a phone works offline."},
        {"name": "sockets", "description": "Tickets for the sockets that say that something changed."},
    ],
    "ENUM_NAME_OVERRIDES": {
        "Role": "apps.accounts.models.Role",
        "Profession": "apps.accounts.models.Profession",
        "Language": "apps.accounts.models.Language",
        "ConsentKind": "apps.accounts.models.ConsentKind",
        "PregnancyState": "apps.pregnancies.states.PregnancyState",
        "FetusState": "apps.pregnancies.states.FetusState",
        "DatingState": "apps.pregnancies.states.DatingState",
        "OutcomeKind": "apps.pregnancies.models.OutcomeKind",
        "DatingBasis": "apps.pregnancies.models.Basis",
        "Severity": "apps.foundation.severity.Severity",
        "AllergySeverity": "apps.pregnancies.models.background.Severity",
        "Platform": "apps.notifications.models.Platform",
        "EarlierOutcome": "apps.pregnancies.models.background.EarlierOutcome",
        "AlertState": "apps.alerts.states.State",
        "AlertOutcome": "apps.alerts.states.Outcome",
        "AlertEnding": "apps.alerts.states.ENDINGS",
        "RecordingState": "apps.recordings.states.State",
        "CallState": "apps.consultations.calls.states.CallState",
        "CallEndReason": "apps.consultations.calls.states.EndReason",
        "AttachmentState": "apps.consultations.api.attachments_out.SHOWN_STATES",
        "AttachmentKind": "apps.consultations.models.AttachmentKind",
        "CallKind": "apps.consultations.models.CallKind",
        "ReviewState": "apps.recordings.models.ReviewState",
        "GapCause": "apps.recordings.models.Cause",
        "Variability": "apps.recordings.models.Variability",
        "ConsultationState": "apps.consultations.states.State",
        "ConsultationUrgency": "apps.consultations.states.Urgency",
        "InternalNoteKind": "apps.consultations.models.InternalNoteKind",
        "OpinionState": "apps.consultations.models.OpinionState",
        "TransferUrgency": "apps.consultations.models.TransferUrgency",
        "PrescriptionFlag": "apps.consultations.rules.allergies.CODES",
        "PrescriptionFlagAction": "apps.consultations.rules.allergies.ACTIONS",
        "NotePart": "apps.consultations.models.NotePart",
        "SigningAction": "apps.consultations.api.notes_in.SIGNING",
        "NoteKind": "apps.consultations.models.NoteKind",
        "DocumentKind": "apps.consultations.models.DocumentKind",
        "DocumentState": "apps.consultations.models.DocumentState",
        "WithoutNote": "apps.consultations.models.WithoutNote",
        "FeelingOutcome": "apps.consultations.rules.feeling.OUTCOMES",
        "MealKind": "apps.nutrition.models.MealKind",
        "MealQuestionKind": "apps.nutrition.api.asking_out.KINDS",
        "MealState": "apps.nutrition.states.MealState",
        "MealItemSource": "apps.nutrition.models.Source",
        "MealItemSourceGiven": "apps.nutrition.api.meals_in.SOURCES",
        "MealPhotoState": "apps.nutrition.states.PhotoState",
        "PhotoCertainty": "apps.nutrition.models.Certainty",
        "MeasureEnum": "apps.nutrition.models.Measure",
        "ObservationMeasure": "apps.observations.api.serializers.MEASURES",
        "ObservationStatus": "apps.observations.api.serializers.STATUSES",
        "LevelEnum": "apps.consultations.api.clinic_serializers.LEVELS",
        "CautionLevel": "apps.nutrition.api.amounts_out.LEVELS",
        "IntakeStanding": "apps.nutrition.api.totals_out.STANDINGS",
        "FoodGroup": "apps.nutrition.table.groups.CODES",
        "FoodPutTogether": "apps.nutrition.models.table.Made",
    },
}

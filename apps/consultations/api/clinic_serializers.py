"""What clients get from the clinic's tools."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers

from apps.accounts.models import Language
from apps.consultations.api.serializers import TalkerOut
from apps.consultations.models import InternalNoteKind, OpinionState, Transfer, TransferUrgency
from apps.consultations.rules.feeling import OUTCOMES
from apps.consultations.selectors.queue import TABS
from apps.consultations.selectors.transfers import may_read_summary
from apps.consultations.states import State, Urgency
from apps.foundation.severity import Severity

LEVELS = ("critical", "warning", "unknown", "notice")
SEVERITIES = [Severity.URGENT.value, Severity.EMERGENCY.value]


class ColleagueOut(TalkerOut):
    """Somebody of the care team."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="get_full_name")
    role = serializers.CharField(source="profession")


class CountdownOut(serializers.Serializer):
    """How a waiting answer stands. Tick from `at`, the server's own moment, not from the device's clock."""

    waiting_since = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    at = serializers.DateTimeField(help_text="When this was computed.")
    remaining_s = serializers.SerializerMethodField(help_text="Negative where it is overdue.")
    is_near = serializers.BooleanField(help_text="Less than a quarter of the time is left.")
    is_overdue = serializers.BooleanField()

    def get_remaining_s(self, row: Any) -> int:
        """Whole seconds."""
        return int(row.remaining.total_seconds())


class QueueRowOut(serializers.Serializer):
    """One consultation in the queue."""

    consultation = serializers.UUIDField(source="thread_id")
    mother = serializers.UUIDField(source="mother_id")
    mother_name = serializers.CharField()
    pregnancy = serializers.UUIDField(source="pregnancy_id")
    gestational_age_days = serializers.SerializerMethodField(help_text="null where weeks cannot be counted.")
    topic = serializers.CharField()
    urgency = serializers.ChoiceField(Urgency.choices)
    urgency_text = serializers.CharField()
    level = serializers.ChoiceField(LEVELS)
    state = serializers.ChoiceField(State.choices)
    state_text = serializers.CharField()
    responsible = serializers.UUIDField(source="responsible_id", allow_null=True)
    responsible_name = serializers.CharField(allow_blank=True)
    is_mine = serializers.BooleanField()
    is_free = serializers.BooleanField(help_text="Nobody answers who still may.")
    may_claim = serializers.BooleanField()
    last_posted_at = serializers.DateTimeField(allow_null=True)
    countdown = CountdownOut(allow_null=True, help_text="null: no answer is owed.")

    def get_gestational_age_days(self, row: Any) -> int | None:
        """Days, where they can be counted as weeks."""
        age = row.gestational_age
        return age.days if age is not None and age.is_counted else None


class QueueCountsOut(serializers.Serializer):
    """How many stand under each tab."""

    mine = serializers.IntegerField()
    unclaimed = serializers.IntegerField()
    all = serializers.IntegerField()
    waiting_for_mother = serializers.IntegerField()


class QueueOut(serializers.Serializer):
    """One tab of the queue, worst first, then what is due next."""

    tab = serializers.ChoiceField(TABS)
    at = serializers.DateTimeField()
    counts = QueueCountsOut()
    badge = serializers.IntegerField(help_text="Answers owed by her, or by nobody yet.")
    overdue = serializers.IntegerField(help_text="Of these, how many are overdue.")
    is_cut = serializers.BooleanField(help_text="There are more; the worst are here.")
    rows = QueueRowOut(many=True)


class InternalNoteOut(serializers.Serializer):
    """A note among colleagues."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(InternalNoteKind.choices)
    author = ColleagueOut()
    text = serializers.CharField()
    mentions = ColleagueOut(many=True)
    written_at = serializers.DateTimeField()


class OpinionOut(serializers.Serializer):
    """A question to a colleague, and her answer."""

    id = serializers.UUIDField(source="public_id")
    consultation = serializers.UUIDField(source="thread.public_id")
    asked_by = ColleagueOut()
    asked_of = ColleagueOut()
    question = serializers.CharField()
    state = serializers.ChoiceField(OpinionState.choices)
    answer = serializers.CharField(allow_blank=True)
    asked_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class TransferProposalOut(serializers.Serializer):
    """What a letter begins from."""

    facts = serializers.DictField(help_text="What the record says now; null where nobody knows.")
    summary = serializers.CharField()


class TransferOut(serializers.Serializer):
    """A signed letter to a hospital. Its own words are for clinicians: a mother gets null there."""

    id = serializers.UUIDField(source="public_id")
    consultation = serializers.UUIDField(source="thread.public_id")
    pregnancy = serializers.UUIDField(source="pregnancy.public_id")
    hospital = serializers.CharField()
    urgency = serializers.ChoiceField(TransferUrgency.choices)
    reason = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    signed_by = ColleagueOut()
    sent_at = serializers.DateTimeField()
    replaces = serializers.UUIDField(source="replaces.public_id", allow_null=True, default=None)
    replaced_by = serializers.SerializerMethodField()

    def get_reason(self, row: Transfer) -> str | None:
        """For clinicians."""
        return row.reason if self._for_clinician() else None

    def get_summary(self, row: Transfer) -> str | None:
        """For clinicians."""
        return row.summary if self._for_clinician() else None

    def get_replaced_by(self, row: Transfer) -> str | None:
        """Id of the letter that corrects this one."""
        newer = getattr(row, "replaced_by", None)
        return str(newer.public_id) if newer is not None else None

    def _for_clinician(self) -> bool:
        return may_read_summary(self.context["request"].person)


class QuickReplyOut(serializers.Serializer):
    """A quick reply."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()
    text = serializers.CharField()
    language = serializers.ChoiceField(Language.choices)
    team = serializers.UUIDField(source="team.public_id", allow_null=True, default=None)
    changed_at = serializers.DateTimeField()


class ReplyPieceOut(serializers.Serializer):
    """A stretch of a filled reply."""

    text = serializers.CharField()
    placeholder = serializers.CharField(allow_blank=True, help_text="Empty for plain words.")
    is_gap = serializers.BooleanField(
        help_text="Its value is not known: to be filled by hand before it is sent."
    )


class ReplyPreviewOut(serializers.Serializer):
    """A reply filled for one mother. It can be sent once `missing` is empty."""

    text = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField())
    pieces = ReplyPieceOut(many=True)


class PlaceholderOut(serializers.Serializer):
    """A place that a reply may have."""

    name = serializers.CharField()
    title = serializers.CharField()


class PanelRecordingOut(serializers.Serializer):
    """The newest recording."""

    id = serializers.UUIDField(source="recording_id")
    started_at = serializers.DateTimeField()
    duration_s = serializers.FloatField()
    state = serializers.CharField()
    level = serializers.ChoiceField(LEVELS)
    sentence = serializers.CharField(help_text="Why somebody should look at it.")
    was_signed = serializers.BooleanField()


class PanelAlertOut(serializers.Serializer):
    """An open alert."""

    id = serializers.UUIDField(source="alert_id")
    title = serializers.CharField()
    direction = serializers.CharField(allow_blank=True)
    severity = serializers.ChoiceField(Severity.choices)
    severity_text = serializers.CharField()
    state = serializers.CharField()
    state_text = serializers.CharField()
    raised_at = serializers.DateTimeField()


class PanelLineOut(serializers.Serializer):
    """A measurement. `is_known` false: nobody knows, which is neither zero nor fine."""

    name = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    level = serializers.ChoiceField(LEVELS)
    is_known = serializers.SerializerMethodField()
    at = serializers.SerializerMethodField()

    def get_is_known(self, row: Any) -> bool:
        """Something was measured."""
        return row.measured is not None

    def get_at(self, row: Any) -> str | None:
        """When it was measured."""
        at = row.measured.at if row.measured is not None else None
        return at.isoformat() if at is not None else None


class PanelOut(serializers.Serializer):
    """What must be in view while one answers. null: nobody asked or nobody knows; an empty list: there are none."""

    mother_name = serializers.CharField(source="banner.name")
    language = serializers.CharField(source="banner.language")
    state = serializers.CharField(source="banner.state")
    state_text = serializers.CharField(source="banner.state_text")
    gestational_age_days = serializers.SerializerMethodField()
    due_on = serializers.DateField(source="banner.due_on", allow_null=True)
    due_is_provisional = serializers.BooleanField(source="banner.is_provisional")
    risks = serializers.ListField(source="banner.risks", child=serializers.CharField(), allow_null=True)
    allergies = serializers.SerializerMethodField()
    latest_recording = PanelRecordingOut(allow_null=True)
    alerts = PanelAlertOut(many=True)
    lines = PanelLineOut(many=True)

    def get_gestational_age_days(self, row: Any) -> int | None:
        """Days, where they can be counted as weeks."""
        age = row.banner.gestational_age
        return age.days if age is not None and age.is_counted else None

    def get_allergies(self, row: Any) -> list[dict[str, str]] | None:
        """Substance and how bad it was; null: nobody asked."""
        if row.banner.allergies is None:
            return None
        return [
            {"substance": one.substance, "severity": one.severity, "severity_text": str(one.severity_text)}
            for one in row.banner.allergies
        ]


class FeelingOptionOut(serializers.Serializer):
    """Something that can be chosen."""

    id = serializers.CharField()
    text = serializers.SerializerMethodField()
    after = serializers.ListField(
        child=serializers.CharField(),
        help_text="Only asked where one of these was chosen before; empty: always.",
    )

    def get_text(self, row: Any) -> str:
        """In the language of the request."""
        return str(row.says.get(get_language() or "en", row.says["en"]))


class FeelingStepOut(serializers.Serializer):
    """One question."""

    id = serializers.CharField()
    choose = serializers.ChoiceField(["many", "one"], help_text="many: an empty list says «none of these».")
    text = serializers.SerializerMethodField()
    if_calm = serializers.BooleanField(help_text="Only asked where no warning sign was named.")
    options = FeelingOptionOut(many=True)

    def get_text(self, row: Any) -> str:
        """In the language of the request."""
        return str(row.says.get(get_language() or "en", row.says["en"]))


class FeelingFormOut(serializers.Serializer):
    """The questions in their order."""

    id = serializers.CharField()
    version = serializers.IntegerField()
    steps = FeelingStepOut(many=True)


class FeelingNextOut(serializers.Serializer):
    """Which question comes next; null: send the answers now."""

    version = serializers.IntegerField()
    step = FeelingStepOut(allow_null=True)


class WarningSignOut(serializers.Serializer):
    """A warning sign, and what to do about it now."""

    category = serializers.CharField()
    severity = serializers.ChoiceField(SEVERITIES)
    what_to_do = serializers.CharField()


class FeelingOut(serializers.Serializer):
    """What she answered, and what to do now: to be shown at once, before anybody has read it."""

    id = serializers.UUIDField()
    consultation = serializers.UUIDField(
        allow_null=True, help_text="Where somebody will answer; null: it is noted."
    )
    outcome = serializers.ChoiceField(OUTCOMES)
    say = serializers.CharField(help_text="One sentence on top of everything else.")
    emergency_number = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True, help_text="Of her care team.")
    findings = WarningSignOut(many=True, help_text="The worst first.")
    answers = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    words = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    answered_at = serializers.DateTimeField()

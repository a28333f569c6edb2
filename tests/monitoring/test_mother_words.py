"""What mothers are told of an alert: neutral words, until a clinician of her team stands for more. None of them calms."""

from __future__ import annotations

import pytest

from apps.accounts.models import TeamMembership
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.monitoring.alert_rules import RULES
from apps.monitoring.rules import mother_words
from apps.monitoring.rules.mother_words import rule_ids, version_of, words_of
from apps.monitoring.rules.tables import LANGUAGES
from apps.monitoring.selectors.mother_words import approved_for, words_about
from apps.monitoring.services.mother_words import approve, withdraw
from tests.factories import in_care
from tests.monitoring.following.test_process import Time, _live, _time, falling, send  # noqa: F401

RULE = "trace_low_rate"
CALMING = ("normal", "fine", "healthy", "no reason to worry", "正常", "放心", "정상", "괜찮", "안심")


def test_every_rule_that_watches_has_words():
    assert set(rule_ids()) == {rule.id for rule in RULES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_approved", [True, False])
def test_no_words_calm_and_each_says_whom_to_phone(language: str, is_approved: bool):
    for rule_id in rule_ids():
        version = version_of(rule_id) if is_approved else None
        words = words_of(
            rule_id, approved_version=version, language=language, phone="02-123", emergency="119"
        )
        whole = f"{words.says} {words.do}"
        assert words.is_approved == is_approved
        assert "02-123" in words.do
        assert ("119" in words.do) == words.calls
        assert not [word for word in CALMING if word in whole.lower()], rule_id
        unknown = words_of(rule_id, approved_version=version, language=language, phone="", emergency="")
        assert mother_words.SOMEBODY[language] in unknown.do


def test_an_older_approval_does_not_stand_for_newer_words():
    assert not words_of(RULE, approved_version=0, language="en", phone="", emergency="").is_approved


@pytest.mark.django_db
def test_who_stands_for_them_and_for_which(family, time: Time):
    team = TeamMembership.objects.get(person=family.obstetrician).team
    given = {"team_id": team.public_id, "rule_id": RULE, "language": "en", "version": 1, "at": time.at}
    for person, refusal in ((family.dietitian, Forbidden), (family.stranger, NotVisible)):
        with pytest.raises(refusal):
            approve(person, **given)
    for wrong in ({"rule_id": "nobody_on_duty"}, {"version": 2}, {"language": "fr"}):
        with pytest.raises(Invalid):
            approve(family.midwife, **{**given, **wrong})
    assert approved_for(family.mother.pk, "en") == {}
    row = approve(family.midwife, **given)
    assert approve(family.obstetrician, **given) == row
    assert approved_for(family.mother.pk, "en") == {RULE: 1}
    assert approved_for(family.mother.pk, "ko") == {}, "nobody has read them in Korean"
    in_care(family.mother, family.stranger)
    assert approved_for(family.mother.pk, "en") == {}, "her second team does not stand for them"
    withdraw(family.midwife, team_id=team.public_id, rule_id=RULE, at=time.at)
    withdraw(family.midwife, team_id=team.public_id, rule_id=RULE, at=time.at)
    row.refresh_from_db()
    assert row.withdrawn_by == family.midwife


@pytest.mark.django_db
def test_she_reads_neutral_words_once_and_then_the_rules_own(live, family, time: Time):
    assert words_about(live, language="en") == []
    send(live, falling(), time)
    time.follower("one").round()
    (neutral,) = words_about(live, language="en")
    assert not neutral.is_approved
    assert not neutral.calls
    team = TeamMembership.objects.get(person=family.obstetrician).team
    approve(family.midwife, team_id=team.public_id, rule_id=RULE, language="ko", version=1, at=time.at)
    told = words_about(live, language="ko")
    assert {words.rule_id: words.calls for words in told}[RULE]
    assert len(told) == 2

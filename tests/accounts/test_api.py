"""Herself, her consents, her teams: each role on each address, and what a refusal leaves behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from apps.accounts.models import Care, CareTeam, Consent, Person, TeamMembership
from apps.accounts.services import consents, invitations, teams
from apps.accounts.services.consents import ConsentRequired, require_consent
from apps.foundation import feed
from apps.foundation.models import OutboxMessage
from apps.foundation.outbox import deliver_due
from tests.factories import (
    PASSWORD,
    AdministratorFactory,
    CareTeamFactory,
    ClinicianFactory,
    MotherFactory,
    PartnerFactory,
    in_care,
)

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


def said() -> list[str]:
    return list(OutboxMessage.objects.order_by("id").values_list("name", flat=True))


class TestMe:
    @pytest.mark.parametrize(
        "factory", [MotherFactory, ClinicianFactory, PartnerFactory, AdministratorFactory]
    )
    def test_everybody_reads_herself(self, client_of: Any, factory: Any) -> None:
        person = factory(full_name="Kim Ji-woo", language="ko", time_zone="Asia/Seoul")
        assert client_of(person).get("/api/v1/me").json() == {
            "id": str(person.public_id),
            "full_name": "Kim Ji-woo",
            "role": person.role,
            "profession": person.profession,
            "language": "ko",
            "time_zone": "Asia/Seoul",
            "glucose_unit": "mmol/L",
            "weight_unit": "kg",
            "email": person.email,
        }

    def test_nobody_is_401(self, client: Any) -> None:
        answer = client.get("/api/v1/me")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")

    def test_she_changes_what_is_hers_to_change(self, client_of: Any) -> None:
        mother = MotherFactory()
        given = {
            "full_name": "李娜",
            "language": "zh-hans",
            "time_zone": "Asia/Shanghai",
            "glucose_unit": "mg/dL",
            "weight_unit": "lb",
        }
        answer = client_of(mother).patch("/api/v1/me", given, **JSON)
        assert answer.status_code == 200
        assert {name: answer.json()[name] for name in given} == given
        mother.refresh_from_db()
        assert (mother.full_name, mother.time_zone, mother.weight_unit) == ("李娜", "Asia/Shanghai", "lb")

    @pytest.mark.parametrize(
        ("given", "field", "code"),
        [
            ({"role": "administrator"}, "role", "unknown_field"),
            ({"email": "other@example.org"}, "email", "unknown_field"),
            ({"is_superuser": True}, "is_superuser", "unknown_field"),
            ({"time_zone": "Mars/Olympus"}, "time_zone", "zone"),
            ({"time_zone": "../../etc/passwd"}, "time_zone", "zone"),
            ({"language": "tlh"}, "language", "invalid_choice"),
            ({"full_name": "x" * 151}, "full_name", "max_length"),
            ({"full_name": "a\0b"}, "full_name", "null_characters_not_allowed"),
        ],
    )
    def test_anything_else_is_refused_by_name(
        self, client_of: Any, given: Any, field: str, code: str
    ) -> None:
        mother = MotherFactory(full_name="before")
        answer = client_of(mother).patch("/api/v1/me", given, **JSON)
        assert answer.status_code == 400
        assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
        mother.refresh_from_db()
        assert (mother.full_name, mother.role, mother.time_zone) == ("before", "mother", "UTC")

    def test_the_feed_carries_what_she_changed(self, client_of: Any) -> None:
        mother = MotherFactory()
        client = client_of(mother)
        client.patch("/api/v1/me", {"language": "ko"}, **JSON)
        [change] = feed.read(mother, after=0, limit=9).changes
        me = client.get("/api/v1/me").json()
        del me["email"]
        assert (change["kind"], change["object"]) == ("person", me)

    def test_errors_come_in_her_language_not_the_browsers(self, client_of: Any) -> None:
        mother = MotherFactory(language="ko")
        answer = client_of(mother).get("/api/v1/me", headers={"Accept-Language": "en"})
        assert answer["Content-Language"] == "ko"


class TestConsents:
    def give(self, client: Any, **given: Any) -> Any:
        return client.post("/api/v1/consents", {"kind": "monitoring", "version": 1, **given}, **JSON)

    def test_she_reads_the_texts_in_her_language(self, client_of: Any) -> None:
        body = client_of(MotherFactory(language="ko")).get("/api/v1/consents").json()
        assert [(text["kind"], text["version"], text["title"]) for text in body["texts"]] == [
            ("monitoring", 1, "아기 심장 박동 기록"),
            ("home_recording", 1, "집에서 스스로 기록하기"),
            ("photos", 1, "식사 사진"),
            ("learning", 1, "확인하신 내용으로 개선하기"),
            ("offers", 1, "계획 옆의 상품 제안(광고)"),
        ]
        assert all(len(text["paragraphs"]) >= 3 for text in body["texts"])
        assert body["consents"] == []

    def test_giving_is_recorded_with_version_language_and_time(self, client_of: Any) -> None:
        mother = MotherFactory(language="zh-hans")
        answer = self.give(client_of(mother))
        assert answer.status_code == 201
        consent = Consent.objects.for_system("test").get()
        assert (consent.subject, consent.kind, consent.version, consent.language) == (
            mother,
            "monitoring",
            1,
            "zh-hans",
        )
        assert consent.withdrawn_at is None
        assert answer.json()["id"] == str(consent.public_id)
        assert said() == ["consent.changed"]
        assert [change["object"]["id"] for change in feed.read(mother, after=0, limit=9).changes] == [
            str(consent.public_id)
        ]

    def test_giving_twice_answers_the_first_one(self, client_of: Any) -> None:
        client = client_of(MotherFactory())
        first, second = self.give(client), self.give(client)
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json() == second.json()

    @pytest.mark.parametrize("version", [2, 32_767])
    def test_another_version_is_a_conflict_that_names_the_current_one(
        self, client_of: Any, version: int
    ) -> None:
        answer = self.give(client_of(MotherFactory()), version=version)
        assert (answer.status_code, answer.json()["code"]) == (409, "consent_version")
        assert answer.json()["current_version"] == 1
        assert Consent.objects.for_system("test").count() == 0
        assert said() == []

    @pytest.mark.parametrize(
        "given", [{"version": 0}, {"version": 99_999}, {"kind": "everything"}, {"extra": 1}]
    )
    def test_bad_input_stores_nothing(self, client_of: Any, given: Any) -> None:
        answer = self.give(client_of(MotherFactory()), **given)
        assert answer.status_code == 400
        assert [error["field"] for error in answer.json()["errors"]] == list(given)
        assert Consent.objects.for_system("test").count() == 0

    def test_withdrawing_ends_it_and_keeps_the_row(self, client_of: Any) -> None:
        mother = MotherFactory()
        client = client_of(mother)
        given = self.give(client).json()
        answer = client.post(f"/api/v1/consents/{given['id']}/withdraw")
        assert answer.status_code == 200
        assert answer.json()["withdrawn_at"] is not None
        again = client.post(f"/api/v1/consents/{given['id']}/withdraw")
        assert again.json() == answer.json()
        assert said() == ["consent.changed", "consent.changed"]
        assert self.give(client).status_code == 201
        assert Consent.objects.for_system("test").count() == 2

    def test_nobody_withdraws_anothers(self, client_of: Any, agreed: Any) -> None:
        mother, other, clinician = MotherFactory(), MotherFactory(), ClinicianFactory()
        in_care(mother, clinician)
        address = f"/api/v1/consents/{agreed(mother).public_id}/withdraw"
        assert client_of(other).post(address).status_code == 404
        assert client_of(clinician).post(address).status_code == 403
        assert client_of(PartnerFactory()).post(address).status_code == 403
        assert client_of(None).post(address).status_code == 401
        assert Consent.objects.for_system("test").get().withdrawn_at is None

    def test_acts_that_need_consent_are_refused_without_it(self, agreed: Any) -> None:
        mother = MotherFactory()
        with pytest.raises(ConsentRequired) as caught:
            require_consent(mother, "monitoring")
        assert caught.value.to_json()["code"] == "consent_required"
        assert caught.value.to_json()["kind"] == "monitoring"
        consent = agreed(mother)
        assert require_consent(mother, "monitoring") == consent
        with pytest.raises(ConsentRequired):
            require_consent(mother, "photos")
        consents.withdraw(mother, consent_id=consent.public_id, at=timezone.now())
        with pytest.raises(ConsentRequired):
            require_consent(mother, "monitoring")


class TestCareTeams:
    def test_each_role_sees_its_own(self, client_of: Any) -> None:
        mother, clinician, lead = (
            MotherFactory(),
            ClinicianFactory(full_name="B"),
            ClinicianFactory(full_name="C"),
        )
        team = in_care(mother, clinician)
        TeamMembership.objects.create(team=team, person=lead, is_lead=True)
        CareTeamFactory(name="Another")
        seen = client_of(mother).get("/api/v1/care-teams").json()["results"]
        assert [(one["id"], [m["full_name"] for m in one["members"]]) for one in seen] == [
            (str(team.public_id), ["C", "B"])
        ]
        assert client_of(clinician).get("/api/v1/care-teams").json()["results"] == seen
        assert client_of(MotherFactory()).get("/api/v1/care-teams").json()["results"] == []
        assert client_of(ClinicianFactory()).get("/api/v1/care-teams").json()["results"] == []
        assert len(client_of(AdministratorFactory()).get("/api/v1/care-teams").json()["results"]) == 2
        assert client_of(PartnerFactory()).get("/api/v1/care-teams").status_code == 403

    def test_many_teams_take_as_many_queries_as_one(
        self, client_of: Any, django_assert_num_queries: Any
    ) -> None:
        client = client_of(AdministratorFactory())
        for count in (5, 45):
            for _ in range(count):
                TeamMembership.objects.create(team=CareTeamFactory(), person=ClinicianFactory())
            with django_assert_num_queries(4):  # session, person, teams, members with their people
                client.get("/api/v1/care-teams")

    def test_an_administrator_builds_a_team_and_lets_it_care(self, client_of: Any) -> None:
        client = client_of(AdministratorFactory())
        mother, clinician = MotherFactory(), ClinicianFactory()
        team = client.post("/api/v1/care-teams", {"name": "Ward 3"}, **JSON)
        assert (team.status_code, team.json()["members"], team.json()["mothers"]) == (201, [], [])
        base = f"/api/v1/care-teams/{team.json()['id']}"
        member = {"person": str(clinician.public_id), "is_lead": True}
        assert client.post(f"{base}/members", member, **JSON).status_code == 201
        assert client.post(f"{base}/members", member, **JSON).status_code == 200
        assert client.post(f"{base}/mothers", {"mother": str(mother.public_id)}, **JSON).status_code == 201
        shown = client.get(base).json()
        assert [(one["id"], one["is_lead"]) for one in shown["members"]] == [(str(clinician.public_id), True)]
        assert [one["id"] for one in shown["mothers"]] == [str(mother.public_id)]
        changed = client.patch(f"{base}/members/{clinician.public_id}", {"is_lead": False}, **JSON)
        assert changed.json()["is_lead"] is False
        assert said() == ["care.changed", "care.changed"]

    @pytest.mark.parametrize("end", ["care", "membership", "deactivation"])
    def test_what_ends_is_invisible_at_once(self, client_of: Any, agreed: Any, end: str) -> None:
        mother, clinician = MotherFactory(), ClinicianFactory()
        agreed(mother)
        team = in_care(mother, clinician)
        client = client_of(AdministratorFactory())
        assert Consent.objects.visible_to(clinician).count() == 1
        if end == "care":
            answer = client.delete(f"/api/v1/care-teams/{team.public_id}/mothers/{mother.public_id}")
        elif end == "membership":
            answer = client.delete(f"/api/v1/care-teams/{team.public_id}/members/{clinician.public_id}")
        else:
            answer = client.post(f"/api/v1/people/{clinician.public_id}/deactivate")
        assert answer.status_code in (200, 204)
        clinician.refresh_from_db()
        assert Consent.objects.visible_to(clinician).count() == 0
        assert said() == ["care.changed"]
        payload = OutboxMessage.objects.get().payload
        assert (payload["mother"] is not None, payload["person"] is not None) == (
            end == "care",
            end != "care",
        )

    def test_ending_twice_is_404(self, client_of: Any) -> None:
        mother, clinician = MotherFactory(), ClinicianFactory()
        team = in_care(mother, clinician)
        client = client_of(AdministratorFactory())
        for address in (f"mothers/{mother.public_id}", f"members/{clinician.public_id}"):
            statuses = [
                client.delete(f"/api/v1/care-teams/{team.public_id}/{address}").status_code for _ in range(2)
            ]
            assert statuses == [204, 404]
        assert Care.objects.filter(ended_at=None).count() == 0
        assert Care.objects.count() == 1  # the row stays

    def test_only_clinicians_belong_and_only_mothers_are_cared_for(self, client_of: Any) -> None:
        client, team = client_of(AdministratorFactory()), CareTeamFactory()
        base = f"/api/v1/care-teams/{team.public_id}"
        for person in (MotherFactory(), PartnerFactory(), ClinicianFactory(is_active=False)):
            answer = client.post(f"{base}/members", {"person": str(person.public_id)}, **JSON)
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "wrong_role")
        answer = client.post(f"{base}/mothers", {"mother": str(ClinicianFactory().public_id)}, **JSON)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "mother")
        assert client.post(f"{base}/mothers", {"mother": str(uuid4())}, **JSON).status_code == 404
        assert TeamMembership.objects.count() == Care.objects.count() == 0

    @pytest.mark.parametrize("factory", [MotherFactory, ClinicianFactory, PartnerFactory, None])
    def test_nobody_but_an_administrator_changes_teams_or_people(self, client_of: Any, factory: Any) -> None:
        mother, clinician = MotherFactory(), ClinicianFactory()
        team = in_care(mother, clinician)
        person = factory() if factory else None
        client, expected = client_of(person), 403 if factory else 401
        base, counts = (
            f"/api/v1/care-teams/{team.public_id}",
            (CareTeam.objects.count(), Person.objects.count()),
        )
        answers = [
            client.post("/api/v1/care-teams", {"name": "x"}, **JSON),
            client.get(base),
            client.post(f"{base}/members", {"person": str(clinician.public_id)}, **JSON),
            client.patch(f"{base}/members/{clinician.public_id}", {"is_lead": True}, **JSON),
            client.delete(f"{base}/members/{clinician.public_id}"),
            client.post(f"{base}/mothers", {"mother": str(mother.public_id)}, **JSON),
            client.delete(f"{base}/mothers/{mother.public_id}"),
            client.get("/api/v1/people"),
            client.post(
                "/api/v1/people",
                {"email": "n@example.org", "full_name": "N", "role": "administrator"},
                **JSON,
            ),
            client.post(f"/api/v1/people/{clinician.public_id}/invitation"),
            client.post(f"/api/v1/people/{clinician.public_id}/deactivate"),
        ]
        assert [answer.status_code for answer in answers] == [expected] * len(answers)
        assert (CareTeam.objects.count(), Person.objects.count()) == counts
        assert Care.objects.filter(ended_at=None).count() == 1
        assert said() == []

    def test_services_refuse_by_themselves_too(self) -> None:
        from apps.foundation.errors import Forbidden

        with pytest.raises(Forbidden):
            teams.create_team(ClinicianFactory(), name="x")


class TestPeople:
    def invite(self, client: Any, **given: Any) -> Any:
        body = {
            "email": "Dr.Lee@Example.org",
            "full_name": "Dr. Lee",
            "role": "clinician",
            "profession": "midwife",
        }
        return client.post("/api/v1/people", body | given, **JSON)

    def test_an_invited_clinician_comes_in_with_the_code_from_her_mail(self, client_of: Any) -> None:
        answer = self.invite(client_of(AdministratorFactory()), language="en")
        assert answer.status_code == 201
        assert (answer.json()["email"], answer.json()["has_come_in"]) == ("dr.lee@example.org", False)
        assert said() == ["person.invited"]
        assert mail.outbox == []
        assert deliver_due(at=timezone.now()) == 1
        [message] = mail.outbox
        assert message.to == ["dr.lee@example.org"]
        code = next(line.strip() for line in message.body.splitlines() if line.startswith("    ")).lower()
        page = client_of(None).post(
            "/account/invitation/", {"email": "dr.lee@example.org", "code": code, "password": PASSWORD}
        )
        assert (page.status_code, page["Location"]) == (302, "/sign-in/")
        person = Person.objects.get(email="dr.lee@example.org")
        assert person.check_password(PASSWORD)
        assert EmailAddress.objects.get(user=person).verified

    def code_for(self, person: Person) -> str:
        invitations.send(None, person_id=person.public_id, at=timezone.now())
        return next(line.strip() for line in mail.outbox[-1].body.splitlines() if line.startswith("    "))

    def invited(self) -> Person:
        return ClinicianFactory(password=None)

    def try_code(self, client: Any, person: Person, code: str) -> bool:
        client.post("/account/invitation/", {"email": person.email, "code": code, "password": PASSWORD})
        person.refresh_from_db()
        return person.has_usable_password()

    def test_a_code_works_once_and_only_for_its_address(self, client: Any) -> None:
        person, other = self.invited(), self.invited()
        code = self.code_for(person)
        assert not self.try_code(client, other, code)
        assert self.try_code(client, person, code)
        answer = client.post(
            "/account/invitation/", {"email": person.email, "code": code, "password": "a new one 123"}
        )
        assert answer.status_code == 422
        person.refresh_from_db()
        assert person.check_password(PASSWORD)

    def test_a_code_ends_after_five_wrong_ones(self, client: Any) -> None:
        person = self.invited()
        code = self.code_for(person)
        for _ in range(5):
            assert not self.try_code(client, person, "BBBB-BBBB-BBBB")
        assert not self.try_code(client, person, code)

    def test_a_newer_code_ends_the_older(self, client: Any) -> None:
        person = self.invited()
        older, newer = self.code_for(person), self.code_for(person)
        assert not self.try_code(client, person, older)
        assert self.try_code(client, person, newer)

    def test_an_old_code_has_ended(self, client: Any) -> None:
        person = self.invited()
        invitations.send(None, person_id=person.public_id, at=timezone.now() - timedelta(days=8))
        code = next(line.strip() for line in mail.outbox[-1].body.splitlines() if line.startswith("    "))
        assert not self.try_code(client, person, code)

    def test_unknown_address_and_wrong_code_are_told_in_the_same_words(self, client: Any) -> None:
        person = self.invited()
        self.code_for(person)
        pages = [
            client.post(
                "/account/invitation/", {"email": email, "code": "BBBB-BBBB-BBBB", "password": PASSWORD}
            )
            for email in (person.email, "nobody@example.org")
        ]
        words = b"This code does not fit this e-mail address, or it is too old."
        assert [(page.status_code, words in page.content) for page in pages] == [(422, True), (422, True)]

    def test_the_code_is_not_kept(self) -> None:
        person = self.invited()
        code = self.code_for(person).replace("-", "")
        assert code.encode() not in bytes(person.invitations.get().code_hash)
        assert code not in str(OutboxMessage.objects.values_list("payload"))

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"role": "mother", "profession": ""}, "role"),
            ({"profession": ""}, "profession"),
            ({"role": "partner"}, "profession"),
            ({"email": "no address"}, "email"),
            ({"password": "x"}, "password"),
        ],
    )
    def test_bad_invitations_store_nothing(self, client_of: Any, given: Any, field: str) -> None:
        answer = self.invite(client_of(AdministratorFactory()), **given)
        assert answer.status_code == 400
        assert field in {error["field"] for error in answer.json()["errors"]}
        assert Person.objects.count() == 1
        assert said() == []

    def test_an_address_has_one_account(self, client_of: Any) -> None:
        client = client_of(AdministratorFactory())
        ClinicianFactory(email="dr.lee@example.org")
        answer = self.invite(client)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "email_taken")
        assert Person.objects.count() == 2

    def test_whoever_has_come_in_is_not_invited_again(self, client_of: Any) -> None:
        client = client_of(AdministratorFactory())
        waiting, inside = self.invited(), ClinicianFactory()
        assert client.post(f"/api/v1/people/{waiting.public_id}/invitation").status_code == 202
        assert client.post(f"/api/v1/people/{inside.public_id}/invitation").status_code == 409
        assert said() == ["person.invited"]

    def test_mothers_are_found_by_their_whole_address_only(self, client_of: Any) -> None:
        administrator, mother = AdministratorFactory(), MotherFactory()
        clinician = ClinicianFactory()
        client = client_of(administrator)

        def found(query: str) -> list[str]:
            return [one["email"] for one in client.get(f"/api/v1/people?{query}").json()["results"]]

        assert found("") == [clinician.email, administrator.email]
        assert found("role=mother") == []
        assert found(f"email={mother.email.upper()}") == [mother.email]
        assert found(f"email={mother.email}&role=clinician") == []
        assert client.get("/api/v1/people?role=king").status_code == 400
        assert client.get("/api/v1/people?x=1").status_code == 400

    def test_an_administrator_does_not_shut_herself_out(self, client_of: Any) -> None:
        administrator = AdministratorFactory()
        assert (
            client_of(administrator).post(f"/api/v1/people/{administrator.public_id}/deactivate").status_code
            == 409
        )
        administrator.refresh_from_db()
        assert administrator.is_active

    def test_shutting_out_ends_every_session(self, client_of: Any, app: Any) -> None:
        clinician = ClinicianFactory()
        browser = client_of(clinician)
        token = app("POST", "/login", {"email": clinician.email, "password": PASSWORD}).json()["meta"][
            "session_token"
        ]
        assert app("GET", "/api/v1/me", token=token).status_code == 200
        client_of(AdministratorFactory()).post(f"/api/v1/people/{clinician.public_id}/deactivate")
        assert app("GET", "/api/v1/me", token=token).status_code == 401
        assert browser.get("/api/v1/me").status_code == 401
        assert app("POST", "/login", {"email": clinician.email, "password": PASSWORD}).status_code >= 400

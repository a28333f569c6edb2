"""Pages: signing in on the web, the second factor, settings, and the home of mothers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Consent
from apps.accounts.services import access_log
from tests.accounts.totp import code_now, set_up_app
from tests.factories import (
    PASSWORD,
    AdministratorFactory,
    ClinicianFactory,
    MotherFactory,
    PartnerFactory,
    in_care,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]


def sign_in(person: Any, password: str = PASSWORD) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/sign-in/", {"login": person.email, "password": password})


class TestSigningIn:
    @pytest.mark.parametrize(
        ("factory", "target"),
        [
            (ClinicianFactory, "/"),
            (AdministratorFactory, "/"),
            (MotherFactory, "/me/"),
            (PartnerFactory, "/me/"),
        ],
    )
    def test_each_role_starts_at_its_own_page(self, factory: Any, target: str) -> None:
        _, answer = sign_in(factory())
        assert (answer.status_code, answer["Location"]) == (302, target)

    def test_a_wrong_password_says_so_and_signs_nobody_in(self) -> None:
        client, answer = sign_in(ClinicianFactory(), "wrong 12345")
        assert b"field__error" in answer.content or b"alert--critical" in answer.content
        assert "_auth_user_id" not in client.session

    def test_a_set_up_factor_is_asked_for_at_sign_in(self) -> None:
        clinician = ClinicianFactory()
        set_up_app(clinician)
        client, answer = sign_in(clinician)
        assert answer["Location"] == "/account/second-factor/authenticate/"
        assert "_auth_user_id" not in client.session
        assert b"code" in client.get("/account/second-factor/authenticate/").content
        client.post("/account/second-factor/authenticate/", {"code": "000000"})
        assert "_auth_user_id" not in client.session
        done = client.post("/account/second-factor/authenticate/", {"code": code_now()})
        assert (done.status_code, done["Location"]) == (302, "/")
        assert client.session["_auth_user_id"] == str(clinician.pk)

    def test_the_same_code_does_not_work_twice(self) -> None:
        clinician = ClinicianFactory()
        set_up_app(clinician)
        code = code_now()
        for expected in (True, False):
            client, _ = sign_in(clinician)
            client.post("/account/second-factor/authenticate/", {"code": code})
            assert ("_auth_user_id" in client.session) is expected

    def test_the_seed_is_encrypted_at_rest(self) -> None:
        clinician = ClinicianFactory()
        secret = set_up_app(clinician)
        stored = Authenticator.objects.get(user=clinician).data["secret"]
        assert secret not in stored
        assert stored.startswith("gAAAA")

    def test_a_code_by_mail_signs_in(self) -> None:
        clinician, client = ClinicianFactory(), Client()
        asked = client.post("/sign-in/code/", {"email": clinician.email})
        assert asked["Location"] == "/sign-in/code/confirm/"
        code = re.search(r"^[A-Z0-9-]{4,}$", mail.outbox[-1].body, re.MULTILINE)
        assert code
        client.post("/sign-in/code/confirm/", {"code": code[0]})
        assert client.session["_auth_user_id"] == str(clinician.pk)

    def test_signing_out_needs_a_post(self, client_of: Any) -> None:
        client = client_of(ClinicianFactory())
        assert client.get("/sign-out/").status_code == 200
        assert "_auth_user_id" in client.session
        assert client.post("/sign-out/")["Location"] == "/sign-in/"
        assert "_auth_user_id" not in client.session


class TestRequiredSecondFactor:
    @pytest.fixture(autouse=True)
    def _required(self, settings: Any) -> None:
        settings.REQUIRE_SECOND_FACTOR = True

    @pytest.mark.parametrize("factory", [ClinicianFactory, AdministratorFactory])
    def test_without_one_only_the_setup_can_be_reached(self, client_of: Any, factory: Any) -> None:
        client = client_of(factory())
        answer = client.get("/test/page?x=1")
        assert (answer.status_code, answer["Location"]) == (
            302,
            "/account/second-factor/?next=%2Ftest%2Fpage%3Fx%3D1",
        )
        api = client.get("/api/test/consents")
        assert (api.status_code, api.json()["code"]) == (403, "second_factor_required")
        assert client.get("/account/settings/").status_code == 302
        assert client.get("/account/second-factor/").status_code == 200

    @pytest.mark.parametrize(
        ("factory", "status", "target"), [(MotherFactory, 200, None), (PartnerFactory, 302, "/partner/")]
    )
    def test_mothers_and_partners_need_none(
        self, client_of: Any, factory: Any, status: int, target: str | None
    ) -> None:
        answer = client_of(factory()).get("/me/")
        assert (answer.status_code, answer.get("Location")) == (status, target)

    def test_setting_an_app_up_opens_the_way_and_ends_other_sessions(self) -> None:
        clinician = ClinicianFactory()
        elsewhere, _ = sign_in(clinician)
        client, _ = sign_in(clinician)
        assert UserSession.objects.filter(user=clinician).count() == 2
        asked = client.get("/account/second-factor/totp/activate/")
        assert asked["Location"].startswith("/account/reauthenticate/?next=")
        client.post(asked["Location"], {"password": PASSWORD})
        page = client.get("/account/second-factor/totp/activate/")
        assert page.status_code == 200
        assert b"data:image/svg+xml;base64," in page.content
        secret = page.context["form"].secret
        assert client.post("/account/second-factor/totp/activate/", {"code": "000000"}).status_code == 200
        assert client.get("/test/page").status_code == 302
        done = client.post("/account/second-factor/totp/activate/", {"code": code_now(secret)})
        assert (done.status_code, done["Location"]) == (302, "/account/second-factor/recovery-codes/")
        codes = client.get("/account/second-factor/recovery-codes/")
        assert len(re.findall(rb"^\d{8}$|^[0-9a-f]{8}$", codes.content, re.MULTILINE)) >= 1
        assert client.get("/test/page").status_code == 200
        assert elsewhere.get("/account/settings/")["Location"].startswith("/sign-in/")
        assert "_auth_user_id" not in elsewhere.session

    def test_a_session_that_has_not_shown_the_factor_has_to(self, client_of: Any) -> None:
        clinician = ClinicianFactory()
        set_up_app(clinician)
        client = client_of(clinician)  # a session from before the factor was set up
        assert client.get("/test/page")["Location"].startswith("/account/second-factor/reauthenticate/?next=")
        # It cannot add a factor of its own instead.
        assert client.get("/account/second-factor/webauthn/add/")["Location"].startswith(
            "/account/second-factor/reauthenticate/"
        )
        done = client.post(
            "/account/second-factor/reauthenticate/", {"code": code_now(), "next": "/test/page"}
        )
        assert (done.status_code, done["Location"]) == (302, "/test/page")
        assert client.get("/test/page").status_code == 200

    def test_signing_in_with_the_factor_is_enough(self) -> None:
        clinician = ClinicianFactory()
        set_up_app(clinician)
        client, _ = sign_in(clinician)
        client.post("/account/second-factor/authenticate/", {"code": code_now()})
        assert client.get("/test/page").status_code == 200


class TestSettings:
    GIVEN = {
        "full_name": "Dr. Lee",
        "language": "ko",
        "time_zone": "Asia/Seoul",
        "glucose_unit": "mg/dL",
        "weight_unit": "lb",
    }

    def test_they_are_saved_and_used_at_once(self, client_of: Any) -> None:
        clinician = ClinicianFactory()
        client = client_of(clinician)
        answer = client.post("/account/settings/", self.GIVEN)
        assert (answer.status_code, answer["Location"]) == (302, "/account/settings/")
        clinician.refresh_from_db()
        assert {name: getattr(clinician, name) for name in self.GIVEN} == self.GIVEN
        page = client.get("/account/settings/", headers={"Accept-Language": "en"})
        assert (page["Content-Language"], b'lang="ko"' in page.content) == ("ko", True)

    def test_what_does_not_fit_is_refused(self, client_of: Any) -> None:
        clinician = ClinicianFactory(full_name="before")
        answer = client_of(clinician).post("/account/settings/", self.GIVEN | {"time_zone": "Mars/Olympus"})
        assert answer.status_code == 422
        clinician.refresh_from_db()
        assert (clinician.full_name, clinician.time_zone) == ("before", "UTC")

    def test_the_language_menu_of_a_signed_in_person_lasts(self, client_of: Any) -> None:
        clinician = ClinicianFactory()
        client_of(clinician).post(
            "/preferences/language", {"language": "zh-hans", "next": "/account/settings/"}
        )
        clinician.refresh_from_db()
        assert clinician.language == "zh-hans"

    def test_a_stranger_is_sent_to_the_sign_in(self, client: Any) -> None:
        assert client.get("/account/settings/")["Location"] == "/sign-in/?next=/account/settings/"


class TestHomeOfAMother:
    def test_she_reads_who_looked_and_what_she_agreed_to(self, client_of: Any) -> None:
        mother, midwife = (
            MotherFactory(time_zone="Asia/Seoul"),
            ClinicianFactory(full_name="Kim", profession="midwife"),
        )
        Consent.objects.create(
            subject=mother, kind="monitoring", version=1, language="en", given_at=timezone.now()
        )
        reads = {(midwife.pk, mother.pk, "accounts.consent"): {None: None}}
        access_log.record(None, reads, action="test", at=timezone.now())
        page = client_of(mother).get("/me/")
        assert page.status_code == 200
        text = page.content.decode()
        assert "KAISHI for mothers lives in the app" in text
        assert "Kim" in text
        assert "(Midwife)" in text
        assert "Recordings from a device" in text
        assert "No, it stands" in text

    def test_one_page_that_a_clinician_opened_is_one_visit(self, client_of: Any) -> None:
        mother, midwife = MotherFactory(), ClinicianFactory(full_name="Kim", profession="midwife")
        now = timezone.now()
        kinds = ["pregnancies.pregnancy", "pregnancies.dating", "recordings.recording"]
        for minutes in (200, 20, 5):
            reads = {(midwife.pk, mother.pk, kind): {None: None} for kind in kinds}
            access_log.record(None, reads, action="test", at=now - timedelta(minutes=minutes))
        shown = client_of(mother).get("/me/").context["visits"]
        assert [(visit.name, visit.looks, len(visit.things)) for visit in shown] == [
            ("Kim", 6, 3),
            ("Kim", 3, 3),
        ]
        assert shown[0].to_at - shown[0].from_at == timedelta(minutes=15)

    def test_a_long_log_is_read_page_by_page(self, client_of: Any, django_assert_num_queries: Any) -> None:
        mother, clinician = MotherFactory(), ClinicianFactory()
        reads = {(clinician.pk, mother.pk, f"x.y{i}"): {None: None} for i in range(410)}
        access_log.record(None, reads, action="test", at=timezone.now())
        client = client_of(mother)
        with django_assert_num_queries(4):  # session, person, entries with readers, consents
            first = client.get("/me/")
        assert "?before=11#access-log" in first.content.decode()
        second = client.get("/me/?before=11")
        assert [(visit.looks, visit.oldest) for visit in second.context["visits"]] == [(10, 1)]
        assert client.get("/me/?before=x").status_code == 200
        assert client.get("/me/?before=" + "9" * 5000).status_code == 200

    def test_she_sees_nobody_elses(self, client_of: Any) -> None:
        mother, other, clinician = MotherFactory(), MotherFactory(), ClinicianFactory()
        in_care(mother, clinician)
        access_log.record(
            None, {(clinician.pk, mother.pk, "x.y"): {None: None}}, action="test", at=timezone.now()
        )
        assert "Nobody has looked at your data yet." in client_of(other).get("/me/").content.decode()

    def test_partners_and_clinicians_go_to_their_work(self, client_of: Any) -> None:
        assert client_of(PartnerFactory()).get("/me/")["Location"] == "/partner/"
        assert client_of(ClinicianFactory()).get("/me/")["Location"] == "/"


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in/",
        "/sign-in/code/",
        "/sign-in/password/",
        "/sign-in/closed/",
        "/sign-up/",
        "/account/invitation/",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans", "ko"])
def test_pages_for_strangers_stand_in_every_language(client: Any, path: str, language: str) -> None:
    page = client.get(path, headers={"Accept-Language": language})
    assert (page.status_code, page["Content-Language"]) == (200, language)
    assert b"<h1>" in page.content


@pytest.mark.parametrize(
    "path",
    [
        "/account/settings/",
        "/account/second-factor/",
        "/account/sessions/",
        "/account/password/",
        "/account/email/",
        "/account/second-factor/totp/activate/",
        "/account/second-factor/webauthn/add/",
        "/account/second-factor/webauthn/",
        "/sign-out/",
    ],
)
def test_pages_of_a_clinician_stand(path: str) -> None:
    client, _ = sign_in(ClinicianFactory())
    assert b"<h1>" in client.get("/account/reauthenticate/").content
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get(path)
    assert page.status_code == 200
    assert b"<h1>" in page.content
    assert b"<style" not in page.content
    assert re.findall(rb"<script(?![^>]*(?:src=|type=\"application/json\"))", page.content) == []


def test_recovery_codes_sign_in_once() -> None:
    clinician = ClinicianFactory()
    set_up_app(clinician)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(clinician).generate_codes()[0]
    for expected in (True, False):
        client, _ = sign_in(clinician)
        client.post("/account/second-factor/authenticate/", {"code": code})
        assert ("_auth_user_id" in client.session) is expected


def test_sessions_elsewhere_are_ended_from_the_page() -> None:
    clinician = ClinicianFactory()
    elsewhere, _ = sign_in(clinician)
    here, _ = sign_in(clinician)
    assert here.get("/account/sessions/").content.count(b"127.0.0.1") >= 2
    here.post("/account/sessions/")
    assert "_auth_user_id" in here.session
    assert elsewhere.get("/account/settings/").status_code == 302


def test_too_many_attempts_get_a_page(client: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for expected in (200, 429):
        answer = client.post("/sign-in/", {"login": "nobody@example.org", "password": "wrong 12345"})
        assert answer.status_code == expected
    assert b"Too many attempts." in answer.content

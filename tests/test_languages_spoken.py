"""Pages and answers really come in a person's language, her units and her zone; no English is left over."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import mail
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from django.utils import translation

from apps.accounts.models import CareTeam, Person
from apps.accounts.services import invitations, people
from apps.alerts import registry
from apps.console.demo import CREDENTIALS, ensure_demo
from apps.consultations.models import Message, ServiceHours, Thread
from apps.foundation.errors import Invalid
from apps.monitoring.models import GateOpening
from apps.nutrition.models import DietNote, SupplementTaken
from apps.nutrition.rules import cautions, energy, reference_intakes
from apps.nutrition.services.food_table import load_food_table
from apps.observations.rules import growth_centiles, growth_equations, tables
from apps.pregnancies.models import Allergy, EarlierPregnancy
from apps.recordings.models import Recording, Review
from apps.recordings.services.refusals import as_invalid
from apps.referrals.models import Posting
from ml_models import ctg
from ml_models.ctg import rules as rule_tables
from scripts import messages
from tests.factories import PASSWORD, AdministratorFactory, ClinicianFactory, MotherFactory
from tests.kaishi.test_bodies import ask, scope

ClientOf = Callable[[Any], Client]
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
ENGLISH = re.compile(r"[A-Za-z'’]{2,}(?: [A-Za-z'’]{2,})+")
KEYS = re.compile("Page Up|Page Down|EUR KRW")  # names that are the same in every language
SHOWN = ("aria-label", "title", "placeholder", "alt", "data-strings", "hx-confirm")
AT = datetime(2026, 11, 22, 17, 14, tzinfo=UTC)  # 02:14 on the 23rd in Seoul
LEAVES = ("/sign-out/", "/api/")
OF_ALL_LANGUAGES = ("/admin/nutrition/food/",)  # a table with the names of a food in each
IN_ENGLISH = "/en/"  # the words for mothers as an English one reads them; the pages beside them show the same frame


class Page(HTMLParser):
    """What a person reads or hears of a page, and where its links lead."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self._code = 0
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._code += tag in ("script", "style")
        self.texts += [value for name in SHOWN if (value := given.get(name))]
        if tag == "a" and (given.get("href") or "").startswith("/"):
            self.links.append(str(given["href"]).split("#")[0])

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._code and data.strip():
            self.texts.append(" ".join(data.split()))


def pages_of(client: Client) -> Iterator[tuple[str, Page]]:
    """Every kind of page that somebody reaches by links: one of each address, whatever ids stand in it."""
    waiting, seen = ["/"], set()
    while waiting:
        path = waiting.pop(0)
        is_left_out = path.startswith((*LEAVES, *OF_ALL_LANGUAGES)) or path.endswith(IN_ENGLISH)
        if (kind := ID.sub("ID", path)) in seen or is_left_out:
            continue
        seen.add(kind)
        answer = client.get(path, follow=True)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            assert answer.status_code in (200, 403), (path, answer.status_code)
            continue
        page = Page(answer.content)
        yield kind, page
        waiting += page.links


def english_of_the_catalogue() -> list[str]:
    """Pieces of our English sentences, three words or more, that stand between what varies."""
    found = messages.sentences(messages.kept("ko"))
    sentences = [text for m in found for text in ([m.id] if isinstance(m.id, str) else m.id)]
    pieces = [piece.strip() for text in sentences for piece in re.split(r"%\(\w+\)[sd]|%%|\n", text)]
    return [piece for piece in pieces if len(re.findall(r"[A-Za-z]{2,}", piece)) >= 3]


def written_by_people() -> list[str]:
    """Names and notes stay in the language in which somebody wrote them."""
    why = "a test reads what people wrote"
    written = [
        *Person.objects.values_list("full_name", flat=True),
        *CareTeam.objects.values_list("name", flat=True),
    ]
    for manager, fields in (
        (Allergy.objects, ["substance", "reaction"]),
        (EarlierPregnancy.objects, ["complications"]),
        (Review.objects, ["assessment", "advice_to_mother"]),
        (Recording.objects, ["device_maker", "device_model"]),
        (Thread.objects, ["topic"]),
        (Message.objects, ["text"]),
        (DietNote.objects, ["text"]),
        (SupplementTaken.objects, ["name"]),
        (GateOpening.objects, ["reason"]),
    ):
        written += [text for row in manager.for_system(why).values_list(*fields) for text in row]
    written += Posting.objects.values_list("reason", flat=True)  # of payments and adjustments
    for texts in ServiceHours.objects.values_list("out_of_hours", flat=True):
        written += texts.values()
    # Where a figure comes from is quoted as it is.
    written += [rule.source for rule in (*registry.all_rules(), *cautions.all_rules())]
    written += [*reference_intakes.SOURCES.values(), *energy.SOURCES.values()]
    written += [
        row["source"] for name in ("weight_gain", "thresholds", "who_efw") for row in tables.rows(name)
    ]
    written += [one.source for one in vars(growth_centiles).values() if isinstance(one, tables.Source)]
    written += [one.source for one in vars(growth_equations).values() if isinstance(one, tables.Source)]
    names = ("nst", "figo2015", "nichd2008", "antepartum_criteria", "definitions", "product")
    written += [rule.source for name in names for rule in rule_tables.table(name).values()]
    return sorted({text for text in written if text}, key=len, reverse=True)


@pytest.fixture
def demo(db: None, settings: Any) -> None:
    settings.DEMO_ALLOWED = True
    load_food_table()  # as every start does: foods have their names from it
    ensure_demo()


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_no_page_of_any_role_shows_english(language: str, demo: None, client_of: ClientOf) -> None:
    Person.objects.update(language=language)
    ours, written = english_of_the_catalogue(), written_by_people()
    left: list[tuple[str, str, str]] = []
    count = 0
    for given in CREDENTIALS:
        if given.key in (
            "midwife",
            "mother2",
            "mother3",
        ):  # see what the obstetrician and the first mother see
            continue
        for address, page in pages_of(client_of(Person.objects.get(email=given.email))):
            count += 1
            for text in page.texts:
                for words in written:
                    text = text.replace(words, "")
                text = KEYS.sub("", text)
                if "/" not in text and ENGLISH.search(text) or any(piece in text for piece in ours):
                    left.append((given.key, address, text))
    assert left == []
    assert count > 60


@pytest.mark.parametrize(
    ("language", "heading"),
    [("zh-hans", "登录"), ("zh-CN", "登录"), ("ko", "로그인"), ("ko-KR", "로그인"), ("fr", "Sign in")],
)
def test_a_stranger_is_spoken_to_in_the_language_of_her_browser(
    language: str, heading: str, db: None
) -> None:
    page = Client().get("/sign-in/", headers={"Accept-Language": language})
    assert f"<h1>{heading}</h1>" in re.sub(
        r"<h1[^>]*>\s*|\s*</h1>", lambda m: m[0].strip(), page.content.decode()
    )


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh-hans", "这里没有您可以查看的内容。"), ("ko", "여기에는 보실 수 있는 것이 없습니다.")],
)
def test_the_persons_language_wins_on_pages(language: str, title: str, db: None, client_of: ClientOf) -> None:
    doctor = ClinicianFactory(language=language)
    page = client_of(doctor).get("/no/such/page", headers={"Accept-Language": "en"})
    assert (page.status_code, page["Content-Language"]) == (404, language)
    assert title in html.unescape(page.content.decode())


UNKNOWN_FIELD = {"zh-hans": "没有这个字段。", "ko": "그런 항목은 없습니다."}
NOT_A_ZONE = {
    "zh-hans": "请填写时区的 IANA 名称，例如 Asia/Seoul。",
    "ko": "시간대의 IANA 이름을 입력해 주십시오. 예: Asia/Seoul",
}
TITLE = {"zh-hans": "提交的内容中有一部分无效。", "ko": "보내신 내용 가운데 올바르지 않은 부분이 있습니다."}
NOT_A_CHOICE = {"zh-hans": "“stone”不是可选的选项。", "ko": '"stone" 값은 고를 수 없습니다.'}


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_the_api_refuses_in_the_language_of_the_person(language: str, db: None, client_of: ClientOf) -> None:
    mother = MotherFactory(language=language, full_name="before")
    answer = client_of(mother).patch(
        "/api/v1/me",
        {"time_zone": "Mars/Olympus", "weight_unit": "stone", "colour": "green", "full_name": "after"},
        content_type="application/json",
        headers={"Accept-Language": "en"},
    )
    body = answer.json()
    assert (answer.status_code, body["title"]) == (400, TITLE[language])
    assert {error["field"]: error["message"] for error in body["errors"]} == {
        "colour": UNKNOWN_FIELD[language],
        "time_zone": NOT_A_ZONE[language],
        "weight_unit": NOT_A_CHOICE[language],
    }
    mother.refresh_from_db()
    assert mother.full_name == "before"


@pytest.mark.parametrize(("language", "sentence"), [("zh-hans", "请先登录。"), ("ko", "로그인해 주십시오.")])
def test_the_api_refuses_a_stranger_in_the_language_asked_for(language: str, sentence: str, db: None) -> None:
    answer = Client().get("/api/v1/me", headers={"Accept-Language": language})
    assert (answer.status_code, answer.json()["title"]) == (401, sentence)


def test_a_phone_is_answered_in_the_language_of_its_mother(db: None) -> None:
    mother = MotherFactory(language="ko")
    given = {"email": mother.email, "password": PASSWORD}
    signed_in = Client().post("/api/auth/app/v1/auth/login", given, content_type="application/json")
    token = signed_in.json()["meta"]["session_token"]
    answer = Client().get(
        "/api/v1/recordings/01980000-0000-7000-8000-000000000000", headers={"X-Session-Token": token}
    )
    assert (answer.status_code, answer.json()["title"]) == (404, "여기에는 아무것도 없습니다.")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This cannot be read as a recording: line 4 holds something other than numbers."),
        ("zh-hans", "无法作为监护记录读取：第4行含有数字以外的内容。"),
        ("ko", "기록으로 읽을 수 없습니다: 4행에 숫자가 아닌 것이 있습니다."),
    ],
)
def test_why_a_file_cannot_be_read_is_said_in_her_language(language: str, sentence: str) -> None:
    broken = b"t_s,fhr1_bpm,fhr2_bpm,mhr_bpm,toco\n0,140,,,\n0.25,141,,,\n0.5,abc,,,\n"
    with translation.override(language), pytest.raises(Invalid) as refused, as_invalid():
        ctg.read_bytes(broken, "trace.csv")
    assert [error.message for error in refused.value.errors] == [sentence]


@pytest.mark.parametrize(
    ("asked", "title", "message"),
    [
        (b"fr", "This is larger than the limit.", "The body is longer than 10 bytes."),
        (b"zh-CN,zh;q=0.9", "超出了大小限制。", "请求正文超过 10 字节。"),
        (b"ko-KR", "허용된 크기를 넘었습니다.", "본문이 10바이트보다 깁니다."),
    ],
)
async def test_a_body_that_no_view_sees_is_refused_in_words(asked: bytes, title: str, message: str) -> None:
    answer = await ask([b"123456", b"789012"], head=scope((b"accept-language", asked)))
    assert (answer.status, answer.problem["title"]) == (413, title)
    assert answer.problem["errors"][0]["message"] == message


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("zh-hans", "KAISHI：邀请您加入", "新人，您好！"),
        ("ko", "KAISHI에 초대합니다", "新人 님, 안녕하십니까."),
    ],
)
def test_who_is_invited_gets_a_letter_in_her_language(
    language: str, subject: str, sentence: str, db: None
) -> None:
    given = {"email": "new@example.org", "role": "clinician", "profession": "midwife", "full_name": "新人"}
    person = people.add(AdministratorFactory(), **given, language=language)
    with translation.override("en"):
        invitations.send(None, person_id=person.public_id, at=AT)
    assert [(letter.subject, sentence in letter.body) for letter in mail.outbox] == [(subject, True)]


def shown(template: str, person: Person, **values: Any) -> str:
    request = RequestFactory().get("/")
    request.user = person
    with translation.override(person.language):
        text = Template("{% load ui %}" + template).render(RequestContext(request, values))
    return re.sub(r"<[^>]+>", "", text)


@pytest.mark.parametrize(
    ("settings_of_hers", "expected"),
    [
        (
            {"language": "en", "time_zone": "UTC"},
            "32 weeks 4 days | 32+4 | 22 Nov 2026, 17:14 | 22 Nov 2026 | 68.5 kg | 5.4 mmol/L | 30 min 05 s",
        ),
        (
            {
                "language": "zh-hans",
                "time_zone": "Asia/Shanghai",
                "weight_unit": "kg",
                "glucose_unit": "mmol/L",
            },
            "32周+4天 | 32+4 | 2026年11月23日 01:14 | 2026年11月23日 | 68.5 kg | 5.4 mmol/L | 30分05秒",
        ),
        (
            {"language": "ko", "time_zone": "Asia/Seoul", "weight_unit": "lb", "glucose_unit": "mg/dL"},
            "32주 4일 | 32+4 | 2026. 11. 23. 02:14 | 2026. 11. 23. | 151.0 lb | 97 mg/dL | 30분 05초",
        ),
    ],
)
def test_weeks_days_units_and_zone_follow_the_person(settings_of_hers: dict[str, str], expected: str) -> None:
    template = (
        "{{ age|gestational_age }} | {{ age|gestational_age_short }} | {% moment at %} | {% day at %}"
        " | {% weight kg %} | {% glucose mmol %} | {{ length|duration }}"
    )
    person = Person(**settings_of_hers)
    assert shown(template, person, age=228, at=AT, kg=68.5, mmol=5.4, length=1805) == expected

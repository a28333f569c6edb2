"""Consultations to look at, in several states: a warning sign that waits, talk that goes on, one that was closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from apps.accounts.models import CareTeam, Person
from apps.consultations.entries import Draft
from apps.consultations.models import Kind, Relation, Thread
from apps.consultations.services import internal_notes, posting, receipts, replies, threads
from apps.consultations.states import Urgency
from apps.pregnancies.models import Pregnancy
from apps.recordings.selectors import recordings_visible_to

CLIENT_IDS: Final = UUID("3f1c2c0e-0d3e-4f0e-9f62-5f5a2f0f6c11")

TO_THE_END: Final = 2**31


def _ago(*, days: float = 0, hours: float = 0, minutes: float = 0) -> timedelta:
    return timedelta(days=days, hours=hours, minutes=minutes)


@dataclass(frozen=True)
class Line:
    """One message: who, how long ago, what. `corrects`, `takes_back`: the how manieth line of this talk."""

    who: str
    ago: timedelta
    text: str = ""
    corrects: int | None = None
    takes_back: int | None = None
    shares_recording: bool = False


@dataclass(frozen=True)
class Talk:
    """One consultation of a mother. `read_by`: who has read it to its end."""

    mother: str
    topic: str
    lines: tuple[Line, ...]
    urgency: Urgency = Urgency.ROUTINE
    read_by: tuple[str, ...] = ()
    is_closed: bool = False
    note: tuple[str, str] | None = None
    """Who has left which note for her colleagues."""


TALKS: Final = (
    Talk(
        "mother3",
        "坐火车去看父母",
        (
            Line("mother3", _ago(days=9, hours=4), "您好，我现在可以坐四个小时的火车去看父母吗？"),
            Line(
                "midwife",
                _ago(days=9, hours=3, minutes=40),
                "可以的。每小时起来走一走，多喝水，带上您的产检记录。",
            ),
            Line("mother3", _ago(days=9, hours=3, minutes=31), "明白了，谢谢！"),
        ),
        Urgency.ADMINISTRATIVE,
        ("midwife", "mother3"),
        is_closed=True,
    ),
    Talk(
        "mother",
        "Glucose diary",
        (
            Line("mother", _ago(days=1, hours=7), "Here are this week's fasting values: 5.0, 5.2, 4.9, 5.1."),
            Line(
                "dietitian",
                _ago(days=1, hours=6, minutes=42),
                "Thank you, Amina. These are within your targets.",
            ),
            Line(
                "dietitian",
                _ago(days=1, hours=6, minutes=41),
                "Please add one value two hours after lunch, on Mondays and Tuesdays.",
            ),
            Line(
                "dietitian",
                _ago(days=1, hours=6, minutes=39),
                "Please add one value one hour after lunch, on Mondays and Thursdays.",
                corrects=2,
            ),
            Line(
                "mother",
                _ago(days=1, hours=5, minutes=55),
                "Is the bread from the recipe card fine for breakfast?",
            ),
            Line(
                "mother",
                _ago(days=1, hours=5, minutes=54),
                "sorry, wrong picture",
            ),
            Line("mother", _ago(days=1, hours=5, minutes=53), takes_back=5),
            Line(
                "dietitian",
                _ago(hours=20, minutes=4),
                "Yes, one slice with the cheese or an egg. Could you tell me how you slept after the late snack?",
            ),
        ),
        Urgency.ROUTINE,
        ("dietitian",),
    ),
    Talk(
        "mother2",
        "회사에 낼 진단서",
        (
            Line(
                "mother2",
                _ago(days=4, hours=2),
                "안녕하세요. 회사에 제출할 임신 확인서가 필요한데 어떻게 받을 수 있을까요?",
            ),
            Line("mother2", _ago(days=4, hours=1, minutes=58), "다음 주 월요일까지 내야 해요."),
        ),
        Urgency.ADMINISTRATIVE,
    ),
    Talk(
        "mother3",
        "剖宫产的准备",
        (
            Line("mother3", _ago(hours=26), "医生您好，手术前一天晚上我还可以吃东西吗？"),
            Line(
                "obstetrician",
                _ago(hours=25, minutes=40),
                "晚上十点以前可以吃清淡的晚饭，之后不要再进食。清水可以喝到手术前两小时。",
            ),
            Line("mother3", _ago(hours=25, minutes=31), "好的。我对青霉素过敏，这个您知道的吧？"),
            Line(
                "obstetrician", _ago(hours=25, minutes=12), "知道，已经写在您的病历上，我们会用另一种抗生素。"
            ),
            Line(
                "mother3",
                _ago(hours=3, minutes=50),
                "这是今天早上的胎心记录，麻烦您看一下。",
                shares_recording=True,
            ),
            Line("mother3", _ago(minutes=38), "另外，术后第几天可以回家？"),
        ),
        Urgency.SOON,
        ("mother3",),
        note=(
            "midwife",
            "Very anxious about the anaesthetic; her sister had a bad experience. Take time for it.",
        ),
    ),
    Talk(
        "mother2",
        "철분제를 먹고 속이 불편해요",
        (
            Line(
                "mother2",
                _ago(hours=5, minutes=20),
                "철분제를 먹기 시작한 뒤로 속이 더부룩하고 변비가 생겼어요.",
            ),
            Line(
                "midwife",
                _ago(hours=4, minutes=52),
                "많이 불편하시겠어요. 하루에 물을 얼마나 드시나요? 철분제는 언제 드세요?",
            ),
            Line("mother2", _ago(hours=4, minutes=33), "아침 빈속에 먹고, 물은 하루에 네 잔쯤 마셔요."),
            Line(
                "midwife",
                _ago(hours=4, minutes=20),
                "그러면 점심 식사 뒤에 드셔 보시고, 물은 여덟 잔까지 늘려 보세요. "
                "사흘 뒤에도 그대로면 다른 제제로 바꿔 볼게요.",
            ),
            Line("mother2", _ago(hours=4, minutes=11), "네, 그렇게 해 볼게요. 감사합니다."),
            Line(
                "mother2", _ago(minutes=52), "한 가지 더요. 커피는 철분제랑 몇 시간 떨어져서 마셔야 하나요?"
            ),
        ),
        Urgency.ROUTINE,
        ("mother2",),
    ),
    Talk(
        "mother",
        "Not much movement since this afternoon",
        (
            Line(
                "mother", _ago(minutes=12), "Hello, I am a bit worried. Usually he kicks a lot after dinner."
            ),
            Line(
                "mother",
                _ago(minutes=11),
                "I have felt my baby move much less than usual since this afternoon.",
            ),
            Line(
                "mother",
                _ago(minutes=9),
                "I drank something cold and lay on my left side, still almost nothing.",
            ),
        ),
        Urgency.SOON,
    ),
)


REPLIES: Final = (
    (
        "Reduced movements: come in",
        "en",
        "Dear {{mother_name}}, please come to the maternity unit now, also if the baby moves again on the way. "
        "Bring your record. {{clinician_name}}",
    ),
    (
        "Iron tablets",
        "en",
        "Take the tablet with a glass of orange juice, two hours away from coffee, tea and milk.",
    ),
    ("철분제와 커피", "ko", "{{mother_name}} 님, 철분제는 커피·차·우유와 두 시간 이상 간격을 두고 드세요."),
    ("手术前一晚", "zh-hans", "{{mother_name}}，手术前一晚十点后请不要进食，清水可以喝到手术前两小时。"),
    (
        "When we read again",
        "en",
        "We read your messages again {{reads_again_at}}. If anything worries you before, phone {{team_phone}}.",
    ),
)
"""Title, language and text of what the team writes often."""


def make_replies(person: Person, team: CareTeam, *, at: datetime) -> None:
    """Write the team's quick replies."""
    for title, language, text in REPLIES:
        replies.write_reply(person, title=title, text=text, language=language, team_id=team.public_id, at=at)


def make_consultation(by_key: dict[str, Person], pregnancy: Pregnancy, talk: Talk, *, at: datetime) -> Thread:
    """Open a consultation and say what is said in it, each at its time."""
    mother = by_key[talk.mother]
    thread, _new = threads.open_thread(
        mother,
        pregnancy_id=pregnancy.public_id,
        client_id=uuid5(CLIENT_IDS, talk.topic),
        topic=talk.topic,
        urgency=talk.urgency,
        team_id=None,
        at=at - talk.lines[0].ago - timedelta(seconds=30),
    )
    numbers: list[int] = []
    for line in talk.lines:
        person = by_key[line.who]
        said = posting.post(person, _draft(person, thread, line, numbers, at)).entry
        receipts.advance(person, thread_id=thread.public_id, read=said.sequence, at=said.posted_at)
        numbers.append(said.sequence)
    for who in talk.read_by:
        receipts.advance(by_key[who], thread_id=thread.public_id, read=TO_THE_END, at=at - talk.lines[-1].ago)
    if talk.note:
        who, text = talk.note
        internal_notes.write_note(
            by_key[who],
            thread_id=thread.public_id,
            text=text,
            at=at - talk.lines[-1].ago + timedelta(minutes=2),
        )
    if talk.is_closed:
        threads.close(
            by_key["midwife"], thread_id=thread.public_id, at=at - talk.lines[-1].ago + timedelta(minutes=8)
        )
    return thread


def _draft(person: Person, thread: Thread, line: Line, numbers: list[int], at: datetime) -> Draft:
    relation, about = Relation.NONE, line.corrects if line.takes_back is None else line.takes_back
    if about is not None:
        relation = Relation.CORRECTION if line.takes_back is None else Relation.REMOVAL
    newest = recordings_visible_to(person).order_by("-started_at").first() if line.shares_recording else None
    return Draft(
        person_id=person.pk,
        person=person.public_id,
        thread=thread.public_id,
        client_id=uuid5(CLIENT_IDS, f"{thread.topic} {len(numbers)}"),
        at=at - line.ago,
        kind=Kind.RECORDING.value if newest else Kind.TEXT.value,
        text=line.text,
        target=newest.public_id if newest else None,
        relation=relation.value,
        relates_to=None if about is None else numbers[about],
        language=person.language,
    )

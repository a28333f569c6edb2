"""`manage.py make_plan`: a profile, or one on each line; one line of JSON for each; what is wrong says so and fails."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.plans.selectors import larder as stored
from tests.plans.rules import weeks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("food_table")]


def printed(path: Path, *more: str) -> tuple[list[dict[str, Any]], int]:
    out, code = io.StringIO(), 0
    try:
        call_command("make_plan", "--profile", str(path), "--json", *more, stdout=out, stderr=io.StringIO())
    except SystemExit as ended:
        code = int(ended.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], code


def test_one_profile_gives_one_line(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(weeks.USUAL, indent=1))
    (plan,), code = printed(path)
    assert code == 0
    assert len(plan["days"]) == 7
    assert {"targets", "unmet", "supplements", "activity", "seconds", "standard_version"} <= set(plan)


def test_each_line_gives_a_line_and_a_wrong_one_says_where(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(
        "\n".join(json.dumps(one) for one in (weeks.USUAL, {**weeks.USUAL, "height_cm": 3}, weeks.USUAL))
    )
    plans, code = printed(path)
    assert code == 1
    assert [sorted(plan)[0] == "errors" or "errors" in plan for plan in plans] == [False, True, False]
    assert "height_cm" in plans[1]["errors"]


def test_what_is_no_json_or_no_file_is_refused_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("\ufeff" + json.dumps(weeks.USUAL) + "\r\n{oops\n" + json.dumps(weeks.USUAL))
    plans, code = printed(path)
    assert code == 1
    assert ["errors" in plan for plan in plans] == [False, True, False]
    assert "line 2" in plans[1]["errors"]
    path.write_text("[]")
    with pytest.raises(CommandError, match="no profile"):
        printed(path)
    with pytest.raises(CommandError, match="cannot be read"):
        printed(tmp_path / "none.json")


def test_the_database_and_the_packed_table_say_the_same() -> None:
    ours, packed = stored.larder(), weeks.larder()
    assert ours.columns == packed.columns
    assert [dish.code for dish in ours.dishes] == [dish.code for dish in packed.dishes]
    assert (ours.per_100g == packed.per_100g).all()
    assert ours.table == packed.table


def test_names_come_in_her_language(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(weeks.USUAL))
    (plan,), _ = printed(path, "--language", "ko")
    assert any("가" <= letter <= "힣" for one in weeks.items(plan["days"][0]) for letter in one["name"])


def test_for_a_person_it_prints_meals(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(weeks.USUAL))
    out = io.StringIO()
    call_command("make_plan", "--profile", str(path), stdout=out)
    assert "breakfast:" in out.getvalue()

"""How a week went beside its plan, and what the next one learns from it."""

from __future__ import annotations

from datetime import date

from apps.plans.rules.adherence import Eaten, Learnt, Marked, Planned, learnt, of_week

MON, TUE, WED = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
RICE = Planned(MON, "lunch", "rice", "rice")
FISH = Planned(MON, "dinner", "cod", "white fish")
LATER = Planned(TUE, "dinner", "cod", "white fish")


def test_a_day_of_which_nothing_is_known_counts_neither_way():
    week = of_week([RICE, FISH], [], [])
    assert (week.planned, week.known, week.share_eaten) == (2, 0, None)


def test_the_diary_counts_the_dish_or_its_family_in_that_meal():
    week = of_week(
        [RICE, FISH], [Eaten(MON, "lunch", "brown", "rice"), Eaten(MON, "dinner", "steak", "beef")], []
    )
    assert (week.known, week.eaten, week.skipped) == (2, 1, 1)


def test_the_same_dish_at_another_meal_is_not_this_one():
    assert of_week([RICE], [Eaten(MON, "dinner", "rice", "rice")], []).known == 0


def test_her_own_mark_counts_before_the_diary():
    week = of_week([RICE], [Eaten(MON, "lunch", "rice", "rice")], [Marked(MON, "rice", "skipped")])
    assert (week.eaten, week.skipped) == (0, 1)


def test_steps_reach_the_goal_from_nine_tenths_on():
    week = of_week([RICE], [], [], steps={MON: 5400, TUE: 5399, WED: 9000}, step_goal=6000)
    assert (week.steps_known, week.steps_reached) == (3, 2)


def test_a_dish_skipped_twice_is_left_out_and_one_eaten_twice_is_usual():
    planned = [FISH, LATER, RICE, Planned(TUE, "lunch", "rice", "rice")]
    marks = [
        Marked(MON, "cod", "skipped"),
        Marked(TUE, "cod", "swapped"),
        Marked(MON, "rice", "done"),
        Marked(TUE, "rice", "done"),
    ]
    assert learnt(planned, [], marks) == Learnt(("cod",), ("rice",))


def test_once_says_nothing_and_eaten_once_saves_a_dish():
    marks = [Marked(MON, "cod", "skipped")]
    assert learnt([FISH], [], marks) == Learnt((), ())
    again = [FISH, LATER, Planned(WED, "dinner", "cod", "white fish")]
    marks = [Marked(MON, "cod", "skipped"), Marked(TUE, "cod", "skipped"), Marked(WED, "cod", "done")]
    assert learnt(again, [], marks) == Learnt((), ())

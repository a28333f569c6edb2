"""The labels and their names."""

from __future__ import annotations

from ml_models.food.vocabulary import vocabulary


def test_every_label_has_its_names_and_a_serving():
    labels = vocabulary()
    assert len(labels) == 269
    assert len({label.name for label in labels}) == 269
    for label in labels:
        assert label.name_en, label
        assert label.called("zh"), label
        assert label.called("ko"), label
        assert label.pregnancy_flag in {"", "avoid", "check", "limit"}
        assert label.serving_g is None or label.serving_g > 0


def test_what_to_avoid_names_its_rule():
    avoided = [label for label in vocabulary() if label.pregnancy_flag == "avoid"]
    assert len(avoided) == 15
    assert all(label.food_safety_id for label in avoided)

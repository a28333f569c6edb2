"""Plans of a week: diet, supplements, activity, with a reason for every line."""

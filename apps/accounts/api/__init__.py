"""REST of people, teams, consent and the access log."""

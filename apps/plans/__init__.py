"""Plans of a week: diet, supplements, activity, with a reason for every line.

Owns plans with their jobs and contents, what she marked as done, dishes she put in herself, and her settings. Emits
`plan.requested`, `plan.sent`, `plan.withdrawn`; where she wants offers `need.published` and `need.withdrawn`
(`apps/foundation/contracts/needs.py`). Listens to accounts (consent), pregnancies, nutrition, observations
and alerts: what plans rest on.
"""

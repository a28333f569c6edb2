"""Where the site is: which number a mother is told to ring in an emergency."""

from kaishi.settings import env

SITE_COUNTRY = env.text("KAISHI_COUNTRY").lower()
"""ISO 3166 code (kr, cn, us, gb), or eu. Empty: pages say «your emergency number»."""

EMERGENCY_NUMBER = env.text("KAISHI_EMERGENCY_NUMBER")
"""Goes before the country's; a team may set another one for itself."""

OUTCOME_SCORE = env.flag("KAISHI_OUTCOME_SCORE", False)
"""Whether obstetricians and midwives may ask for the intrapartum outcome score of a recording in labour
(docs/reference/outcome-score.md). Off unless somebody decides otherwise."""

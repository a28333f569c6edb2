"""Plans of a week."""

from kaishi.settings import env

# Whether a clinician approves each plan before it goes to the mother; for one mother it can be set otherwise.
PLANS_NEED_APPROVAL = env.flag("KAISHI_PLANS_NEED_APPROVAL", False)

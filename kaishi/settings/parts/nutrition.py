"""Photos of meals: how large, how many, how long they are kept."""

from kaishi.settings import env

MEAL_PHOTO_BYTES = env.number("KAISHI_MEAL_PHOTO_MB", 20, low=1, high=30) * 1024 * 1024
# Of one mother in 24 hours.
MEAL_PHOTOS_A_DAY = env.number("KAISHI_MEAL_PHOTOS_A_DAY", 60, low=1, high=10_000)
# After so many days a photo is removed; what it showed stays in the diary. 0: kept for as long as the diary.
MEAL_PHOTO_DAYS = env.number("KAISHI_MEAL_PHOTO_DAYS", 365, low=0, high=36_500)

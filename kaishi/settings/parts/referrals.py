"""Product referral: where partners' feeds wait to be read, and how large they may be."""

from kaishi.embedded.layout import Layout
from kaishi.settings import env

# One folder for the web processes and the workers of the queue `imports`: on several machines a shared one.
REFERRAL_FEEDS = env.folder("KAISHI_REFERRAL_FEEDS", Layout.from_environment().data / "feeds")
REFERRAL_FEED_BYTES = env.number("KAISHI_REFERRAL_FEED_MB", 2_048, low=1, high=65_536) * 1024 * 1024
REFERRAL_UNPACKED_BYTES = env.number("KAISHI_REFERRAL_UNPACKED_MB", 8_192, low=1, high=262_144) * 1024 * 1024
REFERRAL_UPLOAD_SECONDS = env.number("KAISHI_REFERRAL_UPLOAD_SECONDS", 1_800, low=10, high=86_400)
# For a whole fetch, from the first connection to the last byte.
REFERRAL_FETCH_SECONDS = env.number("KAISHI_REFERRAL_FETCH_SECONDS", 300, low=5, high=3_600)

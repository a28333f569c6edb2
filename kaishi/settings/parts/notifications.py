"""How people are told outside of KAISHI: channels and what each of them needs (docs/how-to/notifications.md)."""

from kaishi.settings import env

# Those that are left out are off, whatever else is set. Each also needs what stands below.
NOTIFICATION_CHANNELS = ["in_app", *env.words("KAISHI_NOTIFICATION_CHANNELS", "web_push,email,fcm,sms")]
# For connecting and for each read of one attempt. A claim counts as dead after twelve times as long.
NOTIFICATION_TIMEOUT_S = 10

# Web push: «manage.py make_vapid_key» prints a key. Without one it is made once and kept in the data folder.
VAPID_PRIVATE_KEY = env.text("KAISHI_VAPID_PRIVATE_KEY")
# Whom a push service may write to when we do something wrong.
VAPID_CONTACT = env.text("KAISHI_VAPID_CONTACT", "mailto:postmaster@localhost")
# The push services of Chrome and Edge, Firefox, Safari, Edge on Windows. A browser names its own: we call no others.
WEB_PUSH_HOSTS = env.words(
    "KAISHI_WEB_PUSH_HOSTS",
    "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.services.mozilla.com,"
    "web.push.apple.com,*.push.apple.com,*.notify.windows.com",
)
WEB_PUSH_LOOPBACK = False  # tests turn it on: http to this machine itself

# FCM for the phones' apps: the service account's key file. Empty: off.
FCM_CREDENTIALS = env.text("KAISHI_FCM_CREDENTIALS")
FCM_URL = "https://fcm.googleapis.com"

# Short messages: the dotted name of a gateway's class. Empty: off.
SMS_GATEWAY = {
    "console": "apps.notifications.channels.sms.ConsoleGateway",
    "http": "apps.notifications.channels.sms.HttpGateway",
}.get(env.text("KAISHI_SMS_GATEWAY"), env.text("KAISHI_SMS_GATEWAY"))
SMS_URL = env.text("KAISHI_SMS_URL")
SMS_TOKEN = env.text("KAISHI_SMS_TOKEN")

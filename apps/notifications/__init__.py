"""Telling people that there is something new: in-app, web push, e-mail, phones; preferences and a delivery log.

Owns notifications, their deliveries, preferences, quiet hours and the addresses of browsers and phones. Emits
`NotificationQueued`, `NotificationRead`, `NotificationUnread`. Listens to pregnancies that end and fetuses that die.
Kinds are registered by the apps above (`kinds.register`), channels are one file each (`channels/`). What leaves
the house says «Something new in KAISHI» and an opaque id: no health word, no name.
"""

"""Telling people that there is something new: in-app, web push, e-mail, phones; preferences and a delivery log.

Owns the notifications and their deliveries. Payloads carry no health word."""

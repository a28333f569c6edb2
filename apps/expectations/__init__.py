"""What should have come by now, and did not: recordings, answers, frames of a device, heartbeats of our own.

Owns: `Expectation`, `Page`, `PageEntry`. Kinds are registered from the apps whose things are awaited; they
call `services.expect`, `meet` and `withdraw` in the transaction of their own write. What is late about a mother becomes
an alert and climbs by its chain; what is late of the house pages the administrators until one answers. Swept by a
process of its own, `watching/`. Listens to `alert.acknowledged`, `alert.resolved`, `pregnancy.ended`.
See docs/explanation/silence.md.
"""

"""What may be offered to somebody who is pregnant. Pure: no database, no clock, no settings.

`judging.judged` gives the worst verdict of everything that was found, with reasons and sources. Only `ok` is offered by
itself; `warn` and `unknown` wait for a person; `block` is never offered.
"""

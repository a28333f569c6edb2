"""Calls inside a consultation. Signals pass through our socket, sound and picture between the two browsers only.

`states`: the table of steps. `seen`: a call as both ends see it. `turn`: servers and credentials. `selectors`, `events`,
`listeners`, `tasks`, `words`, `frames`: as in every app. Writes: `services.calls`. The socket: `sockets.calls`.
"""

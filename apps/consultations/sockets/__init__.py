"""`/ws/v1/consultations`: one socket for all consultations of a person (docs/reference/asyncapi.yaml).

`frames`: what is said. `consumer`: one connection. `writer`: messages of many sockets as one commit. `hub`: who is
connected to this process, and what is told to whom.
"""

"""Real PostgreSQL and Valkey servers out of pip wheels, and the supervisor of `manage.py up`.

`layout` says where things lie and keeps the secrets; `process` starts a child that never outlives us;
`postgres` and `valkey` are the two servers; `supervisor` keeps them and our own processes running.
This package imports no Django, so that settings and tests may use it.
"""

"""Settings by place: `development` (default), `production`, `test`; all three start from `base`.

`parts/` holds what `base` puts together, one subject a file; `env.py` reads the environment.
"""

"""Following a recording while it is made: samples in steps of five seconds, what they say, who must know.

`waiting` puts samples into their order, `course` looks at them, `watching` tells what is new of what the rules say;
these are pure. `process` is the loop of `manage.py follow_live`, its writes are `services/following.py`.
"""

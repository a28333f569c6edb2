"""Files that strangers send: recognised by content, kept apart, rewritten by a child process, stored privately.

Knows no mother and no thread. `kinds` and `headers` look at the first bytes and are cheap enough for the web process.
`sandbox` gives a file to a child process with bounds on time and memory, which decodes it and writes it anew
(`decoding/`); only what was written anew is ever served. `storage` is a folder, or a bucket, by setting.
"""

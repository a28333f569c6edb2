"""One subject a file: servers, tasks, rest, people, security, logs. `kaishi.settings.base` joins them."""

"""One subject a file: servers, tasks, web, rest, people, security, logs. `kaishi.settings.base` joins them."""

"""The sockets of live recordings: phones send (`stream`), the care team watches (`live`)."""

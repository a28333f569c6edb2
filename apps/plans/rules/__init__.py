"""Planning as pure functions and reviewed tables: no database, no clock, no settings."""

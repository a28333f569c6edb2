"""What readings are and mean, as pure functions and reviewed tables: no database, no clock, no settings."""

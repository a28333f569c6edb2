"""What decides when and by which way somebody is told: pure functions, no database, no clock, no settings."""

"""Reviewed tables and pure rules of consultations: no database, no clock, no settings."""

"""Reviewed tables and pure rules of nutrition: no database, no clock, no settings."""

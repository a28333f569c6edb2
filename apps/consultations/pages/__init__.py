"""The console's pages of consultations."""

"""The console's pages of nutrition."""

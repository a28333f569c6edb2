"""What this app itself decides: how alerts climb, who is on duty, and the rules whose facts belong here."""

"""What people type, as fields. Limits that matter stand in the services; a form repeats none of their rules."""

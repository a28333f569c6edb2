"""What people type, as fields. Limits that matter stand in the services."""

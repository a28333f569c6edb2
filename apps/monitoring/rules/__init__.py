"""What is decided while a mother records: pure functions over frozen facts, and their reviewed tables."""

"""Every read of readings, narrowed to what a person may see."""

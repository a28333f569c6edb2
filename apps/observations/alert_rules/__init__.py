"""What readings ask a person to look at: one file for each rule."""

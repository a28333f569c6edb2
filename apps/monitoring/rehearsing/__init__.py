"""Rules over what was recorded: the facts of every step of a trace, kept, and judged again. Pure but for its callers."""

"""What the start command tells a person when it cannot go on: one sentence, no traceback."""


class CannotStart(Exception):
    """A sentence that says what is wrong and what to do about it."""

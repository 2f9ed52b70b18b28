"""What the checker says when it cannot read a file."""


class Unreadable(ValueError):
    """A file the checker refuses or cannot read; the message is a sentence for its user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

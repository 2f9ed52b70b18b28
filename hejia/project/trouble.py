"""What stops the system from setting itself up, running or stopping, told in a sentence."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit status of the `hejia` command, after sysexits.h."""

    USAGE = 64
    UNAVAILABLE = 69  # the database or a registry does not answer, a port is taken
    BROKEN = 70  # a child process does not stay up
    CREATE = 73  # a file or folder cannot be made
    DISK = 74  # no space, or the data folder is damaged
    BUSY = 75  # somebody else uses the data folder
    PERMISSION = 77
    CONFIG = 78


class Trouble(Exception):
    """Why it does not go on. The sentence (Chinese) says what is wrong and what to do about it."""

    def __init__(self, sentence: str, code: Exit = Exit.CONFIG) -> None:
        self.sentence = sentence
        self.code = code
        super().__init__(sentence)

"""Child processes that do not outlive their parent, however it ends."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
# Loaded here, not in the child: between fork and exec nothing may be imported or allocated.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def tie(how: signal.Signals) -> None:
    """Have the kernel send this process `how` when its parent dies (Linux; elsewhere nothing)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)


def tied(how: signal.Signals) -> Callable[[], None]:
    """Make a `preexec_fn` that ties the child to the process that calls this."""
    parent = os.getpid()

    def before_exec() -> None:
        tie(how)
        if os.getppid() != parent:  # the parent died before the tie held
            os._exit(0)

    return before_exec

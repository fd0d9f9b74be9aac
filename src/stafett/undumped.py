"""What this process holds in memory is left nowhere: no core file, and nobody looks into it.

Names and keys are in clear in the memory of whoever serves them. If the process is killed in the
middle of something, the system would write all of that to disk; and whoever runs other programmes
as the same user could read it while it lives (security study T13). CPython cannot wipe memory.
"""

import ctypes
import platform
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4  # linux/prctl.h


def leave_nothing_behind() -> None:
    """Let no core file be written of this process or of what it starts, and close its memory.

    On Linux ``/proc`` then shows its memory and its environment to the administrator alone. It
    holds for this process; a programme that is started from it opens its own again.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if platform.system() == "Linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)

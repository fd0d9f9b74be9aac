"""A process of its own that starts an embedded server, for tests that end it without mercy.

Prints the server's process id and address, then waits to be told to stop or to be killed.
"""

import signal
import sys
from pathlib import Path

from stafett.postgres.embedded import EmbeddedServer
from stafett.postgres.errors import DatabaseTrouble


def main() -> None:
    """Start ``argv[1]/argv[2]``, adopting orphans if a third word says so."""
    adopts = True if sys.argv[3:] == ["adopt"] else None
    server = EmbeddedServer(Path(sys.argv[1]), sys.argv[2], adopt_orphans=adopts)
    try:
        url = server.start()
    except DatabaseTrouble as trouble:
        sys.exit(str(trouble))
    sys.stdout.write(f"{server.pid} {url}\n")
    sys.stdout.flush()
    signal.sigwait({signal.SIGTERM})
    server.stop()


if __name__ == "__main__":
    main()

"""The service as a process that somebody else will kill: ``python -m stafett.stories.under_fire``.

What it needs to know comes as one line of JSON on its standard input, since addresses hold
passwords. It says ``open`` when it answers, and stops when its input ends: nobody is left then to
stop it.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import uvloop

from stafett.api.house import open_house
from stafett.api.issuers import Issuer
from stafett.api.log_lines import begin_log
from stafett.ledger.root_file import read_root_file
from stafett.stories.stage import listen, serving


async def _stand(said: dict[str, Any]) -> None:
    issuer = Issuer.model_validate(said["issuer"])
    root = read_root_file(Path(said["root"]))
    sock = listen(said["port"], only=True)
    async with (
        open_house(said["events"], said["keystore"], root, demo=True) as house,
        serving(house, issuer, sock),
    ):
        sys.stdout.write("open\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    """Serve until the input ends, or until killed."""
    said = json.loads(sys.stdin.readline())
    with Path(said["log"]).open("a", encoding="utf-8") as log:
        begin_log(to=log)
        uvloop.run(_stand(said))


if __name__ == "__main__":
    main()

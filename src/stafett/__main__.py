"""The way in: ``python -m stafett`` does what ``./stafett`` and an installed ``stafett`` do."""

from stafett.cli import main

if __name__ == "__main__":
    main(prog_name="stafett")

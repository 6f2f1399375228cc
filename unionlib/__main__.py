"""``unionlib``, ``python -m unionlib``."""

from __future__ import annotations

import signal
from typing import NoReturn


def run() -> NoReturn:
    """Be the program; Ctrl-C ends it without a word as long as it is still being imported."""
    mine = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if mine:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from unionlib import cli

    if mine:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.run()


if __name__ == "__main__":
    run()

"""``python -m unionlib``."""

from unionlib.cli import run

run()

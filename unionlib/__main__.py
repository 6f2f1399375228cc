"""``python -m unionlib``."""

import sys

from unionlib.cli import main

sys.exit(main())

"""`python -m scanner`: the same as the command `keysieve`."""

import sys

from scanner.entry import main

sys.exit(main())

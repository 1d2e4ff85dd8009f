"""The application library: values from the environment, typed and checked at start-up.

It imports neither the engine nor the command line, and little else.
"""

from __future__ import annotations

from scanner.model import Secret as Secret
from scanner.runtime.environment import EnvError as EnvError
from scanner.runtime.environment import load_env as load_env

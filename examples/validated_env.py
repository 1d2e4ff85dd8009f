"""Settings from the environment: all of them right, or no start.

PUBLIC_URL=https://shop.example PAYMENT_KEY=… python validated_env.py
"""

from __future__ import annotations

import logging
import os
import sys

from scanner.runtime import EnvError, install_masking, load_env

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "validated.env.schema")


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stdout)
    install_masking()
    try:
        settings = load_env(SCHEMA)
    except EnvError as error:
        logging.critical("%s", error)  # every fault, and no value
        return 1
    logging.info("serving %s on port %d", settings["PUBLIC_URL"], settings["PORT"])
    logging.info("the settings are %s", settings)
    key = settings["PAYMENT_KEY"].reveal_in_clear().decode()
    logging.info("this slipped in: key=%s", key)  # the log shows key=****
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A web service with an API key that is rotated; for an hour after that, the key before it is accepted too.

openssl rand -hex 32 | keysieve store put service/api-key
python rotating_api_key.py 8080
curl -H "Authorization: Bearer $(keysieve store get service/api-key)" http://127.0.0.1:8080/
keysieve store rotate service/api-key     # any scheduler may call it
keysieve store settle service/api-key     # forgets the key before when its hour is over
"""

from __future__ import annotations

import logging
import os
import sys
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scanner.runtime import RotatingSecret, Secret, StoreError, install_masking, open_store

GRACE = timedelta(seconds=int(os.environ.get("GRACE_SECONDS", "3600")))


def main(port: int) -> None:
    logging.basicConfig(level=logging.INFO)
    install_masking()
    api_key = RotatingSecret(open_store(), "service/api-key", GRACE)

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            scheme, _, given = self.headers.get("Authorization", "").partition(" ")
            try:
                verdict = api_key.verify(Secret(given.encode("latin-1"))) if scheme == "Bearer" else None
            except StoreError as error:
                logging.error("cannot verify: %s", error)
                self.send_error(503)
                return
            if verdict is None:
                self.send_error(401)
                return
            if verdict == "previous":
                logging.warning("%s still uses the previous key", self.client_address[0])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"welcome\n")

        def log_message(self, format: str, *values: object) -> None:  # noqa: A002 - the base class calls it so
            logging.info(format, *values)

    with ThreadingHTTPServer(("127.0.0.1", port), Service) as server:
        logging.info("listening on port %d", server.server_port)
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))

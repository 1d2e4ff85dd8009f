"""A web service that signs what it is sent, with a key from AWS Secrets Manager.

The store is asked once in five minutes, however many requests there are, and if it is down the old key serves for an
hour more. `KEYSIEVE_CACHE_SECONDS` sets another time. Region, credentials and endpoint are AWS's own variables.

python aws_web_service.py 8080
curl --data 'text' http://127.0.0.1:8080/
"""

from __future__ import annotations

import hmac
import logging
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scanner.runtime import Secrets, StoreError, install_masking, open_store

LARGEST = 1 << 20
DIGITS = 9


def main(port: int) -> None:
    logging.basicConfig(level=logging.INFO)
    install_masking()
    secrets = Secrets(open_store("aws", stale=3600.0))
    secrets.require("signing/key")

    class Signer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            written = self.headers.get("Content-Length", "")
            if not (written.isascii() and written.isdigit()):
                self.answer(411 if not written else 400, "say in Content-Length how many bytes there are\n")
                return
            if len(written) > DIGITS or int(written) > LARGEST:
                self.answer(413, f"{LARGEST} bytes at most\n")
                return
            text = self.rfile.read(int(written))
            if len(text) < int(written):  # half a text must not be signed
                self.answer(400, "the text is cut off\n")
                return
            try:
                key = secrets.get("signing/key")
            except StoreError as error:
                logging.error("cannot sign: %s", error)
                self.answer(503, "try again later\n")
                return
            self.answer(200, hmac.new(key.reveal_in_clear(), text, "sha256").hexdigest() + "\n")

        def answer(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *values: object) -> None:  # noqa: A002 - the base class calls it so
            logging.info(format, *values)

    with ThreadingHTTPServer(("127.0.0.1", port), Signer) as server:
        logging.info("listening on port %d", server.server_port)
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))

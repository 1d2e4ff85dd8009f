"""moto's server, which answers one request at a time: `python moto_one_at_a_time.py PORT`.

AWS does each call as a whole. moto's own server has threads and no locks, so that of two calls at the same time one may
fail in the midst of its changes (`ValueError: list.remove(x)`, `dictionary changed size during iteration`).
"""

from __future__ import annotations

import sys
from threading import Lock
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.server import MotoRequestHandler
from werkzeug.serving import run_simple

if TYPE_CHECKING:
    from collections.abc import Callable

MOTO = DomainDispatcherApplication(create_backend_app)
MOTO.debug = True  # type: ignore[attr-defined]  # as moto's own server has it: an error is its answer
ONE = Lock()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    with ONE:
        return list(MOTO(environ, start_response))


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=True, request_handler=MotoRequestHandler)

"""Serves localstripe on a free port of 127.0.0.1, which it prints, and keeps nothing on disk.

By itself localstripe listens on all interfaces. It is a process of its own: GPL-3.0.
"""

import socket

from aiohttp import web
from localstripe import server

listener = socket.create_server(("127.0.0.1", 0))
server.store.dump_to_disk = lambda: None
print(listener.getsockname()[1], flush=True)
web.run_app(server.app, sock=listener, print=None)

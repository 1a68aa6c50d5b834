"""Opens idle event streams (subscriptions/listen), each over a TLS connection of its own, and holds them.

Environment: PORT, COUNT, TOKEN, HOLD (seconds to hold them after "OPEN" was printed). Prints OPEN when all are
acknowledged, then, after HOLD seconds, how many are still open and how many heartbeats came.
"""

import os
import selectors
import socket
import ssl
import sys
import time

PORT = int(os.environ["PORT"])
COUNT = int(os.environ["COUNT"])
HOLD = float(os.environ["HOLD"])
META = (
    '"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",'
    '"io.modelcontextprotocol/clientCapabilities":{}}'
)
BODY = (
    '{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},'
    + META
    + "}}"
)
REQUEST = (
    "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\n"
    f"Mcp-Method: subscriptions/listen\r\nAuthorization: Bearer {os.environ['TOKEN']}\r\n"
    f"Content-Length: {len(BODY)}\r\n\r\n{BODY}"
).encode()


def open_one(trusting):
    raw = socket.create_connection(("127.0.0.1", PORT), timeout=20)
    tls = trusting.wrap_socket(raw, server_hostname="localhost")
    tls.sendall(REQUEST)
    answer = b""
    while b"acknowledged" not in answer:
        piece = tls.recv(4096)
        if not piece:
            raise OSError(answer[:200])
        answer += piece
    tls.setblocking(False)
    return tls


def take(tls):
    """What has come: the number of heartbeats, or None at the end."""
    beats = 0
    try:
        while piece := tls.recv(4096):
            beats += piece.count(b":\n\n")
        return None
    except ssl.SSLWantReadError:
        return beats
    except OSError:
        return None


def main():
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    ready = selectors.DefaultSelector()
    for _ in range(COUNT):
        ready.register(open_one(trusting), selectors.EVENT_READ)
    print("OPEN", flush=True)
    beats, left, end = 0, COUNT, time.monotonic() + HOLD
    while time.monotonic() < end:
        for key, _ in ready.select(timeout=0.5):
            taken = take(key.fileobj)
            if taken is None:
                ready.unregister(key.fileobj)
                left -= 1
            else:
                beats += taken
    print("HELD", left, beats, flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""Opens connections one after the other on a few threads, each with a full TLS handshake, one POST and a close.

Environment: PORT, COUNT, THREADS, BODY (a file), HEADERS (one a line). Prints: done, failed, resumed.
"""

import os
import socket
import ssl
import threading

PORT = int(os.environ["PORT"])
COUNT = int(os.environ["COUNT"])
THREADS = int(os.environ.get("THREADS", "4"))


def request():
    with open(os.environ["BODY"], "rb") as source:
        body = source.read()
    head = ["POST /mcp HTTP/1.1", f"Host: localhost:{PORT}", f"Content-Length: {len(body)}", "Connection: close"]
    head += os.environ["HEADERS"].strip().splitlines()
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def context():
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    return trusting


class Tally:
    def __init__(self):
        self.lock = threading.Lock()
        self.left, self.done, self.failed, self.resumed = COUNT, 0, 0, 0

    def take(self):
        with self.lock:
            self.left -= 1
            return self.left >= 0

    def put(self, well, resumed):
        with self.lock:
            self.done += well
            self.failed += not well
            self.resumed += resumed


def once(trusting, message):
    with socket.create_connection(("127.0.0.1", PORT), timeout=10) as raw:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with trusting.wrap_socket(raw, server_hostname="localhost") as tls:
            tls.sendall(message)
            answer = b""
            while piece := tls.recv(65536):
                answer += piece
            return answer.startswith(b"HTTP/1.1 200"), tls.session_reused


def work(tally, trusting, message):
    while tally.take():
        try:
            tally.put(*once(trusting, message))
        except OSError:
            tally.put(False, False)


def main():
    tally, trusting, message = Tally(), context(), request()
    threads = [threading.Thread(target=work, args=(tally, trusting, message)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(tally.done, tally.failed, tally.resumed)


main()

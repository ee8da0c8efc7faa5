"""A client for Modkeep's dock protocol, written from docs/dock-protocol.md alone. Standard library only.

    with Client("http://127.0.0.1:43117/#k=<keyId>.<key>") as modkeep:
        bans = modkeep.call("bans.list", {"channelId": "1001"})["bans"]
        modkeep.wait_for_event("bans.changed", timeout=10)
"""

import base64
import hashlib
import hmac
import json
import os
import socket
import struct
import time
from urllib.parse import urlsplit

PROTOCOL = 1
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class ModkeepError(Exception):
    """A request was refused: `code` and `details` are the protocol's."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['error']}")
        self.code = error["code"]
        self.details = error["details"]


class Closed(Exception):
    """The server closed the socket; `code` says why."""

    def __init__(self, code, reason=""):
        super().__init__(f"closed with {code} {reason}".strip())
        self.code = code


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class WebSocket:
    """As much of RFC 6455 as a client needs: no extensions, text out, text in, pings answered."""

    GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    def __init__(self, host, port, path, timeout=10):
        self.socket = socket.create_connection((host, port), timeout)
        self.buffer, self.message = bytearray(), b""
        key = base64.b64encode(os.urandom(16))
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {host}:{port}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key.decode()}",
        ]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            self._fill(len(self.buffer) + 1)
        status, *lines = self._take(end + 4).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if " 101 " not in status:
            raise Closed(1006, status)
        expected = base64.b64encode(hashlib.sha1(key + self.GUID).digest()).decode()
        if headers.get("sec-websocket-accept") != expected:
            raise Closed(1002, "not a WebSocket server")

    def send(self, data, opcode=TEXT):
        mask = os.urandom(4)
        if len(data) < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | len(data))
        elif len(data) < 65536:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, len(data))
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, len(data))
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(data))
        self.socket.sendall(head + mask + masked)

    def receive(self):
        """The next text message. Raises Closed, or TimeoutError after the socket's timeout; nothing is lost by that."""
        while True:
            is_last, opcode, data = self._frame()
            if opcode == PING:
                self.send(data, PONG)
            elif opcode == CLOSE:
                self.send(data[:2], CLOSE)
                code = struct.unpack("!H", data[:2])[0] if len(data) >= 2 else 1005
                raise Closed(code, data[2:].decode())
            elif opcode != PONG:
                self.message += data
                if is_last:
                    message, self.message = self.message, b""
                    return message.decode()

    def _frame(self):
        """One whole frame. It leaves the buffer only when all of it has come, so that a timeout cuts nothing in two."""
        self._fill(2)
        length, head = self.buffer[1] & 0x7F, 2
        if length >= 126:
            head = 4 if length == 126 else 10
            self._fill(head)
            length = int.from_bytes(self.buffer[2:head], "big")
        self._fill(head + length)
        frame = self._take(head + length)
        return bool(frame[0] & 0x80), frame[0] & 0x0F, frame[head:]

    def _fill(self, length):
        while len(self.buffer) < length:
            data = self.socket.recv(65536)
            if not data:
                raise Closed(1006, "connection lost")
            self.buffer += data

    def _take(self, length):
        taken = bytes(self.buffer[:length])
        del self.buffer[:length]
        return taken

    def close(self):
        try:
            self.send(struct.pack("!H", 1000), CLOSE)
        except OSError:
            pass
        self.socket.close()


class Client:
    """One signed-in socket. `address` is the page's address with `#k=` or `#c=`."""

    def __init__(self, address, timeout=10):
        parts = urlsplit(address)
        self.socket = WebSocket(parts.hostname, parts.port, "/socket", timeout)
        self.events, self.next_id, self.timeout = [], 1, timeout
        challenge = decode(json.loads(self.socket.receive())["challenge"])
        kind, _, secret = parts.fragment.partition("=")
        if kind == "k":
            key_id, _, key = secret.partition(".")
            answer = encode(hmac.digest(decode(key), challenge, "sha256"))
            self._send({"keyId": key_id, "answer": answer})
        else:
            self._send({"code": secret})
        self.ready = json.loads(self.socket.receive())
        if self.ready["protocol"] != PROTOCOL:
            raise Closed(1002, f"protocol {self.ready['protocol']} is not known here")

    def call(self, command, data=None):
        """Runs a command and returns its value; raises ModkeepError when it was refused."""
        request_id, self.next_id = self.next_id, self.next_id + 1
        self._send({"id": request_id, "command": command, "input": data or {}})
        while True:
            frame = json.loads(self.socket.receive())
            if "event" in frame:
                self.events.append(frame["event"])
            elif frame["id"] == request_id:
                if frame["ok"]:
                    return frame["value"]
                raise ModkeepError(frame["error"])

    def wait_for_event(self, kind, timeout=10, **fields):
        """The next event of this type whose fields match, heard already or still to come."""
        end = time.monotonic() + timeout
        while True:
            for index, event in enumerate(self.events):
                if event["type"] == kind and fields.items() <= event.items():
                    return self.events.pop(index)
            self.socket.socket.settimeout(max(0.001, end - time.monotonic()))
            frame = json.loads(self.socket.receive())
            self.socket.socket.settimeout(self.timeout)
            if "event" in frame:
                self.events.append(frame["event"])

    def _send(self, frame):
        self.socket.send(json.dumps(frame).encode())

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

#!/usr/bin/env python3
"""A client of the command path in plain Python (3.9 or later): no package, only the standard library.

It speaks version 1 of the protocol: a message is one line of JSON, {"tx", "type", "payload"}. The
answer to "getConfig" has the type "getConfigResult", or "getConfigError" with {"message", "code"}.

A worker that its host started finds socket and token in ISOLATED_WORKERS_STARTUP_DATA. For any
other program, a guest, main takes them from COMMAND_SOCKET and COMMAND_TOKEN.
"""

import json
import os
import socket
import sys
import time


class CommandError(Exception):
    """What was asked for was refused or failed; the code says why, such as NOT_ALLOWED."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


class CommandClient:
    """A connection to the host, for one thread at a time. Once HOST_AWAY, make another one."""

    def __init__(self, path, token, timeout=30.0):
        """Connects; the timeout, in seconds, holds for this and for each request."""
        self._timeout = timeout
        self._sent = 0
        self._received = b""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.settimeout(timeout)
            self._socket.connect(path)
            self._request("$hello", {"protocol": 1, "token": token, "pid": os.getpid()})
        except OSError as error:
            self.close()
            raise CommandError("HOST_AWAY", f"{path}: {error}") from error
        except CommandError:
            self.close()
            raise

    @classmethod
    def of_worker(cls, timeout=30.0):
        """The client of a worker that its host started."""
        data = json.loads(os.environ.get("ISOLATED_WORKERS_STARTUP_DATA", "{}"))
        if "commandSocketPath" not in data:
            raise CommandError("REFUSED", "the host gives its workers no commands")
        return cls(data["commandSocketPath"], data["commandToken"], timeout)

    def execute(self, command, params=None):
        """Executes a command of the host and returns its result."""
        return self._request("execute", {"command": command, "params": params})

    def emit_event(self, event, payload=None):
        """Tells the host that something happened; returns when the host knows."""
        return self._request("emitEvent", {"event": event, "payload": payload})

    def get_config(self, key):
        """Returns a value of the host's configuration."""
        return self._request("getConfig", {"key": key})

    def get_session(self, session_id):
        """Returns what the host knows about a session: id, user and attributes."""
        return self._request("getSession", {"sessionId": session_id})

    def ping(self):
        """Asks the host for a sign of life."""
        return self._request("$ping", None)

    def close(self):
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _request(self, kind, payload):
        deadline = time.monotonic() + self._timeout
        self._sent += 1
        message = {"tx": str(self._sent), "type": kind, "payload": payload}
        try:
            self._socket.settimeout(self._timeout)
            self._socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            self.close()  # a part of the message may be on its way
            raise CommandError("HOST_AWAY", f"{kind}: {error}") from error
        try:
            answer = self._next_message(deadline)
            while answer.get("tx") != message["tx"]:  # late, of a request that was given up
                answer = self._next_message(deadline)
        except socket.timeout as error:
            raise CommandError("TIMEOUT", f"no answer to {kind}; it may have been done") from error
        except OSError as error:
            raise CommandError("HOST_AWAY", f"{kind}: {error}") from error
        result = answer.get("payload")
        if answer.get("type") == kind + "Error":
            raise CommandError(result.get("code") or "FAILED", result.get("message"))
        return result

    def _next_message(self, deadline):
        while b"\n" not in self._received:
            left = deadline - time.monotonic()
            if left <= 0:
                raise socket.timeout()
            self._socket.settimeout(left)
            chunk = self._socket.recv(65536)
            if not chunk:
                raise ConnectionResetError("the host has closed the connection")
            self._received += chunk
        line, self._received = self._received.split(b"\n", 1)
        return json.loads(line) if line.strip() else {}


def main():
    timeout = float(os.environ.get("COMMAND_TIMEOUT", "30"))
    try:
        if "COMMAND_SOCKET" in os.environ:
            token = os.environ.get("COMMAND_TOKEN", "")
            client = CommandClient(os.environ["COMMAND_SOCKET"], token, timeout)
        else:
            client = CommandClient.of_worker(timeout)
        with client:
            print(client.ping())
            print(client.execute("greet", {"name": "Zoë"}))
            print(client.emit_event("example:hi", "Zoë"))
            print(client.get_config("example.greeting"))
            print(client.get_session("s-1"))
    except CommandError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

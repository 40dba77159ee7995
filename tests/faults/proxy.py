"""Proxies between a room and a server that misbehave when told: TCP (stall, cut, close, half-close, delay, corrupt, throttle), UDP (dark, lossy)."""
import collections
import contextlib
import random
import select
import selectors
import socket
import struct
import threading
import time

SMALL_BUFFER = 32 * 1024  # a stall must be felt, not hidden by the megabytes that a kernel would buffer


class Connection:
    """What the proxy saw of one connection; `bytes` counts what the room sent, `tail` is the end of it."""

    def __init__(self):
        self.at, self.bytes, self.last_at, self.tail = time.monotonic(), 0, time.monotonic(), b""


class _Way:
    """One direction of a connection: read by one thread, written by another, so that a delay does not lower the rate."""

    def __init__(self, source, sink, proxy, connection, is_up):
        self.source, self.sink, self.proxy, self.connection, self.is_up = source, sink, proxy, connection, is_up
        self.waiting, self.changed, self.is_over = collections.deque(), threading.Condition(), False
        for work in (self._read, self._write):
            threading.Thread(target=work, daemon=True).start()

    def _read(self):
        while not self.is_over:
            if self.proxy.stalled or len(self.waiting) > 64:
                time.sleep(0.01)
                continue
            rate = self.proxy.rate_bytes_s if self.is_up else 0
            try:
                # Short waits: a socket that another thread closes is not closed for the kernel while this one sleeps in it.
                if not select.select([self.source], [], [], 0.05)[0]:
                    continue
                data = self.source.recv(max(1, rate // 50) if rate else 16384)
            except (OSError, ValueError):
                data = b""
            if rate and data:
                time.sleep(len(data) / rate)
            if data and self.is_up:
                self.connection.bytes += len(data)
                self.connection.tail = (self.connection.tail + data)[-400:]
                self.connection.last_at = time.monotonic()
                self.proxy.stamps.append(time.monotonic())
            with self.changed:
                self.waiting.append((time.monotonic() + self.proxy.delay_s, data))
                self.changed.notify()
            if not data:
                return
            if self.is_up and self.proxy.close_after_bytes and self.connection.bytes > self.proxy.close_after_bytes:
                self.proxy.drop(self.source)
                return

    def _write(self):
        while True:
            with self.changed:
                while not self.waiting:
                    self.changed.wait()
                due, data = self.waiting.popleft()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                if not data:
                    self.sink.shutdown(socket.SHUT_WR)
                    return
                if self.proxy.corrupts == ("up" if self.is_up else "down"):
                    data = bytes(b ^ 0x5A if random.random() < 0.02 else b for b in data)
                while data and not self.is_over:
                    if select.select([], [self.sink], [], 0.05)[1]:
                        with contextlib.suppress(BlockingIOError):
                            data = data[self.sink.send(data, socket.MSG_DONTWAIT):]
            except (OSError, ValueError):
                self.is_over = True
                return


class Proxy:
    """TCP, loopback. Attributes may be set at any time; they hold for all connections from then on."""

    def __init__(self, target_port):
        self.target_port = target_port
        self.stalled = False
        self.rate_bytes_s = 0          # of what the room sends; 0: unlimited
        self.delay_s = 0.0             # of both directions
        self.corrupts = None           # "up" (what the room sends) or "down"
        self.refuses = None            # new connections: "reset" or "close"
        self.close_after_bytes = 0     # each connection, once the room has sent so much
        self.connections, self.stamps, self._pairs = [], [], {}
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(16)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            connection = Connection()
            self.connections.append(connection)
            if self.refuses:
                end(client, self.refuses)
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.target_port), 1)
                server.settimeout(None)
            except OSError:
                end(client, "reset")
                continue
            self._pairs[client] = server
            _Way(client, server, self, connection, True), _Way(server, client, self, connection, False)

    def drop(self, client, how="close"):
        server = self._pairs.pop(client, None)
        for side in (client, server):
            if side is not None:
                end(side, how)

    def cut(self):
        """All connections are reset."""
        for client in list(self._pairs):
            self.drop(client, "reset")

    def close_all(self):
        for client in list(self._pairs):
            self.drop(client)

    def half_close(self):
        """The room is told that nothing more will come; what it sends still arrives."""
        for client in list(self._pairs):
            try:
                client.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def longest_gap_s(self, from_at, to_at):
        """Between bytes of the room, within two times of time.monotonic()."""
        at = [from_at] + [t for t in self.stamps if from_at <= t <= to_at] + [to_at]
        return max(b - a for a, b in zip(at, at[1:]))

    def close(self):
        end(self._listener, "close")
        self.close_all()


class UdpProxy:
    """For SRT, loopback."""

    def __init__(self, target_port):
        self.target_port, self.is_dark, self.loss, self._stopped = target_port, False, 0.0, False
        self._front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._front.bind(("127.0.0.1", 0))
        self.port = self._front.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        choice, backs, clients = selectors.DefaultSelector(), {}, {}
        choice.register(self._front, selectors.EVENT_READ)
        dice = random.Random(1)
        while not self._stopped:
            for key, _ in choice.select(0.1):
                try:
                    if key.fileobj is self._front:
                        data, client = self._front.recvfrom(65536)
                        if client not in backs:
                            backs[client] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                            backs[client].setblocking(False)  # an error makes it ready and may be gone by then
                            backs[client].connect(("127.0.0.1", self.target_port))
                            clients[backs[client]] = client
                            choice.register(backs[client], selectors.EVENT_READ)
                        out, to = backs[client], None
                    else:
                        data, out, to = key.fileobj.recv(65536), self._front, clients[key.fileobj]
                    if self.is_dark or dice.random() < self.loss:
                        continue
                    out.send(data) if to is None else out.sendto(data, to)
                except OSError:
                    pass  # nobody listens there now

    def close(self):
        self._stopped = True


def end(sock, how):
    """Closes a socket; "reset": with RST and without what was not sent yet."""
    try:
        if how == "reset":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    sock.close()

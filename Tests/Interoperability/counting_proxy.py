"""A pass-through for HTTP/1.1 that counts the requests and the answers by status; bytes go on as they came."""

import asyncio
import multiprocessing
import signal
import socket
import struct

CONTINUE = 100
NO_CONTENT = {204, 304}
HEAD_END = b"\r\n\r\n"


class MessageCounter:
    """Finds the heads in a stream of messages whose content has a length, and hands each to `note`."""

    def __init__(self, note):
        self.note = note
        self.head = b""
        self.content_left = 0

    def feed(self, data):
        while data:
            if self.content_left:
                skipped = min(self.content_left, len(data))
                self.content_left -= skipped
                data = data[skipped:]
                continue
            self.head += data
            end = self.head.find(HEAD_END)
            if end < 0:
                return
            data = self.head[end + len(HEAD_END):]
            lines = self.head[:end].split(b"\r\n")
            self.head = b""
            self.content_left = content_length(lines) if self.note(lines[0]) else 0


def content_length(lines):
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
        if name.lower() == b"transfer-encoding":
            raise ValueError("content without a length cannot be counted")
    return 0


class Pipe(asyncio.Protocol):
    """One direction of a connection."""

    def __init__(self, note):
        self.counter = MessageCounter(note)
        self.transport = None
        self.peer = None
        self.waiting = b""

    def connection_made(self, transport):
        self.transport = transport
        # What the other side sent before this one was connected.
        transport.write(self.peer.waiting)
        self.peer.waiting = b""

    def data_received(self, data):
        self.counter.feed(data)
        if self.peer.transport is None:
            self.waiting += data
        else:
            self.peer.transport.write(data)

    def connection_lost(self, error):
        transport = self.peer.transport
        if transport is None or transport.is_closing():
            return
        if error is None:
            transport.close()
            return
        # A reset goes on as a reset: a close without lingering sends one.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


class CountingProxy:
    """Runs the pass-through in a process of its own."""

    def __init__(self, upstream_port):
        self.counts = multiprocessing.Array("q", 600, lock=False)
        self.upstream_port = upstream_port
        ours, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=self.run, args=(theirs,), daemon=True)
        self.process.start()
        if not ours.poll(30):
            raise SystemExit("the counting proxy did not start")
        self.port = ours.recv()

    @property
    def requests(self):
        return self.counts[0]

    def answers(self, status):
        return self.counts[status]

    def run(self, ready):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        asyncio.run(self.serve(ready))

    async def serve(self, ready):
        loop = asyncio.get_running_loop()
        pending = set()

        def accept():
            client, upstream = Pipe(self.note_request), Pipe(self.note_answer)
            client.peer, upstream.peer = upstream, client
            task = loop.create_task(self.connect(loop, client, upstream))
            pending.add(task)
            task.add_done_callback(pending.discard)
            return client

        server = await loop.create_server(accept, "127.0.0.1", 0, backlog=4096)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    async def connect(self, loop, client, upstream):
        try:
            await loop.create_connection(lambda: upstream, "127.0.0.1", self.upstream_port)
        except OSError:
            client.transport.close()

    def note_request(self, _):
        self.counts[0] += 1
        return True

    def note_answer(self, line):
        status = int(line.split(b" ", 2)[1])
        self.counts[status] += 1
        return status != CONTINUE and status not in NO_CONTENT

    def stop(self):
        self.process.terminate()
        self.process.join()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""delay.py [--ms N] PORT: a slower way to 127.0.0.1:PORT.

Listens on a free port of 127.0.0.1 and prints "port NUMBER".  Everything
that one side does (data, end of data, reset) happens at the other side N
milliseconds later and in the same order.
"""
import argparse
import asyncio
import socket
import struct

RESET = struct.pack("ii", 1, 0)


class Side(asyncio.Protocol):
    """One end of a relayed connection; what happens here is told to `other`,
    which repeats it at its own end when it is due."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.other = None
        self.todo = asyncio.Queue()
        self.heard_end = self.said_end = False

    def connection_made(self, transport):
        self.transport = transport
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.repeater = asyncio.ensure_future(self.repeat())

    def data_received(self, data):
        self.tell(write, data)

    def eof_received(self):
        self.heard_end = True
        self.tell(end)
        return not self.said_end

    def connection_lost(self, exc):
        self.tell(reset if exc else close)

    def tell(self, action, *args):
        due = asyncio.get_running_loop().time() + self.seconds
        self.other.todo.put_nowait((due, action, args))

    async def repeat(self):
        while not self.transport.is_closing():
            due, action, args = await self.todo.get()
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            if not self.transport.is_closing():
                action(self, *args)


def write(side, data):
    side.transport.write(data)


def end(side):
    """No more data this way; what the peer still sends is welcome."""
    side.said_end = True
    side.transport.write_eof()
    if side.heard_end:
        side.transport.close()


def close(side):
    side.transport.close()


def reset(side):
    sock = side.transport.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    side.transport.abort()


class Front(Side):
    """The client's side: opens the server's when the client comes."""

    def __init__(self, seconds, port):
        super().__init__(seconds)
        self.port = port
        self.other = Side(seconds)
        self.other.other = self

    def connection_made(self, transport):
        super().connection_made(transport)
        self.opening = asyncio.ensure_future(self.reach())

    async def reach(self):
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(
                lambda: self.other, "127.0.0.1", self.port)
        except OSError:
            reset(self)


async def serve(listener, port, seconds):
    """Relay everything that comes to `listener`; never returns."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Front(seconds, port), sock=listener)
    print("port", listener.getsockname()[1], flush=True)
    await server.serve_forever()


def listen():
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen(64)
    return sock


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--ms", type=int, default=60)
    args.add_argument("port", type=int)
    opts = args.parse_args()
    asyncio.run(serve(listen(), opts.port, opts.ms / 1000))


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""caged.py PORT COMMAND...: a server in a network namespace of its own.

For servers that insist on listening everywhere: COMMAND finds nothing but a
loopback interface there, listens on PORT of it, and is reached through a
port of our 127.0.0.1, which is printed as "port NUMBER".  A socket stays in
the namespace in which it was made: that is the whole trick.
"""
import asyncio
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import delay  # noqa: E402

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
SIOCSIFFLAGS = 0x8914
IFF_UP = 1
PR_SET_PDEATHSIG = 1

libc = ctypes.CDLL(None, use_errno=True)


def unshare():
    """Leave the network; without privileges, in a user namespace."""
    if libc.unshare(CLONE_NEWNET) and \
            libc.unshare(CLONE_NEWUSER | CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")


def loopback_up():
    import fcntl
    import struct
    request = struct.pack("16sh14x", b"lo", IFF_UP)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, SIOCSIFFLAGS, request)


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def wait_for(child, port):
    for _ in range(500):
        if child.poll() is not None:
            sys.exit("the server ended with status %d" % child.returncode)
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    sys.exit("the server does not listen")


def main():
    port = int(sys.argv[1])
    listener = delay.listen()
    unshare()
    loopback_up()
    child = subprocess.Popen(sys.argv[2:], preexec_fn=die_with_parent)
    wait_for(child, port)
    asyncio.run(delay.serve(listener, port, 0))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Delete topics of the broker at 127.0.0.1:29092: topic_delete.py TOPIC..."""
import socket
import struct
import sys


def text(s):
    return struct.pack(">h", len(s)) + s.encode()


topics = sys.argv[1:]
ask = struct.pack(">hhi", 20, 1, 1) + text("test")  # DeleteTopics, version 1
ask += struct.pack(">i", len(topics)) + b"".join(map(text, topics)) + struct.pack(">i", 10000)
with socket.create_connection(("127.0.0.1", 29092), 10) as broker:
    broker.sendall(struct.pack(">i", len(ask)) + ask)
    size = struct.unpack(">i", broker.recv(4, socket.MSG_WAITALL))[0]
    answer = broker.recv(size, socket.MSG_WAITALL)
sys.exit(sum(answer[i] or answer[i + 1] for t in topics for i in [answer.index(t.encode()) + len(t)]))

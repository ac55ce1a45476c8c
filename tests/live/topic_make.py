#!/usr/bin/env python3
"""Make a topic of the broker at 127.0.0.1:29092: topic_make.py TOPIC PARTITIONS [NAME=VALUE...]"""
import socket
import struct
import sys


def text(s):
    return struct.pack(">h", len(s)) + s.encode()


topic, partitions, *settings = sys.argv[1:]
ask = struct.pack(">hhi", 19, 2, 1) + text("test")  # CreateTopics, version 2
ask += struct.pack(">i", 1) + text(topic) + struct.pack(">ihi", int(partitions), 1, 0)
ask += struct.pack(">i", len(settings)) + b"".join(text(part) for s in settings for part in s.split("=", 1))
ask += struct.pack(">i?", 10000, False)
with socket.create_connection(("127.0.0.1", 29092), 10) as broker:
    broker.sendall(struct.pack(">i", len(ask)) + ask)
    size = struct.unpack(">i", broker.recv(4, socket.MSG_WAITALL))[0]
    answer = broker.recv(size, socket.MSG_WAITALL)
at = answer.index(topic.encode()) + len(topic)
sys.exit(answer[at] or answer[at + 1])

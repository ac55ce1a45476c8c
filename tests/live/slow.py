"""slow.py HERE THERE RATE: pass TCP on from port HERE to port THERE, both of loopback, at most RATE bytes a second back."""
import socket
import sys
import threading
import time

here, there, rate = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])


def pump(source, sink, limited):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
            if limited:
                time.sleep(len(data) / rate)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


listener = socket.create_server(("127.0.0.1", here))
while True:
    client, _ = listener.accept()
    server = socket.create_connection(("127.0.0.1", there))
    threading.Thread(target=pump, args=(client, server, False), daemon=True).start()
    threading.Thread(target=pump, args=(server, client, True), daemon=True).start()

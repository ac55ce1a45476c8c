"""What is true of a lab's servers, asked of themselves and of nobody of ours.

Clients of the stack's own parts (psql, mysql, kcat), Connect's and Flink's REST; the programs are those of `cdclab stack env`.
"""
import json
import os
import subprocess
import time
import urllib.error
import urllib.request
import uuid

CONNECT = "http://127.0.0.1:8083"
FLINK = "http://127.0.0.1:8081"
BROKER = "127.0.0.1:29092"
PG, MY = "postgres-outbox-connector", "mysql-outbox-connector"
TOPICS = {"postgres": "outbox.event.postgres.orders", "mysql": "outbox.event.mysql.orders"}
SLOT = "outbox_slot"
PROBE = "ChaosProbe"  # the type of the oracle's own rows


def command(argv, limit=10, text=None):
    """Its status and its output; 124 where it did not end."""
    try:
        p = subprocess.run(argv, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           errors="replace", timeout=limit, **({} if text else {"stdin": subprocess.DEVNULL}))
        return p.returncode, p.stdout
    except subprocess.TimeoutExpired:
        return 124, ""


def psql(sql, limit=10):
    return command(["psql", "-qAtc", sql], limit)


def mysql(sql, limit=10):
    return command(["mysql", "-Ne", sql, "shop"], limit)


def http(method, url, body=None, limit=10):
    """The status and the document; 0 where nobody answers."""
    data = None if body is None else json.dumps(body).encode()
    ask = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(ask, timeout=limit) as answer:
            text = answer.read()
            return answer.status, json.loads(text) if text else None
    except urllib.error.HTTPError as e:
        return e.code, None
    except (OSError, ValueError):
        return 0, None


def jobs():
    """The ids of Flink's jobs that have not ended; None where it does not answer."""
    status, found = http("GET", FLINK + "/jobs/overview")
    if status != 200:
        return None
    return [j["jid"] for j in found["jobs"] if j["end-time"] < 0]


def connectors():
    status, found = http("GET", CONNECT + "/connectors")
    return sorted(found) if status == 200 else None


def slots():
    rc, out = psql("SELECT slot_name FROM pg_replication_slots ORDER BY 1")
    return out.split() if rc == 0 else None


def insert(database, number):
    """A row of the oracle's own, which the job reads as well. True: the database took it."""
    payload = json.dumps({"before": None, "op": "c", "after": {
        "order_id": number, "customer_id": 0, "total_amount": 0, "created_at": "2026-01-01 00:00:00.000"}})
    sql = ("INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload) "
           f"VALUES ('{uuid.uuid4()}', 'orders', '{number}', '{PROBE}', '{payload}')")
    return (psql if database == "postgres" else mysql)(sql, 5)[0] == 0


def read(topic):
    rc, out = command(["kcat", "-b", BROKER, "-q", "-C", "-e", "-o", "beginning", "-m", "5", "-t", topic], 8)
    return out if rc == 0 else ""


def flows(within=10, job=True):
    """Which databases' rows arrive where: the names of the places that a fresh row has reached."""
    number = {d: -(10 ** 12) - uuid.uuid4().int % 10 ** 12 for d in TOPICS}
    reached = {"insert:" + d for d in TOPICS if insert(d, number[d])}
    wanted = [("topic:" + d, TOPICS[d], number[d]) for d in TOPICS if "insert:" + d in reached]
    if job:
        wanted += [("job:" + d, "unified.orders", number[d]) for d in TOPICS if "insert:" + d in reached]
    end = time.monotonic() + within
    while wanted and time.monotonic() < end:
        seen = {t: read(t) for t in {w[1] for w in wanted}}
        for w in list(wanted):
            if f"{w[2]}" in seen[w[1]]:
                reached.add(w[0])
                wanted.remove(w)
        if wanted:
            time.sleep(0.3)
    return reached


ALL = {f"{what}:{d}" for what in ("insert", "topic", "job") for d in TOPICS}

# what must have reached where for a tick to be true
NEEDS = {
    "postgres-topic": {"topic:postgres"},
    "mysql-topic": {"topic:mysql"},
    "pyflink-both": {"job:postgres", "job:mysql"},
    "source-database": {"job:postgres", "job:mysql"},
}


def connected():
    """Both connectors are RUNNING and read, by the databases' own word."""
    for name in (PG, MY):
        status, s = http("GET", f"{CONNECT}/connectors/{name}/status")
        if status != 200 or s["connector"]["state"] != "RUNNING" or [t["state"] for t in s["tasks"]] != ["RUNNING"]:
            return False
    reader = psql("SELECT count(*) FROM pg_replication_slots s JOIN pg_stat_replication r ON r.pid = s.active_pid "
                  f"WHERE slot_name = '{SLOT}' AND usename = 'debezium'")
    dump = mysql("SELECT COUNT(*) FROM performance_schema.processlist WHERE user = 'debezium' AND command LIKE 'Binlog%'")
    return reader == (0, "1\n") and dump[0] == 0 and dump[1].strip().isdigit() and int(dump[1]) > 0


def leftovers(state, progress):
    """What should not be there once the lab is as after a run."""
    found = []
    if slots() != [SLOT]:
        found.append(f"slots {slots()}")
    if connectors() != sorted((PG, MY)):
        found.append(f"connectors {connectors()}")
    if len(jobs() or []) != 1:
        found.append(f"jobs {jobs()}")
    for top in (state, progress):
        for folder, _, files in os.walk(top):
            if "/data/" in folder + "/":
                continue
            found += [os.path.join(folder, f) for f in files if ".new" in f]
    return found


def tidy():
    """The oracle's rows go, so that a later snapshot is small."""
    psql(f"DELETE FROM outbox WHERE type = '{PROBE}'")
    mysql(f"DELETE FROM outbox WHERE type = '{PROBE}'")

"""What may happen while cdclab works: what it does, how it is put back, and which causes are its own."""
import json
import os
import signal
import subprocess
import sys
import time

import chaos_oracle as oracle

HERE = os.path.dirname(os.path.abspath(__file__))
SERVERS = ("postgres", "mysql", "kafka", "connect", "flink", "flink-taskmanager")
# a server that has gone away is also told by who talked to it a moment ago
GONE = {
    "postgres": r"postgres|slot|not-arrived|log-says",
    "mysql": r"mysql|binlog|not-arrived|log-says",
    "kafka": r"kafka|broker|connect|flink|job|not-arrived|topic",
    "connect": r"connect|not-arrived|slot|binlog",
    "flink": r"flink|job|consumer",
    "flink-taskmanager": r"flink|taskmanager|job|consumer",
}


class Context:
    """What a fault keeps until it is put back."""

    def __init__(self, binary, rng):
        self.binary, self.rng, self.held, self.pids = binary, rng, None, []

    def cdclab(self, *words, limit=60):
        return oracle.command([self.binary, *words], limit)

    def pid(self, service):
        rc, out = self.cdclab("stack", "status", "--json", service)
        return [s["pid"] for s in json.loads(out)["services"] if s["name"] == service][0]


class Fault:
    def __init__(self, name, do, causes, undo=None, process=False, ends_by_itself=False):
        self.name, self.do, self.causes, self.process = name, do, causes, process
        self.ends_by_itself = ends_by_itself
        self.undo = undo or (lambda ctx: None)


def server(verb, name, causes):
    def do(ctx):
        ctx.cdclab("stack", verb, name)
    return Fault(f"{verb} {name}", do, causes)


def server_back(verb, name):
    """It goes and comes back at once."""
    def do(ctx):
        ctx.cdclab("stack", verb, name)
        ctx.cdclab("stack", "up", name, limit=120)
    return Fault(f"{verb} and up {name}", do, GONE[name], ends_by_itself=True)


def signalled(name, how):
    def do(ctx):
        ctx.pids = [ctx.pid(name)]
        os.kill(ctx.pids[0], how)
    return Fault(f"{how.name} to {name}", do, GONE[name])


def killed(who, how):
    def do(ctx, run):
        run.kill(who, how)
    return Fault(f"{how.name} to cdclab's {who}", do, ".", process=True)


def connector(verb, name, causes):
    def do(ctx):
        url = f"{oracle.CONNECT}/connectors/{name}"
        if verb == "delete":
            oracle.http("DELETE", url)
        elif verb == "restart":
            oracle.http("POST", url + "/restart?includeTasks=true&onlyFailed=false")
        else:
            oracle.http("PUT", f"{url}/{verb}")
    return Fault(f"{verb} {name}", do, causes, ends_by_itself=verb == "restart")


def psql_fault(name, do, causes, undo):
    return Fault(name, lambda ctx: oracle.psql(do), causes, lambda ctx: oracle.psql(undo))


def steal_slot(ctx):
    """Another reader takes the slot and reads nothing."""
    url = f"{oracle.CONNECT}/connectors/{oracle.PG}"
    oracle.http("PUT", url + "/stop")
    parts = os.path.join(os.environ["CDCLAB_STACK_DIR"], "parts/postgres/usr/lib/postgresql/15/bin/pg_recvlogical")
    # psql's own wrapper knows the address and the password
    text = open(os.path.join(os.environ["CDCLAB_STACK_DIR"], "state/bin/psql")).read().rsplit("exec ", 1)[0]
    ctx.held = subprocess.Popen(
        ["sh", "-c", text + 'PGOPTIONS="-c wal_sender_timeout=0" exec "$0" "$@"', parts, "-d", "shop", "--start", "-S", oracle.SLOT, "-n",
         "-f", "-", "-o", "proto_version=1", "-o", "publication_names=outbox_pub"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 15
    while time.monotonic() < end and oracle.psql(
            "SELECT 1 FROM pg_stat_replication WHERE application_name = 'pg_recvlogical'")[1] != "1\n":
        time.sleep(0.2)
    ctx.held.send_signal(signal.SIGSTOP)
    oracle.http("PUT", url + "/resume")


def end_held(ctx):
    if ctx.held:
        ctx.held.kill()
        ctx.held.wait()
    oracle.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_replication WHERE application_name = 'pg_recvlogical'")


def lock_table(ctx):
    ctx.held = subprocess.Popen(
        ["psql", "-qc", "BEGIN; LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(300)"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.3)


def unlock_table(ctx):
    oracle.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(300)%' "
                "AND pid <> pg_backend_pid()")
    if ctx.held:
        ctx.held.kill()
        ctx.held.wait()


def cancel_jobs(ctx):
    for job in oracle.jobs() or []:
        oracle.http("PATCH", f"{oracle.FLINK}/jobs/{job}?mode=cancel")


def second_job(ctx):
    """The lesson's own script, submitted by hand beside the one that runs."""
    lesson = os.path.join(HERE, "../../lessons/07-module-7/05-multi-database-configuration.mdx")
    text = open(lesson).read().split('title="pyflink/unified_orders.py"\n', 1)[1].split("\n```", 1)[0]
    path = os.path.join(os.environ["CDCLAB_STACK_DIR"], "state/scratch/chaos.py")
    with open(path, "w") as f:
        f.write(text + "\n")
    before = set(oracle.jobs() or [])
    oracle.command(["flink", "run", "-d", "-py", path], 60)
    ctx.held_jobs = set(oracle.jobs() or []) - before
    os.unlink(path)


def cancel_second(ctx):
    for job in getattr(ctx, "held_jobs", []):
        oracle.http("PATCH", f"{oracle.FLINK}/jobs/{job}?mode=cancel")
    end = time.monotonic() + 20
    while time.monotonic() < end and set(oracle.jobs() or []) & getattr(ctx, "held_jobs", set()):
        time.sleep(0.3)


def delete_topic(topic):
    def do(ctx):
        oracle.command([sys.executable, os.path.join(HERE, "topic_delete.py"), topic], 20)
    return do


ROLE_BACK = "ALTER ROLE debezium LOGIN REPLICATION CONNECTION LIMIT -1"
FAULTS = (
    [server("kill", s, GONE[s]) for s in SERVERS]
    + [server("pause", s, GONE[s]) for s in SERVERS]
    + [server("down", s, GONE[s]) for s in SERVERS]
    + [server_back("kill", s) for s in ("postgres", "mysql", "kafka", "connect")]
    + [signalled(s, signal.SIGKILL) for s in ("postgres", "kafka", "connect")]
    + [signalled(s, signal.SIGSTOP) for s in ("postgres", "mysql", "flink")]
    + [killed(who, how) for who in ("reader", "engine") for how in (signal.SIGKILL, signal.SIGTERM)]
    + [killed("reader", signal.SIGINT), killed("reader", signal.SIGHUP)]
    + [connector(v, n, r"connector|slot|binlog|log-says|not-arrived|%s" % n)
       for n in (oracle.PG, oracle.MY) for v in ("pause", "stop", "delete", "restart")]
    + [
        psql_fault("publication without its table", "ALTER PUBLICATION outbox_pub DROP TABLE public.outbox",
                   "publication", "ALTER PUBLICATION outbox_pub ADD TABLE public.outbox"),
        psql_fault("role without login", "ALTER ROLE debezium NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_replication",
                   "role-login|log in|slot", ROLE_BACK),
        psql_fault("read-only database", "ALTER DATABASE shop SET default_transaction_read_only = on", "read-only",
                   "BEGIN READ WRITE; ALTER DATABASE shop RESET default_transaction_read_only; COMMIT"),
        Fault("mysql is read-only", lambda ctx: oracle.mysql("SET GLOBAL super_read_only = ON"), "super-read-only|read-only",
              lambda ctx: oracle.mysql("SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF")),
        Fault("slot held by a stranger", steal_slot, "slot", end_held),
        Fault("table locked", lock_table, "lock", unlock_table),
        Fault("job cancelled", cancel_jobs, "job|consumer"),
        Fault("job twice", second_job, "job|consumer", cancel_second),
        Fault("result topic deleted", delete_topic("unified.orders"), "job|topic|consumer|deleted"),
        Fault("source topic deleted", delete_topic("outbox.event.mysql.orders"), "job|topic|consumer|deleted|mysql"),
    ]
)

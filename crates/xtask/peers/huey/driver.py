"""huey on SQLite; see ../README.md for the protocol."""

import importlib.metadata
import json
import platform
import sys
import time

from huey import SqliteHuey

file, durability = sys.argv[1:]
# Its default leaves SQLite's own level, which is FULL.
huey = SqliteHuey(filename=file, fsync=True if durability == "full" else None)


@huey.task()
def job(payload):
    """Does nothing: only the queue is measured."""


def stored_size(payload):
    return len(huey.serialize_task(job.s(payload)))


def payload_of(size):
    """What makes the stored task as long as everybody's."""
    return "x" * (size - stored_size(""))


def answer(value):
    print(json.dumps(value), flush=True)


connection = huey.storage.conn
journal = connection.execute("pragma journal_mode").fetchone()[0].upper()
level = ["OFF", "NORMAL", "FULL", "EXTRA"][connection.execute("pragma synchronous").fetchone()[0]]
version = importlib.metadata.version("huey")
answer({"name": "huey", "version": f"{version}, Python {platform.python_version()}", "durability": f"{journal}/{level}"})

payload = payload_of(700)
for line in sys.stdin:
    what, count = line.split()
    times = []
    for _ in range(int(count)):
        start = time.perf_counter_ns()
        if what == "enqueue":
            job(payload)
        else:
            huey.execute(huey.dequeue())
        times.append(time.perf_counter_ns() - start)
    answer(times)

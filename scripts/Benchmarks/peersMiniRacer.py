"""mini-racer, V8 for Python. It reads and writes what jobs.js says."""

import json
import sys
import time

from py_mini_racer import MiniRacer

context = MiniRacer()
context.eval("var count = 0")
runs = 0


def run():
    global runs
    runs += 1
    expect(context.eval("count += 1"), runs)


def new_context():
    racer = MiniRacer()
    expect(racer.eval("1+1"), 2)
    racer.close()


def expect(answer, expected):
    if answer != expected:
        raise ValueError(f"the answer is {answer}, not {expected}")


jobs = {"run": run, "new context": new_context}

for line in sys.stdin:
    request = json.loads(line)
    times = []
    for _ in range(request["count"]):
        start = time.perf_counter_ns()
        jobs[request["job"]]()
        times.append(time.perf_counter_ns() - start)
    print(json.dumps(times), flush=True)

"""What must be seen working: each test is one sentence about the daemon as a whole."""
import datetime
import json
import os
import random
import signal
import sqlite3
import subprocess
import time

import harness
from harness import SECRET_ID, SECRET_KEY, check, cron, ready, sleep_until, sliding, test, until, utc

FAST = ("--pending-sec", "0.5", "--waiting-sec", "0.5", "--stopping-sec", "0.5")


@test("Every kind of change is asked for within 1.5 s of its instant and not before, and ends in its target")
def changes(world):
    start = int(time.time()) + 4
    simulator = world.simulator(
        *FAST, "--service", "ms-up-1:replicas=2", "--service", "ms-night-1:replicas=3",
        "--service", "ms-tide-1:replicas=2,hpa=1-3,metric=gpu-util:60", "--service", "ms-once-1:replicas=2",
        "--service", "ms-holiday-1:replicas=2")
    world.schedule("up", ("peak", cron(start), "TargetReplicas=8"))
    world.schedule(
        "night", ("stop", cron(start), "ServiceAction=STOP"), ("morning", cron(start + 5), "ServiceAction=RESUME"),
        ("peak", cron(start + 10), "TargetReplicas=5"), ("again", cron(start + 14), "ServiceAction=STOP"),
        ("straight", cron(start + 18), "TargetReplicas=4"))
    world.schedule("tide", ("tide", cron(start), "MinReplicas=2", "MaxReplicas=6"))
    stop_time = utc(start + 2).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    world.schedule(
        "once", ("never", "0 0 1 1 *", "TargetReplicas=3"),
        action=f"[ScheduledAction]\nScheduleStop=true\nScheduleStopTime={stop_time}\nStopUntilChanged=yes\n")
    moment = utc(start)
    world.schedule(
        "holiday", ("peak", cron(start), "TargetReplicas=8", f"ExcludeDates=* * {moment.day} {moment.month} *"))
    daemon = world.tided()
    sleep_until(start + 21)
    until(lambda: ready(simulator.services()["ms-night-1"]) == ("Normal", 4, 4), 5, "the night service at 4")

    expected = [
        ("ms-up-1", "SCALE MANUAL 8", start), ("ms-night-1", "STOP", start), ("ms-night-1", "RESUME", start + 5),
        ("ms-night-1", "SCALE MANUAL 5", start + 10), ("ms-night-1", "STOP", start + 14),
        ("ms-night-1", "RESUME", start + 18), ("ms-tide-1", "SCALE AUTO HPA 2-6 gpu-util:60", start),
        ("ms-once-1", "STOP", start + 2)]
    made = simulator.modifications()
    latest = 0
    for service, asks, due in expected:
        found = [c for c in made if c["serviceId"] == service and c["asks"] == asks and c["time"] >= due - 0.001]
        check(found, f"no {asks} for {service} in {[(c['serviceId'], c['asks']) for c in made]}")
        late = min(c["time"] for c in found) - due
        check(late < 1.5, f"{asks} for {service} came {late:.2f} s late")
        latest = max(latest, late)
    check(not [c for c in made if c["time"] < start], "a call came before its instant")
    straight = [c for c in made if c["serviceId"] == "ms-night-1" and c["asks"] == "SCALE MANUAL 4"]
    check(len(straight) == 1, "RESUME and then one SCALE to 4")
    check(not [c for c in made if c["serviceId"] == "ms-holiday-1"], "an excluded event changed a service")
    check("holiday: SCALE 8 of peak excluded" in daemon.text, "the exclusion is not in the log")
    check(len(made) == len(expected) + 1, f"{len(made)} calls, {len(expected) + 1} expected")
    services = simulator.services()
    check(ready(services["ms-up-1"]) == ("Normal", 8, 8), "ms-up-1 is not at 8")
    check(services["ms-once-1"]["Status"] == "Stopped", "ms-once-1 is not stopped")
    status, seconds = daemon.end()
    check(status == 0 and seconds < 5, f"ended with {status} after {seconds:.1f} s")
    return f"latest {latest * 1000:.0f} ms after its instant"


@test("240 services due in one second: none refused for rate, capacity first, done within 13.8 s")
def burst(world):
    start = int(time.time()) + 12
    simulator = world.simulator("--latency-ms", "20-150", "--quiet", *FAST)
    simulator.add(*(f"ms-s{n}-1:replicas=2" for n in range(240)))
    for number in range(240):
        action = "ServiceAction=STOP" if number % 3 == 0 else "TargetReplicas=4"
        world.schedule(f"s{number}", ("peak", cron(start), action))
    world.tided()
    sleep_until(start)
    until(lambda: len([c for c in simulator.modifications() if c["accepted"]]) >= 240, 30, "240 acceptances")
    made = simulator.modifications()
    refused = [c for c in simulator.calls() if "RequestLimitExceeded" in c["outcome"]]
    check(not refused, f"{len(refused)} calls were refused for their rate")
    check(len(made) == 240, f"{len(made)} calls for 240 services")
    span = max(c["time"] for c in made) - min(c["time"] for c in made) + 0.15
    check(span <= 13.8, f"took {span:.2f} s")
    within, most = sliding([c["time"] for c in made], 20)
    check(within, f"{most} calls in one second")
    asked = [c["asks"] for c in made]
    first_stop = asked.index("STOP")
    late = [a for a in asked[first_stop + 20:] if a != "STOP"]
    check(not late, f"{len(late)} calls that give capacity came well after a stop")
    return f"{span:.2f} s from the first call to the last acceptance, at most {most} in any second"


@test("kill -9 at random moments of a burst of 60: every service ends in its target, then a restart modifies nothing")
def killed(world):
    seed = random.randrange(1 << 30)
    generator = random.Random(seed)
    start = int(time.time()) + 6
    simulator = world.simulator("--latency-ms", "5-60", "--quiet", *FAST)
    simulator.add(*(f"ms-s{n}-1:replicas=2" for n in range(60)))
    for number in range(60):
        action = "ServiceAction=STOP" if number % 3 == 0 else "TargetReplicas=4"
        world.schedule(f"s{number}", ("peak", cron(start), action))
    daemon = world.tided()
    kills = 0
    sleep_until(start)
    while kills < 6:
        time.sleep(generator.uniform(0.05, 1.6))
        daemon.end(signal.SIGKILL)
        kills += 1
        daemon = world.tided()

    def settled():
        services = simulator.services()
        return all(
            services[f"ms-s{n}-1"]["Status"] == "Stopped" if n % 3 == 0
            else ready(services[f"ms-s{n}-1"]) == ("Normal", 4, 4) for n in range(60))

    until(settled, 60, f"all 60 in their targets (seed {seed})")
    time.sleep(4)
    daemon.end()
    before = len(simulator.modifications())
    refused = [c for c in simulator.calls() if "RequestLimitExceeded" in c["outcome"]]
    check(not refused, f"{len(refused)} calls were refused for their rate (seed {seed})")
    daemon = world.tided()
    time.sleep(6)
    check(len(simulator.modifications()) == before, "a restart after the end modified something")
    return f"{kills} kills, {before} calls for 60 services, seed {seed}"


@test("The store after many kills of a busy daemon: never damaged, no event lost, none repeated")
def store(world):
    kills = int(os.environ.get("TIDE_KILLS", "50"))
    seed = random.randrange(1 << 30)
    generator = random.Random(seed)
    names = [f"s{n}" for n in range(12)]
    simulator = world.simulator("--latency-ms", "1-20", "--quiet", "--pending-sec", "0.1", "--waiting-sec", "0.1",
                                "--stopping-sec", "0.1")
    simulator.add(*(f"ms-{name}-1:replicas=2" for name in names))
    for number, name in enumerate(names):
        stop = ("night", f"{number % 4}-59/12 * * * * *", "ServiceAction=STOP")
        world.schedule(
            name, ("low", f"{number % 3}-59/6 * * * * *", "TargetReplicas=3"),
            ("high", f"{3 + number % 3}-59/6 * * * * *", "TargetReplicas=5"), *([stop] if number % 4 == 0 else []))
    daemon = world.tided()
    # A schedule is new until an answer has judged the clock: it does not fire the past, and a kill before that leaves
    # it as new as it was. The first change is sent when all that is durable.
    until(simulator.modifications, 20, "the first change")
    began = int(time.time()) + 1
    starts = [daemon]
    for _ in range(kills):
        # A start waits a second before its first call, for what an earlier run may have sent.
        time.sleep(generator.uniform(0.4, 2.0))
        daemon.end(signal.SIGKILL)
        daemon = world.tided()
        starts.append(daemon)
    # An event that is due and not begun goes with its job, so what the kills left is begun first.
    daemon.wait_for("its time has come|made good now")
    # The last word of each schedule, and then none for the rest of the day.
    last = int(time.time()) + 3
    for name in names:
        world.schedule(name, ("last", f"{cron(last)[:-5]}{utc(last).day} {utc(last).month} *", "TargetReplicas=4"))
    daemon.process.send_signal(signal.SIGHUP)
    until(lambda: all(ready(simulator.services()[f"ms-{name}-1"]) == ("Normal", 4, 4) for name in names), 20,
          f"every service at its last target (seed {seed})")
    time.sleep(3)
    daemon.end(signal.SIGKILL)
    before = len(simulator.modifications())
    database = sqlite3.connect(world.state / "state.sqlite")
    check(database.execute("PRAGMA integrity_check").fetchone() == ("ok",), "the database is damaged")
    unended = database.execute("SELECT count(*) FROM occurrence WHERE outcome IS NULL").fetchone()
    check(unended == (0,), f"{unended} events without an end though all have converged (seed {seed})")
    database.close()
    daemon = world.tided()
    time.sleep(3)
    check(len(simulator.modifications()) == before, "a restart after the end modified something")
    check(not any("moved" in line for start in starts for line in start.lines), "a state file was moved aside")
    refused = [c for c in simulator.calls() if "RequestLimitExceeded" in c["outcome"]]
    check(not refused, f"{len(refused)} calls were refused for their rate (seed {seed})")
    # The old schedules end with the reload, three seconds before the last word.
    events = sum(accounted(world, simulator, number, name, began, last - 3) for number, name in enumerate(names))
    return f"{kills} kills, {events} events, {before} calls, seed {seed}"


def instant(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def history(world, service):
    done = subprocess.run(
        [harness.BIN / "tidectl", "history", service, "--json", "--control-socket",
         world.directory / "control.sock"], capture_output=True, text=True, timeout=60)
    check(done.returncode == 0, f"tidectl history: {done.stderr}")
    return json.loads(done.stdout)


def accounted(world, simulator, number, name, began, ended):
    """Compares what a service's history says with its schedule and with what the API saw. The number of events."""
    rows = history(world, name)
    jobs = {"low": (number % 3, 6), "high": (3 + number % 3, 6)}
    if number % 4 == 0:
        jobs["night"] = (number % 4, 12)
    due = sorted((second, job) for second in range(began, ended)
                 for job, (first, step) in jobs.items() if second % 60 >= first and (second % 60 - first) % step == 0)
    # What is missed while no daemon runs has a row each, too: superseded by the newest.
    told = sorted((instant(row["due"]), row["job"]) for row in rows
                  if row["job"] in jobs and began <= instant(row["due"]) < ended)
    twice = [event for event in set(told) if told.count(event) > 1]
    check(not twice, f"{name}: an event has two rows")
    lost = [(second - began, job) for second, job in due if (second, job) not in told]
    unscheduled = [(second - began, job) for second, job in told if (second, job) not in due]
    check(not lost and not unscheduled, f"{name}: events without a row, or rows without an event, from {began} on")
    # An event that was applied by a call has that call, with its RequestId, and no two events have one call.
    seen = {call["requestId"]: call for call in simulator.modifications(f"ms-{name}-1")}
    # One whose answer a kill cut off has no RequestId.
    called = [row["requestId"] for row in rows
              if row["outcome"].startswith("applied") and row["attempts"] > 0 and row["requestId"]]
    twice = {request for request in called if called.count(request) > 1}
    check(not twice, f"{name}: two events claim one call: {[row for row in rows if row['requestId'] in twice]}")
    strange = [request for request in called if request not in seen]
    check(not strange, f"{name}: calls that the API never saw: {strange}")
    return len(told)


@test("On a full disk work goes on, a reload too; what was not written is once there is room, at a stop at the latest")
def full_disk(world):
    if os.geteuid() != 0:
        return "SKIPPED, it needs root to mount a file system"
    world.state.mkdir()
    disk = harness.Process(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c",
         'mount -t tmpfs -o size=1m,mode=0700 tmpfs "$0" && echo mounted && exec sleep infinity', world.state])
    world.processes.append(disk)
    disk.wait_for("mounted")
    on_disk = ["nsenter", "--mount", "--target", str(disk.process.pid)]
    simulator = world.simulator("--quiet", "--pending-sec", "0.1", "--waiting-sec", "0.1", "--service",
                                "ms-chat-1:replicas=2")
    world.schedule("chat", ("low", "*/2 * * * * *", "TargetReplicas=3"), ("high", "1/2 * * * * *", "TargetReplicas=5"))
    daemon = world.tided(prefix=on_disk)
    until(simulator.modifications, 20, "the first change")
    began = int(time.time()) + 1
    ballast = f"/proc/{disk.process.pid}/root{world.state}/ballast"
    subprocess.run(["dd", "if=/dev/zero", f"of={ballast}", "bs=4096"], stderr=subprocess.DEVNULL)
    daemon.wait_for("records? can't be written")
    time.sleep(2)
    made = len(simulator.modifications())
    reloaded = subprocess.run(
        [harness.BIN / "tidectl", "reload", "--control-socket", world.directory / "control.sock"], timeout=10)
    check(reloaded.returncode == 0, "tidectl reload")
    until(lambda: len(simulator.modifications()) > made, 5, "changes while the disk is full")
    told = history(world, "chat")
    latest = max((row["due"] for row in told if row["outcome"]), default="")
    check(latest and instant(latest) >= time.time() - 4, "the history has what is not written yet")
    os.unlink(ballast)
    ended = int(time.time())
    daemon.end()
    check("could not be written are written now" in daemon.text, "the stop is to write what could not be written")
    daemon = world.tided(prefix=on_disk)
    told = [instant(row["due"]) for row in history(world, "chat")]
    lost = [second - began for second in range(began, ended) if second not in told]
    check(not lost, f"events without a row, from {began} on")
    return f"{len(told)} events"


TRANSIENT = [
    "error=InternalError", "error=FailedOperation.ExecDatabaseFail", "error=ResourceInUse",
    "error=FailedOperation", "error=RequestLimitExceeded", "error=ServiceUnavailable", "drop", "drop-after",
    "http=502", "http-after=502", "truncate", "hang=60s", "hang-after=60s"]
PERMANENT = ["InvalidParameter", "UnsupportedOperation", "ResourceNotFound", "OperationDenied", "UnknownParameter"]


@test("Transient faults of every kind end applied; permanent errors are given up after one try; nobody waits for them")
def errors(world):
    start = int(time.time()) + 5
    simulator = world.simulator("--quiet", *FAST)
    world.endpoint(simulator, "TimeoutSec=3\n")
    names = [f"t{n}" for n in range(len(TRANSIENT))] + [f"p{n}" for n in range(len(PERMANENT))] + \
        [f"h{n}" for n in range(10)]
    simulator.add(*(f"ms-{name}-1:replicas=2" for name in names))
    for name in names:
        world.schedule(name, ("peak", cron(start), "TargetReplicas=4"))
    simulator.fault(
        *(f"{fault}:action=ModifyModelService,service=ms-t{n}-1,count=1" for n, fault in enumerate(TRANSIENT)),
        *(f"error={code}:action=ModifyModelService,service=ms-p{n}-1" for n, code in enumerate(PERMANENT)))
    daemon = world.tided()
    sleep_until(start)
    until(lambda: all(ready(simulator.services()[f"ms-h{n}-1"])[1] == 4 for n in range(10)), 6,
          "the healthy services at 4")
    until(lambda: all(ready(simulator.services()[f"ms-t{n}-1"])[1] == 4 for n in range(len(TRANSIENT))), 60,
          "what had transient faults at 4")
    for number, code in enumerate(PERMANENT):
        made = simulator.modifications(f"ms-p{number}-1")
        check(len(made) == 1, f"{code} was tried {len(made)} times")
        line = next((line for line in daemon.lines if f"p{number}: SCALE 4 of peak failed" in line), "")
        check(code in line and made[0]["requestId"] in line, f"the log does not name {code} and its RequestId: {line!r}")
    daemon.end()
    return f"{len(TRANSIENT)} transient kinds, {len(PERMANENT)} permanent codes"


@test("A refused key stops all but a probe, is told once, and work goes on when the API accepts it again")
def refused_key(world):
    start = int(time.time()) + 4
    simulator = world.simulator("--quiet", *FAST, "--service", "ms-chat-1:replicas=2")
    world.schedule("chat", ("peak", cron(start), "TargetReplicas=4"))
    daemon = world.tided()
    sleep_until(start - 1.5)
    simulator.fault("error=AuthFailure.SecretIdNotFound")
    sleep_until(start + 4)
    check(len(simulator.calls()) <= 6, "calls went on with a refused key")
    check(len([line for line in daemon.lines if "refuses the key" in line]) == 1, "told once")
    simulator.heal()
    until(lambda: ready(simulator.services()["ms-chat-1"])[1] == 4, 70, "the service at 4 after the probe")


@test("Down across three events only the latest is made good; one past its deadline is skipped; a new schedule waits")
def downtime(world):
    start = int(time.time()) + 8
    simulator = world.simulator("--quiet", *FAST, *(
        word for name in ("chat", "late", "new") for word in ("--service", f"ms-{name}-1:replicas=2")))
    world.schedule(
        "chat", ("a", cron(start), "TargetReplicas=3"), ("b", cron(start + 1), "TargetReplicas=4"),
        ("c", cron(start + 2), "TargetReplicas=5"))
    world.schedule("late", ("a", cron(start), "TargetReplicas=5", "StartingDeadlineSec=2"))
    daemon = world.tided()
    time.sleep(2.5)
    daemon.end()
    world.schedule("new", ("a", cron(start), "TargetReplicas=5"))
    sleep_until(start + 5)
    daemon = world.tided()
    until(lambda: ready(simulator.services()["ms-chat-1"])[1] == 5, 10, "chat at 5")
    time.sleep(2)
    asked = [(c["serviceId"], c["asks"]) for c in simulator.modifications()]
    check(asked == [("ms-chat-1", "SCALE MANUAL 5")], f"asked for {asked}")
    check("late: SCALE 5 of a skipped" in daemon.text and "StartingDeadlineSec" in daemon.text, "the skip is not told")


@test("A host whose clock is an hour behind the API's acts at the API's time, and says so")
def clock_behind(world):
    start = int(time.time()) + 6
    simulator = world.simulator("--quiet", *FAST, "--service", "ms-chat-1:replicas=2")
    world.schedule("chat", ("peak", cron(start), "TargetReplicas=4"))
    daemon = world.tided(environment=faketime("-3600"))
    sleep_until(start + 4)
    made = simulator.modifications()
    check(len(made) == 1 and made[0]["accepted"], f"one accepted call, not {[c['outcome'] for c in made]}")
    late = made[0]["time"] - start
    check(0 <= late < 2.5, f"came {late:.2f} s after its instant")
    check("clock is" in daemon.text and "behind the API's" in daemon.text, "the log does not name the wrong clock")
    return f"{late * 1000:.0f} ms after its instant"


@test("State written under a clock in 2030 does not silence the daemon until then")
def clock_ahead(world):
    ahead = 4 * 365 * 86400
    simulator = world.simulator(
        "--quiet", *FAST, "--service", "ms-chat-1:replicas=2", "--fault", "no-date", environment=faketime(f"+{ahead}"))
    soon = int(time.time()) + ahead + 3
    world.schedule("chat", ("then", cron(soon), "TargetReplicas=3"))
    daemon = world.tided(environment=faketime(f"+{ahead}"))
    until(lambda: ready(simulator.services()["ms-chat-1"])[1] == 3, 15, "the event under the wrong clock")
    time.sleep(1)
    daemon.end()
    simulator.end()
    right = world.simulator("--quiet", *FAST, "--service", "ms-chat-1:replicas=3")
    start = int(time.time()) + 5
    world.schedule("chat", ("now", cron(start), "TargetReplicas=6"))
    daemon = world.tided()
    sleep_until(start + 3)
    made = right.modifications()
    check([c["asks"] for c in made] == ["SCALE MANUAL 6"], f"asked for {[c['asks'] for c in made]}")
    check(0 <= made[0]["time"] - start < 1.5, "not at its instant")
    check("watermark lay in the future" in daemon.text, "the pulled-back watermark is not told")


@test("Ten services whose calls hang don't keep sixty healthy ones waiting; SIGTERM ends within 5 s; the rest follows")
def hanging(world):
    start = int(time.time()) + 6
    simulator = world.simulator("--quiet", *FAST)
    simulator.add(*(f"ms-s{n}-1:replicas=2" for n in range(70)))
    for number in range(70):
        world.schedule(f"s{number:02}", ("peak", cron(start), "TargetReplicas=4"), service=f"ms-s{number}-1")
    simulator.fault(*(f"hang=60s:action=ModifyModelService,service=ms-s{n}-1" for n in range(10)))
    daemon = world.tided()
    sleep_until(start)
    until(lambda: all(ready(simulator.services()[f"ms-s{n}-1"])[1] == 4 for n in range(10, 70)), 9,
          "the healthy services at 4")
    took = time.time() - start
    status, seconds = daemon.end(timeout=8)
    check(status == 0 and seconds < 5, f"ended with {status} after {seconds:.1f} s")
    simulator.heal()
    daemon = world.tided()
    until(lambda: all(ready(simulator.services()[f"ms-s{n}-1"])[1] == 4 for n in range(70)), 20, "the rest at 4")
    return f"sixty in {took:.1f} s, ended in {seconds:.1f} s"


@test("A configuration directory that is not there, or holds no tided.conf, ends the daemon with 78 and is named")
def nothing_to_read(world):
    empty = world.directory / "empty"
    empty.mkdir()
    for directory in (world.directory / "missing", empty):
        ended = subprocess.run(
            [harness.BIN / "tided", "--config-dir", directory, "--state-dir", world.state, "--control-socket",
             world.directory / "control.sock"], capture_output=True, text=True, timeout=20)
        check(ended.returncode == 78, ended.returncode)
        check(f"there is no tided.conf in {directory}" in ended.stderr, ended.stderr)


@test("A daemon with nothing to do sleeps, after operators have asked and a reload too: nothing wakes it")
def at_rest(world):
    simulator = world.simulator("--quiet", *FAST)
    simulator.add(*(f"ms-s{n}-1:replicas=2" for n in range(40)))
    for number in range(40):
        world.schedule(f"s{number}", ("peak", cron(int(time.time()) + 7200), "TargetReplicas=4"))
    daemon = world.tided()
    for verb in ("status", "history", "calls", "reload"):
        subprocess.run(
            [harness.BIN / "tidectl", verb, "--control-socket", world.directory / "control.sock"],
            capture_output=True, check=True, timeout=20)
    # What the start began has ended by then; connections of which no more is asked are kept for longer.
    time.sleep(6)
    before = harness.switches(daemon.process.pid)
    time.sleep(10)
    woken = harness.switches(daemon.process.pid) - before
    check(woken <= 2, f"woken {woken} times in 10 s")


def faketime(offset):
    """The environment under which a process sees another time."""
    found = subprocess.run(
        "ls /usr/lib/*/faketime/libfaketime.so.1", shell=True, capture_output=True, text=True).stdout.split()
    check(found, "libfaketime is not installed")
    return {"LD_PRELOAD": found[0], "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

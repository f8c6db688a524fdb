"""The control socket and tidectl, against a running daemon."""
import json
import os
import signal
import socket
import subprocess
import time
import xml.dom.minidom

import harness
from harness import check, cron, ready, test, until

FAST = ("--pending-sec", "0.5", "--waiting-sec", "0.5", "--stopping-sec", "0.5")


def night(change="ServiceAction=STOP"):
    """A job that comes due long after every test, at whatever time of day that runs."""
    return "night", cron(int(time.time()) + 10 * 3600), change


def start(world):
    world.simulator("--quiet", *FAST, "--service", "ms-chat-1:replicas=2")
    soon = int(time.time()) + 4
    world.schedule("chat", ("peak", cron(soon), "TargetReplicas=4"), night())
    return world.tided()


def tidectl(world, *arguments):
    """Status, standard output and standard error."""
    done = subprocess.run(
        [harness.BIN / "tidectl", *arguments, "--control-socket", world.directory / "control.sock"],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, env={**os.environ, "TZ": "UTC"})
    return done.returncode, done.stdout, done.stderr


class Client:
    def __init__(self, world):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        # A full queue refuses at once where a time-out is set.
        until(lambda: self.socket.connect_ex(str(world.directory / "control.sock")) == 0, 10, "a connection")
        self.file = self.socket.makefile("rb")

    def send(self, data):
        self.socket.sendall(data)

    def close(self):
        # The file keeps the socket open.
        self.file.close()
        self.socket.close()

    def line(self):
        return json.loads(self.file.readline())

    def ask(self, id, verb="list", **arguments):
        self.send((json.dumps({"version": 1, "id": id, "verb": verb, "arguments": arguments}) + "\n").encode())
        return self.line()


@test("An [API] that can't be used leaves the one before in force; what is put right, late credentials too, is used")
def reconnecting(world):
    simulator = world.simulator("--quiet", *FAST, "--service", "ms-chat-1:replicas=2")
    credentials = world.directory / "credentials"
    credentials.mkdir()
    world.schedule("chat", ("peak", cron(int(time.time()) + 7200), "TargetReplicas=4"))
    daemon = world.tided(environment={"TENCENTCLOUD_SECRET_ID": "", "CREDENTIALS_DIRECTORY": str(credentials)})
    daemon.wait_for("no calls are made: ")
    (credentials / "tencentcloud.secret-id").write_text(harness.SECRET_ID)
    (credentials / "tencentcloud.secret-key").write_text(harness.SECRET_KEY)
    # Looked for again after ten seconds, unless a reload comes first.
    check(tidectl(world, "reload")[0] == 0, "the reload failed")
    daemon.wait_for("credentials taken from")
    until(lambda: simulator.calls("DescribeModelServiceGroups"), 10, "the first listing")

    good = (world.config / "tided.conf").read_text()
    (world.config / "tided.conf").write_text(good + f"CACertificateFile={world.directory}/missing.pem\n")
    checked = subprocess.run(
        [harness.BIN / "tided", "--check", "--config-dir", world.config], capture_output=True, text=True, timeout=20)
    check(checked.returncode == 4 and "CACertificateFile=" in checked.stderr, (checked.returncode, checked.stderr))
    told = tidectl(world, "reload")
    check("the [API] settings before stay in force" in told[1] + told[2], told)
    tidectl(world, "run", "chat", "peak", "--yes")
    until(lambda: ready(simulator.services()["ms-chat-1"]) == ("Normal", 4, 4), 10, "chat at 4 by the client before")
    (world.config / "tided.conf").write_text(good)
    told = tidectl(world, "reload")
    check(told[0] == 0 and "stay in force" not in told[1] + told[2], told)

    # Another time-out is another client: what hangs ends by it.
    (world.config / "tided.conf").write_text(good + "TimeoutSec=1s\n")
    check(tidectl(world, "reload")[0] == 0, "the reload failed")
    simulator.fault("hang=60s:action=ModifyModelService")
    tidectl(world, "override", "chat", "6", "--yes")
    daemon.wait_for("SCALE 6 may or may not have been acted on: no answer in time", 5)
    daemon.wait_for("SCALE 6 sent, attempt 2", 5)
    (credentials / "tencentcloud.secret-key").unlink()
    daemon.process.send_signal(signal.SIGTERM)
    told = tidectl(world, "reload")
    check(told[0] != 0 and "unanswered" not in told[2], told)
    check("MISUSE" not in daemon.text, "a reload was never answered")


@test("The control socket withstands clients that are malformed, slow, half closed, too many, or don't read")
def hostile(world):
    daemon = start(world)
    request = b'{"version":1,"id":1,"verb":"list"}\n'

    client = Client(world)
    client.send(request)
    client.socket.shutdown(socket.SHUT_WR)
    check(client.line()["id"] == 1 and client.file.read() == b"", "a half-closed client is answered, then closed")

    client = Client(world)
    client.send(b"".join(b'{"version":1,"id":%d,"verb":"list"}\n' % n for n in range(500)))
    check([client.line()["id"] for _ in range(500)] == list(range(500)), "pipelined requests are answered in order")

    client = Client(world)
    for byte in request:
        client.send(bytes([byte]))
    check(client.line()["id"] == 1, "a request in pieces is answered")

    client = Client(world)
    client.send(b'\xff\x00garbage\n\n{"id":4,"version":1,"verb":"fly"}\n{"id":5,"version":9}\n' + request)
    answers = [client.line() for _ in range(4)]
    check([a.get("error", {}).get("status") for a in answers] == [2, 2, 1, None], f"answers to nonsense: {answers}")

    client = Client(world)
    try:
        client.send(b"x" * 1_000_000)
    except OSError:
        pass
    try:
        check(client.line()["error"]["status"] == 2, "a line without end is refused")
    except ConnectionError:
        pass

    crowd = [Client(world) for _ in range(256)]
    for member in crowd:
        member.ask(1)
    check("already" in Client(world).line()["error"]["message"], "one too many is told so")
    check(crowd[0].ask(2)["id"] == 2, "the others are served")
    for member in crowd:
        member.close()

    def is_served():
        try:
            return "result" in Client(world).ask(3)
        except ConnectionError:
            return False

    until(is_served, 10, "room for others again")

    for _ in range(50):
        gone = Client(world)
        gone.send(b'{"version":1,"id":1,"verb":"calls","arguments":{"follow":true}}\n')
        gone.close()
    deaf = [Client(world) for _ in range(20)]
    for client in deaf:
        client.send(b'{"version":1,"id":1,"verb":"calls"}\n' * 100)
    began = time.time()
    check(Client(world).ask(4)["id"] == 4, "clients that don't read keep nobody waiting")
    took = time.time() - began
    check(took < 2, f"an answer among clients that don't read took {took:.1f} s")
    for client in deaf:
        client.close()

    def descriptors():
        return len(os.listdir(f"/proc/{daemon.process.pid}/fd"))

    until(lambda: descriptors() < 40, 10, f"connections given back, {descriptors()} descriptors")
    check(daemon.end()[0] == 0, "the daemon ends well")


@test("Who is not in the group is told so; a socket left behind is taken over, a file or a live daemon's is not")
def access(world):
    daemon = start(world)
    path = world.directory / "control.sock"
    check(path.stat().st_mode & 0o777 == 0o660, "mode 0660")
    if os.geteuid() == 0:
        path.chmod(0o666)
        world.directory.chmod(0o755)
        code = (
            "import os,socket,sys;os.setgroups([]);os.setgid(65534);os.setuid(65534);"
            "s=socket.socket(socket.AF_UNIX);s.connect(sys.argv[1]);print(s.makefile().readline())")
        answer = subprocess.run(["python3", "-c", code, path], capture_output=True, text=True, timeout=20)
        check('"status":5' in answer.stdout, f"a stranger gets {answer.stdout} {answer.stderr}")

    def refusal(state, control):
        done = subprocess.run(
            [harness.BIN / "tided", "--config-dir", world.config, "--state-dir", world.directory / state,
             "--control-socket", world.directory / control], capture_output=True, text=True, timeout=20,
            env={**os.environ, "TENCENTCLOUD_SECRET_ID": harness.SECRET_ID,
                 "TENCENTCLOUD_SECRET_KEY": harness.SECRET_KEY})
        return done.returncode, done.stdout + done.stderr

    status, text = refusal("state", "other.sock")
    check(status == 1 and f"process {daemon.process.pid}" in text, f"a second daemon on the state: {status} {text}")
    status, text = refusal("state2", "control.sock")
    check(status == 1 and "another process listens there" in text, f"a second daemon on the socket: {status} {text}")
    (world.directory / "plain").write_text("mine")
    status, text = refusal("state3", "plain")
    check(status == 1 and "no socket" in text and (world.directory / "plain").read_text() == "mine", text)

    daemon.end(signal.SIGKILL)
    check(path.exists(), "a killed daemon leaves its socket's file")
    check(tidectl(world, "list")[0] == 3, "nobody listens there")
    daemon = world.tided()
    check(tidectl(world, "list")[0] == 0, "the next one takes it over")
    daemon.end()
    check(not path.exists(), "and removes it at its end")


@test("tidectl shows what is and what was, changes what it says, and ends with the documented statuses")
def commands(world):
    check(tidectl(world, "list")[0] == 3, "status 3 without a daemon")
    start(world)
    status, text, _ = tidectl(world, "list", "--json")
    rows = json.loads(text)
    check(status == 0 and [row["job"] for row in sorted(rows, key=lambda r: r["job"])] == ["night", "peak"], text)
    check(set(rows[0]) == {"service", "serviceId", "job", "action", "target", "next", "last", "result"}, text)
    check(rows[0]["last"] is None and rows[0]["next"].endswith("Z"), text)

    def history():
        return json.loads(tidectl(world, "history", "chat", "--json")[1])

    until(lambda: history() and history()[0]["outcome"] == "applied", 20, "the event applied")
    check(history()[0]["attempts"] == 1 and history()[0]["target"] == "4", f"{history()}")
    calls = json.loads(tidectl(world, "calls", "chat", "--json")[1])
    made = [call for call in calls if call["action"] == "ModifyModelService"]
    check(len(made) == 1 and made[0]["outcome"] == "ok" and made[0]["event"].startswith("peak at "), f"{calls}")

    why = json.loads(tidectl(world, "explain", "chat", "--config-dir", world.config, "--json")[1])
    check(why["decidedBy"]["job"] == "peak" and not why["isForeseen"], f"{why}")
    check(made[0]["requestId"] in [call["requestId"] for call in why["calls"]], f"{why['calls']}")
    why = json.loads(tidectl(world, "explain", "chat", "--config-dir", world.config, "--at", "30h", "--json")[1])
    check(why["decidedBy"]["job"] in ("night", "peak") and why["isForeseen"], f"{why}")

    plan = json.loads(tidectl(world, "plan", "--config-dir", world.config, "--days", "2", "--json")[1])
    check([(e["job"], e["to"]) for e in plan["events"] if e["job"] == "night"] == [("night", "stopped")] * 2, f"{plan}")
    page, picture = world.directory / "plan.html", world.directory / "plan.svg"
    check(tidectl(world, "plan", "--config-dir", world.config, "--html", page, "--svg", picture)[0] == 0, "plan")
    check(xml.dom.minidom.parse(str(picture)).documentElement.tagName == "svg", "the chart is an SVG")
    check("http://" not in page.read_text().replace("http://www.w3.org/2000/svg", ""), "the page loads nothing")

    check(tidectl(world, "pause", "chat", "--until", "2h", "--reason", "maintenance")[0] == 0, "pause")
    summary = json.loads(tidectl(world, "status", "chat", "--json")[1])["summary"]
    check(summary["pause"]["reason"] == "maintenance" and summary["pause"]["until"].endswith("Z"), f"{summary}")
    check("maintenance" in tidectl(world, "status", "ms-chat-1")[1], "a pause shows in status, by ServiceId too")
    check(tidectl(world, "unpause", "chat")[0] == 0, "unpause")

    check(tidectl(world, "override", "chat", "7")[0] == 0, "override")
    until(lambda: json.loads(tidectl(world, "status", "--json")[1])["services"][0]["size"] == "7", 20, "held at 7")
    check(tidectl(world, "override", "chat", "--end")[0] == 0, "end of the override")
    until(lambda: json.loads(tidectl(world, "status", "--json")[1])["services"][0]["size"] == "4", 20, "back at 4")

    for arguments, expected in [
        (("status", "nobody"), 6), (("run", "chat", "nothing"), 6), (("override", "chat", "6-2"), 2),
        (("pause", "chat", "--until", "sometime"), 2), (("list", "--nonsense"), 2), (("retry", "chat"), 5),
        (("freeze",), 0), (("thaw",), 0), (("reload",), 0),
    ]:
        status, _, errors = tidectl(world, *arguments)
        check(status == expected, f"tidectl {' '.join(arguments)}: {status} {errors}")
        check((expected == 0) == (errors == ""), f"tidectl {' '.join(arguments)} says {errors!r}")
        check(expected == 0 or errors.startswith("tidectl: "), f"tidectl {' '.join(arguments)} says {errors!r}")
    check("; SCALE 4 (override ended) due " in tidectl(world, "drop", "chat")[2], "a refusal says which events there are")
    # One set of options goes with all verbs.
    for arguments in (("cat", "chat", "--config-dir", world.config), ("explain-error", "ResourceInsufficient"),
                      ("calendar", "@daily"), ("list", "--config-dir", world.config)):
        check(tidectl(world, *arguments)[0] == 0, f"tidectl {arguments[0]} with --control-socket")
    for arguments in (("verify", "--format=json", "--config-dir", world.config), ("calendar", "@daily", "--json"),
                      ("diff", world.config, world.config, "--json")):
        text = tidectl(world, *arguments)[1]
        check(text.count("\n") == 1 and isinstance(json.loads(text), list), f"one line: {arguments[0]}: {text!r}")

    schedule = world.config / "chat.schedule"
    schedule.write_text(schedule.read_text() + "\nWrong=1\n")
    status, _, errors = tidectl(world, "reload")
    check(status == 4 and f"{schedule}:" in errors, f"a faulty file: {status} {errors}")
    check("chat.schedule: its last good content stays in force" in errors, f"which content is in force: {errors}")
    check(len(json.loads(tidectl(world, "list", "--json")[1])) == 2, "its last good content stays in force")
    text = tidectl(world, "status", "chat")[1]
    check(f"Config: {schedule}:" in text and "the last good content is in force" in text, f"status of it: {text}")
    check("runs on the last good content" in tidectl(world, "status")[1], "and in the table")


@test("An event that a pause holds is told of at once, in journal, status, list, history and explain, with what follows")
def held(world):
    world.simulator("--quiet", *FAST, "--service", "ms-chat-1:replicas=2")
    soon = int(time.time()) + 5
    world.schedule("chat", ("peak", cron(soon), "TargetReplicas=4"), night())
    daemon = world.tided()
    check(tidectl(world, "pause", "chat", "--until", "2h", "--reason", "maintenance")[0] == 0, "pause")
    daemon.wait_for(r"chat: SCALE 4 of peak due \S+ is held: paused by \S+ until \S+: maintenance")
    status = json.loads(tidectl(world, "status", "chat", "--json")[1])
    check([event["job"] for event in status["summary"]["held"]] == ["peak"], f"{status['summary']}")
    check(status["release"]["event"]["job"] == "peak" and status["release"]["goal"] == "4", f"{status['release']}")
    rows = {row["job"]: row["result"] for row in json.loads(tidectl(world, "list", "--json")[1])}
    check(rows == {"peak": "held", "night": None}, f"{rows}")
    history = json.loads(tidectl(world, "history", "--json")[1])
    check([(row["job"], row["outcome"]) for row in history] == [("peak", "held")], f"{history}")
    text = tidectl(world, "explain", "chat")[1]
    for part in ("Paused: by ", ": maintenance", "Held: SCALE 4", "when the pause ends", "made good at once"):
        check(part in text, f"{part} in {text}")
    check("1 held" in tidectl(world, "status")[1], "the status line counts it")
    here = ("--config-dir", world.config)
    plan = json.loads(tidectl(world, "plan", *here, "--days", "1", "--json")[1])
    made = [event for event in plan["events"] if event["job"] == "peak"][0]
    check(made["to"] == "4" and made["remarks"][0].startswith("held until "), f"{plan['events']}")
    check("chat is paused by" in tidectl(world, "plan", *here)[1], "plan says who holds it")
    text = tidectl(world, "explain", "chat", *here, "--at", "1h")[1]
    check("Paused: by " in text and "made good at once" in text, f"a time within the pause: {text}")
    why = json.loads(tidectl(world, "explain", "chat", *here, "--at", "2h 5min", "--json")[1])
    check(why["held"] == [] and why["pause"] is None, f"a time after the pause: {why}")
    check(tidectl(world, "override", "chat", "7", "--reason", "launch")[0] == 5, "an override is refused while paused")
    answer = Client(world).ask(1, "trial", command="run", service="chat", job="peak")
    check(answer["error"]["status"] == 5 and "unpause" in answer["error"]["message"], f"a trial is refused: {answer}")
    check("result" in Client(world).ask(1, "trial", command="unpause", service="chat"), "a trial that would be done")
    check("Paused: by" in tidectl(world, "status", "chat")[1], "changes nothing")
    check(tidectl(world, "unpause", "chat")[0] == 0, "unpause")
    until(lambda: "applied" in tidectl(world, "history", "chat")[1], 20, "the event made good")

    check(tidectl(world, "override", "chat", "7", "--reason", "launch")[0] == 0, "override")
    until(lambda: json.loads(tidectl(world, "status", "--json")[1])["services"][0]["size"] == "7", 20, "held at 7")
    check(tidectl(world, "freeze", "--reason", "incident")[0] == 0, "freeze")
    why = json.loads(tidectl(world, "explain", "chat", "--json")[1])
    check(why["freeze"]["reason"] == "incident" and why["override"]["reason"] == "launch", f"{why}")
    made = [call for call in why["calls"] if call["action"] == "ModifyModelService"]
    check(len(made) == 1 and made[0]["requestId"] and made[0]["event"].startswith("override at "), f"{why['calls']}")


@test("explain --at a time that is past tells what decided then, what held the service, and apart what came after")
def past(world):
    world.simulator("--quiet", *FAST, "--service", "ms-chat-1:replicas=2")
    soon = int(time.time()) + 5
    world.schedule("chat", ("peak", cron(soon), "TargetReplicas=4"), ("noon", cron(soon + 4), "TargetReplicas=6"),
                   night())
    world.tided()

    def explain(seconds):
        moment = harness.utc(soon + seconds).strftime("%Y-%m-%dT%H:%M:%SZ")
        status, text, errors = tidectl(world, "explain", "chat", "--at", moment, "--json")
        check(status == 0, f"{status} {errors}")
        return json.loads(text)

    harness.sleep_until(soon + 2)
    check(tidectl(world, "freeze", "--reason", "incident")[0] == 0, "freeze")
    harness.sleep_until(soon + 8)
    check(tidectl(world, "thaw")[0] == 0, "thaw")
    until(lambda: tidectl(world, "history", "chat")[1].count("applied") == 2, 20, "the held event made good")
    harness.sleep_until(soon + 12)

    why = explain(-60)
    check(why["decidedBy"] is None and why["historySince"] and why["followedBy"]["job"] == "peak", f"before all: {why}")
    why = explain(6)
    check(why["freeze"]["reason"] == "incident" and why["freeze"]["ended"] and why["isPast"], f"in the freeze: {why}")
    check(why["decidedBy"]["job"] == "peak" and [e["job"] for e in why["held"]] == ["noon"], f"in the freeze: {why}")
    check(why["held"][0]["opened"] is None and why["followedBy"]["opened"], f"noon is told as it was then: {why}")
    check(why["next"]["job"] == "noon" and why["warnings"] == [] and why["release"] is None, f"in the freeze: {why}")
    check(why["calls"] and all(call["event"].startswith("peak at ") for call in why["calls"]), f"{why['calls']}")
    why = explain(11)
    check(why["decidedBy"]["job"] == "noon" and why["freeze"] is None and why["held"] == [], f"after it: {why}")
    check(why["next"]["job"] == "night" and why["followedBy"] is None, f"after it: {why}")
    harness.sleep_until(soon + 14)
    why = explain(0)
    check(why["decidedBy"]["outcome"] is None and why["later"]["outcome"] == "applied", f"as it fell due: {why}")
    check(why["decidedBy"]["ended"] is None and why["callsAfter"], f"as it fell due: {why}")


@test("A restart without an API says in status, service and journal that it is unreachable, since when and why")
def unreachable(world):
    simulator = world.simulator("--quiet", *FAST, "--service", "ms-chat-1:replicas=2")
    simulator.end(signal.SIGKILL)
    world.schedule("chat", night())
    daemon = world.tided()
    daemon.wait_for(r"API unreachable since \S+: .*Connection refused.* \(no answer since the start\)")
    for arguments in (("status",), ("status", "chat"), ("explain", "chat")):
        text = tidectl(world, *arguments)[1]
        check("API: unreachable since" in text and "Connection refused" in text, f"{arguments}: {text}")


@test("edit, mask and unmask verify first, put files in place and reload; cat shows them")
def files(world):
    start(world)
    upper = world.directory / "upper"
    upper.mkdir()
    here = ("--config-dir", world.config)

    def run(*arguments, text="", expected=0, environment={}):
        socket_option = [] if arguments[0] == "cat" else ["--control-socket", world.directory / "control.sock"]
        done = subprocess.run(
            [harness.BIN / "tidectl", *arguments, *socket_option],
            input=text, capture_output=True, text=True, timeout=60, env={**os.environ, "TZ": "UTC", **environment})
        check(done.returncode == expected, f"tidectl {arguments}: {done.returncode} {done.stdout} {done.stderr}")
        return done.stdout

    ceiling = "[Service]\nReplicasCeiling=3\n"
    drop_in = world.config / "chat.schedule.d" / "override.conf"
    run("edit", "chat", "--stdin", *here, text=ceiling.replace("Ceiling", "Ceilin"), expected=4)
    check(not drop_in.exists(), "a faulty drop-in is not put in place")
    told = json.loads(run("edit", "chat", "--stdin", "--json", *here, text=ceiling))
    check(told["files"] == [{"path": str(drop_in), "change": "written"}], f"{told}")
    check(told["reload"] == {"schedules": 1, "faults": [], "lastGoodInForce": [], "notInForce": []}, f"{told}")
    told = json.loads(run("edit", "chat", "--stdin", "--json", *here, text=ceiling))
    check(told["files"][0]["change"] == "unchanged" and told["reload"] is None, f"{told}")
    run("edit", "chat", *here, environment={"SYSTEMD_EDITOR": "sed -i s/Ceiling=3/Ceiling=9/"})
    check("ReplicasCeiling=9" in drop_in.read_text(), "an editor changes the drop-in")
    shown = json.loads(run("cat", "chat", "--json", *here))
    check([file["path"] for file in shown[0]["files"]][1] == str(drop_in), f"{shown}")
    check("ReplicasCeiling=9" in run("cat", "chat", "--merged", *here), "merged")

    both = ("--config-dir", upper, "--config-dir", world.config)
    told = json.loads(run("mask", "chat", "--json", "--no-reload", *both))
    check(told["files"] == [{"path": f"{upper}/chat.schedule", "change": "masked"}], f"{told}")
    check(os.readlink(upper / "chat.schedule") == "/dev/null", "a mask is a link to /dev/null")
    check("masked" in run("cat", "chat", *both), "cat tells of the mask")
    run("mask", "chat", *here, expected=5)
    told = json.loads(run("unmask", "chat", "--json", *both))
    check(told["files"][0]["change"] == "unmasked" and told["reload"]["schedules"] == 1, f"{told}")
    run("unmask", "chat", *both, expected=6)


@test("The calls that the daemon keeps are bounded in size, and of those kept no longer it says so")
def bounded_calls(world):
    simulator = world.simulator("--quiet", *FAST, "--services", "600")
    for number in range(1, 601):
        world.schedule(f"sim{number}", night("TargetReplicas=2"), service=f"ms-sim{number:05}-1")
    world.endpoint(simulator, "[Daemon]\nObserveIntervalSec=1\n")
    daemon = world.tided()

    def resident():
        with open(f"/proc/{daemon.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))

    def sweeps():
        return len(simulator.calls("DescribeModelServiceGroups")) // 6

    until(lambda: sweeps() >= 3, 20, "the first sweeps")
    early = resident()
    until(lambda: sweeps() >= 20, 60, "twenty sweeps")
    growth = resident() - early
    # Twenty pages more of 600 services are 20 MB of text.
    check(growth < 6_000, f"{growth} KiB more than at the start")
    calls = json.loads(tidectl(world, "calls", "--json")[1])
    kept = sum(len(call["reply"] or "") for call in calls)
    check(calls[1]["reply"] is None and calls[-1]["reply"], "the oldest pages are kept no longer, the newest is")
    check(kept < 2.2e6, f"{kept} bytes of replies")
    check("[kept no longer]" in tidectl(world, "calls", "--full")[1], "and calls --full says so")

"""tidectl import, prices, observations and the checks that ask the API, against the simulator."""
import json
import os
import pty
import subprocess
import time

import harness
from harness import check, cron, test, until

FAST = ("--pending-sec", "0.3", "--waiting-sec", "0.3", "--stopping-sec", "0.3")
STOP_TIME = "2099-01-26T19:46:22+08:00"


def service(name, jobs, replicas=4, version=1, status="Normal", **more):
    """A service as the API shows it; `more` goes into ServiceInfo, where the key begins with a capital letter."""
    outer = {key[6:]: more.pop(key) for key in list(more) if key.startswith("outer_")}
    info = {"Replicas": replicas, "ScaleMode": "AUTO", "ScaleStrategy": "CRON", "CronScaleJobs": jobs,
            "InstanceType": "TI.GNV4.3XLARGE44.POST", **more}
    return {"ServiceId": f"ms-{name}-{version}", "ServiceGroupName": name, "Status": status,
            "ChargeType": "POSTPAID_BY_HOUR", "ServiceInfo": info, **outer}


def job(name, schedule, target=None, bounds=None, exclude=None):
    made = {"Name": name, "Schedule": schedule}
    if target is not None:
        made["TargetReplicas"] = target
    if bounds:
        made["MinReplicas"], made["MaxReplicas"] = bounds
    if exclude:
        made["ExcludeDates"] = exclude
    return made


def begin(world, *services, arguments=()):
    file = world.directory / "services.json"
    file.write_text(json.dumps(services))
    return world.simulator(
        "--quiet", *FAST, "--services-file", file, "--record", world.directory / "requests", *arguments)


def modifications(world):
    """The bodies of the requests that change something, by ServiceId."""
    lines = [json.loads(line) for line in (world.directory / "requests").read_text().splitlines()]
    bodies = [json.loads(line["body"]) for line in lines if ["X-TC-Action", "ModifyModelService"] in line["headers"]]
    return {body["ServiceId"]: body for body in bodies}


def tidectl(world, *arguments, config=True, input=""):
    """Status, standard output and standard error."""
    done = subprocess.run(
        [str(a) for a in (harness.BIN / "tidectl", *arguments, "--control-socket", world.directory / "control.sock",
                          *(("--config-dir", world.config) if config else ()))],
        capture_output=True, text=True, input=input, timeout=100,
        env={**os.environ, "TZ": "UTC", "TENCENTCLOUD_SECRET_ID": harness.SECRET_ID,
             "TENCENTCLOUD_SECRET_KEY": harness.SECRET_KEY})
    check(harness.SECRET_KEY not in done.stdout + done.stderr, "the secret key is printed")
    return done.returncode, done.stdout, done.stderr


@test("An import writes files that load and that verify finds clean, and tells what it could not write")
def imported(world):
    begin(world,
          service("chat", [job("早高峰", "0 30 8 * * 1-5", 8, exclude=["* * * 1-7 10 *"]),
                           job("odd", "30 0 12 */2 * 6", 5), job("night", "0 0 22 * * *", bounds=(1, 2))],
                  HorizontalPodAutoscaler={"MinReplicas": 1, "MaxReplicas": 6,
                                           "HpaMetrics": [{"Name": "gpu-util", "Value": 60}]}),
          service("rank", [job("hourly", "@every 1h", 3), job("day", "0 0 9 * * *", 3)]),
          service("plain", [], ScaleMode="MANUAL", ScaleStrategy=""))
    out = world.config
    status, text, errors = tidectl(world, "import", "--all")
    check(status == 0 and "### chat.schedule" in text and "Name=odd-by-weekday" in text, f"{status} {text} {errors}")
    check("1 service has no schedule" in errors and "rank: the job \"hourly\" can't be said here" in errors, errors)
    check(not list(out.glob("*.schedule")), "nothing is written unasked")

    status, text, errors = tidectl(world, "import", "chat", "rank", "--output", out)
    check(status == 0 and f"{out}/chat.schedule: 4 jobs of ms-chat-1" in text, f"{status} {text} {errors}")
    check("TimeZone=Asia/Shanghai" in (out / "chat.schedule").read_text(), "the zone is written")
    status, text, errors = tidectl(world, "verify")
    check(status == 0, f"verify: {status} {text} {errors}")
    plan = json.loads(tidectl(world, "plan", "--json", "--from", "2026-11-24T00:00:00+08:00", "--days", "5")[1])
    events = {(e["at"], e["service"], e["to"]) for e in plan["events"]}
    # Saturday the 28th is no odd day; the 25th and 27th are.
    expected = {(f"2026-11-{day}T04:00:00Z", "chat", "5") for day in (25, 27, 28)}
    check({e for e in events if e[0].endswith("T04:00:00Z")} == expected, f"{sorted(events)}")

    before = (out / "chat.schedule").read_text()
    (out / "chat.schedule").write_text(before + "# mine\n")
    status, text, errors = tidectl(world, "import", "chat", "--output", out)
    check(status == 5 and "chat.schedule is there already" in errors and "nothing was written" in errors, errors)
    check((out / "chat.schedule").read_text().endswith("# mine\n"), "a file is not replaced unasked")
    check(tidectl(world, "import", "chat", "--output", out, "--force")[0] == 0, "--force replaces")
    check(not (out / "chat.schedule").read_text().endswith("# mine\n"), "and has")

    for arguments, expected, words in [
            (("ms-none-1",), 6, "no service ms-none-1"), (("nobody",), 6, "no group of services, nobody"),
            ((), 2, "--all"), (("chat", "--time-zone", "Mars/Base"), 2, "Mars/Base"), (("plain",), 0, "nothing to import")]:
        status, text, errors = tidectl(world, "import", *arguments)
        check(status == expected and words in errors, f"{arguments}: {status} {text} {errors}")
    status, text, _ = tidectl(world, "import", "ms-rank-1", "--json", "--time-zone", "UTC")
    document = json.loads(text)
    check(document[0]["service"] == "rank" and document[0]["lost"] == 1 and "TimeZone=UTC" in document[0]["text"], text)
    return "3 services"


@test("Adoption takes services off TI-ONE's jobs by SCALE alone, with their count, and fails where it can't")
def adopted(world):
    jobs = [job("day", "0 0 8 * * *", 8), job("night", "0 0 22 * * *", 2)]
    bounds = [job("day", "0 0 8 * * *", bounds=(2, 6))]
    hpa = {"MinReplicas": 2, "MaxReplicas": 6, "ScaleDownStabilizationWindowSeconds": 300,
           "HpaMetrics": [{"Name": "service-qps", "Value": 40}]}
    simulator = begin(
        world, service("chat", jobs, ScheduledAction={"ScheduleStop": True, "ScheduleStopTime": STOP_TIME}),
        service("auto", bounds, HorizontalPodAutoscaler=hpa),
        service("mixed", jobs, outer_ChargeType="HYBRID_PAID", HybridBillingPrepaidReplicas=3),
        service("asleep", jobs, status="Stopped", OldReplicas=4))
    out = world.config
    status, _, errors = tidectl(world, "import", "chat", "--adopt", "--output", out)
    check(status == 5 and "nobody can be asked" in errors and not (out / "chat.schedule").exists(), errors)
    status, _, errors = tidectl(world, "import", "chat", "--adopt", "--yes")
    check(status == 5 and "no schedule that tided would read" in errors, f"{status} {errors}")
    check(not simulator.modifications(), "nothing was sent")

    status, text, errors = tidectl(world, "import", "chat", "auto", "mixed", "--adopt", "--yes", "--output", out, "--json")
    check(status == 0, f"{status} {text} {errors}")
    check(all(d["isAdopted"] for d in json.loads(text)), text)
    for words in ("SCALE MANUAL with 4 instances", "SCALE AUTO by HPA 2 to 6 (service-qps:40)", "prepaid 3 kept",
                  f"also stops it at {STOP_TIME}", "Tide then: SCALE 8 at",
                  "(ScheduledAction), then nothing until the file changes", "tided does not answer"):
        check(words in errors, f"{words}: {errors}")
    requests = modifications(world)
    check(len(simulator.modifications()) == 3, f"{simulator.modifications()}")
    check(requests["ms-chat-1"] == {"ServiceId": "ms-chat-1", "ServiceAction": "SCALE", "ScaleMode": "MANUAL",
                                    "Replicas": 4}, f"{requests}")
    check(requests["ms-mixed-1"]["HybridBillingPrepaidReplicas"] == 3, f"{requests}")
    check(requests["ms-auto-1"]["HorizontalPodAutoscaler"] == hpa and requests["ms-auto-1"]["ScaleStrategy"] == "HPA",
          f"{requests}")
    services = simulator.services()
    for name, mode, strategy in (("chat", "MANUAL", ""), ("auto", "AUTO", "HPA"), ("mixed", "MANUAL", "")):
        info = services[f"ms-{name}-1"]["ServiceInfo"]
        check((info["ScaleMode"], info["ScaleStrategy"], info["Replicas"]) == (mode, strategy, 4), f"{name}: {info}")
        check(info["Status"]["ReadyReplicas"] == 4, f"{name} keeps its instances: {info}")

    status, _, errors = tidectl(world, "import", "asleep", "--adopt", "--yes", "--output", out)
    check(status == 1 and "it is stopped" in errors and "still under TI-ONE's own schedule" in errors, errors)
    check(simulator.services()["ms-asleep-1"]["Status"] == "Stopped", "it is not started")
    status, _, errors = tidectl(world, "import", "chat", "--adopt", "--yes")
    check(status == 0 and "Nothing to send" in errors and "also stops it" in errors, f"{status} {errors}")
    check(len(simulator.modifications()) == 3, "a second time nothing is sent")


@test("An adoption tells the mode that its schedule will be in: dry run, a freeze, a pause, another file, and refuses none")
def adopted_in_mode(world):
    jobs = [job("day", "0 0 8 * * *", 8)]
    simulator = begin(world, service("chat", jobs), service("rank", jobs), service("old", jobs))
    adopt = ("--adopt", "--yes", "--output", world.config)
    (world.config / "chat.schedule.d").mkdir()
    drop_in = world.config / "chat.schedule.d/mode.conf"
    drop_in.write_text("[Service]\nEnabled=no\n")
    status, _, errors = tidectl(world, "import", "chat", *adopt)
    check(status == 5 and "chat.schedule of ms-chat-1 is not enabled: nobody would scale it" in errors, errors)
    check(not (world.config / "chat.schedule").exists() and not simulator.modifications(), "nothing has happened")
    drop_in.write_text("[Service]\nDryRun=yes\n")
    status, _, errors = tidectl(world, "import", "chat", *adopt)
    check(status == 0 and "Tide makes no calls for it: it is in dry run." in errors, errors)
    check("In dry run then: SCALE 8 at" in errors and "Tide then" not in errors, errors)

    (world.config / "rank.schedule").symlink_to("/dev/null")
    status, _, errors = tidectl(world, "import", "rank", "--adopt", "--yes")
    check(status == 5 and "rank.schedule is masked" in errors, errors)
    (world.config / "rank.schedule").unlink()

    world.schedule("a-first", ("day", "0 0 9 * * *", "TargetReplicas=3"), service="ms-old-1")
    world.schedule("rank", ("day", "0 0 9 * * *", "TargetReplicas=3"))
    world.tided()
    check(tidectl(world, "pause", "rank", "--reason", "drill", config=False)[0] == 0, "pause")
    check(tidectl(world, "freeze", "--reason", "incident", config=False)[0] == 0, "freeze")
    status, _, errors = tidectl(world, "import", "old", *adopt)
    check("has a schedule already, a-first.schedule" in errors, errors)
    check("In force is a-first.schedule, not the file written here." in errors, errors)
    check("Tide holds its events: frozen by" in errors and "incident" in errors and "Tide then" not in errors, errors)
    status, _, errors = tidectl(world, "import", "rank", "--adopt", "--yes")
    check(status == 0 and "paused by" in errors and "Due then, unless held: SCALE 3 at" in errors, errors)


def at_terminal(world, answer, *arguments):
    """Status and output of tidectl on a terminal on which somebody answers its question so."""
    output = []

    def read(descriptor):
        data = os.read(descriptor, 4096)
        output.append(data)
        if b"[y/N]" in data:
            os.write(descriptor, answer.encode() + b"\n")
        return b""

    child, terminal = pty.fork()
    if child == 0:
        os.environ.update({"TENCENTCLOUD_SECRET_ID": harness.SECRET_ID, "TENCENTCLOUD_SECRET_KEY": harness.SECRET_KEY,
                           "SYSTEMD_PAGER": "cat"})
        program = str(harness.BIN / "tidectl")
        os.execv(program, [program, *(str(a) for a in arguments), "--config-dir", str(world.config),
                           "--control-socket", str(world.directory / "control.sock")])
    try:
        while True:
            read(terminal)
    except OSError:
        pass
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), b"".join(output).decode()


@test("At a terminal an adoption shows what it will do and asks first; no means that nothing is written or sent")
def asked(world):
    simulator = begin(world, service("chat", [job("day", "0 0 8 * * *", 8)]))
    status, text = at_terminal(world, "n", "import", "chat", "--adopt", "--output", world.config)
    check(status == 1 and "Sends SCALE MANUAL with 4" in text and "nothing was changed" in text, text)
    check(not simulator.modifications() and not (world.config / "chat.schedule").exists(), "nothing has happened")
    status, text = at_terminal(world, "y", "import", "chat", "--adopt", "--output", world.config)
    check(status == 0 and "adopted: Normal, MANUAL" in text, text)
    check(len(simulator.modifications()) == 1 and (world.config / "chat.schedule").exists(), "both have happened")


@test("An adoption whose jobs stay in force, or that the API refuses, is told as failed")
def not_adopted(world):
    jobs = [job("day", "0 0 8 * * *", 8)]
    simulator = begin(world, service("a", jobs), service("b", jobs), service("c", jobs))
    check(tidectl(world, "import", "--all", "--output", world.config)[0] == 0, "the files")
    simulator.fault("error=UnauthorizedOperation:action=ModifyModelService,service=ms-a-1,count=1",
                    "drop-after:action=ModifyModelService,service=ms-b-1,count=1",
                    "error=RequestLimitExceeded:action=ModifyModelService,service=ms-c-1,count=1")
    status, _, errors = tidectl(world, "import", "--all", "--adopt", "--yes")
    check(status == 1 and "1 service is still under" in errors, f"{status} {errors}")
    check("a (ms-a-1): not adopted: ModifyModelService: UnauthorizedOperation" in errors, errors)
    check("b (ms-b-1): adopted: Normal, MANUAL" in errors and "c (ms-c-1): adopted" in errors, errors)


@test("tidectl's calls take slots of a running daemon's limiter, and plan takes its observations")
def slots(world):
    simulator = begin(world, service("chat", [job("day", "0 0 8 * * *", 8)], replicas=3))
    check(tidectl(world, "import", "chat", "--output", world.config)[0] == 0, "the file")
    world.tided()

    def rates():
        status = json.loads(tidectl(world, "status", "--json", config=False)[1])
        return {r["action"]: r["inFlight"] for r in status["rates"]}

    simulator.fault("slow=3s:action=DescribeBillingSpecsPrice,count=1")
    asking = subprocess.Popen(
        [str(a) for a in (harness.BIN / "tidectl", "plan", "--prices", "api", "--json", "--config-dir", world.config,
                          "--control-socket", world.directory / "control.sock")],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "TENCENTCLOUD_SECRET_ID": harness.SECRET_ID,
                                                "TENCENTCLOUD_SECRET_KEY": harness.SECRET_KEY})
    until(lambda: rates().get("DescribeBillingSpecsPrice") == 1, 10, "a slot lent while the call is under way")
    asking.communicate(timeout=30)
    until(lambda: rates().get("DescribeBillingSpecsPrice") == 0, 5, "the slot given back")
    status = json.loads(tidectl(world, "status", "--json", config=False)[1])
    until(lambda: json.loads(tidectl(world, "status", "--json", config=False)[1])["services"][0]["size"], 10, "seen")
    check(status["services"][0]["serviceId"] == "ms-chat-1", f"{status}")


@test("The daemon and three tidectl beside it together stay within the limit of an action")
def shared_rate(world):
    names = [f"s{number}" for number in range(6)]
    simulator = world.simulator(
        "--quiet", "--rate-limit", "4", "--pending-sec", "3", "--waiting-sec", "3",
        *(argument for name in names for argument in ("--service", f"ms-{name}-1:replicas=2,name={name}")))
    world.endpoint(simulator, "RateLimit=4\n")
    soon = int(time.time()) + 6
    for name in names:
        world.schedule(name, ("peak", cron(soon), "TargetReplicas=4"))
    world.tided()
    asking = [
        subprocess.Popen(
            [str(a) for a in (harness.BIN / "tidectl", "import", *(f"ms-{name}-1" for name in names * 3),
                              "--config-dir", world.config, "--control-socket", world.directory / "control.sock")],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "TENCENTCLOUD_SECRET_ID": harness.SECRET_ID, "TENCENTCLOUD_SECRET_KEY": harness.SECRET_KEY})
        for _ in range(3)]
    errors = "".join(process.communicate(timeout=100)[1] for process in asking)
    check("beside the daemon's limiter" not in errors, errors)
    check(all(process.returncode == 0 for process in asking), errors)
    calls = simulator.calls("DescribeModelService")
    refused = [call for call in simulator.calls() if call["outcome"] == "RequestLimitExceeded"]
    check(not refused, f"{len(refused)} of {len(calls)} calls were too many: {refused[:3]}")
    within, most = harness.sliding([call["time"] for call in calls], 4)
    check(within and len(calls) > 54, f"{most} within a second, {len(calls)} calls")
    return f"{len(calls)} calls, at most {most} in any second"


@test("A plan has prices from the API and sizes from a file, and no total that is not one")
def priced(world):
    jobs = [job("day", "0 0 8 * * *", 8)]
    begin(world, service("chat", jobs, replicas=2), service("rank", jobs, InstanceType="TI.UNHEARD.OF"),
          service("own", jobs, InstanceType=None, outer_ChargeType="PREPAID"), arguments=("--price", "TI.GNV4.3XLARGE44.POST=1234"))
    check(tidectl(world, "import", "--all", "--output", world.config)[0] == 0, "the files")
    endpoint = (world.config / "tided.conf").read_text().split("Endpoint=")[1].split()[0]
    groups = subprocess.run(
        [harness.BIN / "tidectl", "api", "DescribeModelServiceGroups", "--endpoint", endpoint, "--region", "ap-guangzhou",
         "--body", "@-"], input='{"Limit":100}', capture_output=True, text=True, check=True,
        env={**os.environ, "TENCENTCLOUD_SECRET_ID": harness.SECRET_ID, "TENCENTCLOUD_SECRET_KEY": harness.SECRET_KEY})
    observed = world.directory / "groups.json"
    observed.write_text(groups.stdout)
    when = ("--from", "2026-11-24T00:00:00+08:00", "--days", "1")

    status, text, errors = tidectl(world, "plan", "--prices", "api", "--observed", observed, "--json", *when)
    services = {s["service"]: s for s in json.loads(text)["services"]}
    # 8 hours of 2, then 16 hours of 8, at 12.34 yuan.
    check(status == 0 and abs(services["chat"]["costMaximum"] - 144 * 12.34) < 1e-6, f"{services} {errors}")
    check(services["rank"]["costMaximum"] is None and services["own"]["costMaximum"] is None, f"{services}")
    check("rank: no price of TI.UNHEARD.OF" in errors and "own: no price" in errors, errors)
    status, text, errors = tidectl(world, "plan", "--prices", "api", "--observed", observed, *when)
    check(status == 0 and "1777.0 (1 of 3)" in text, text)
    status, text, errors = tidectl(world, "plan", "--observed", "-", "--json", *when, input=groups.stdout)
    check(status == 0 and json.loads(text)["events"][0]["from"] == "2", f"{status} {text} {errors}")
    status, text, errors = tidectl(world, "plan", "chat", "--prices", "api", *when)
    check("1579.5 + ?" in text, text)

    prices = world.directory / "prices.json"
    prices.write_text('{"chat": 1, "ms-rank-1": 2, "own": 3}')
    text = tidectl(world, "plan", "--prices", prices, "--observed", observed, "--json", *when)[1]
    check([s["costMaximum"] for s in json.loads(text)["services"]] == [144, 480, 320], text)
    status, _, errors = tidectl(world, "plan", "--observed", prices, *when)
    check(status == 1 and "holds no services" in errors, f"{status} {errors}")


@test("verify --online finds what only the API knows, in the same forms and with the same status")
def online(world):
    jobs = [job("day", "0 0 8 * * *", 8), job("night", "0 0 22 * * *", 0)]
    begin(world, service("chat", jobs), service("chat", [], version=2, ScaleMode="MANUAL", ScaleStrategy=""),
          service("auto", [], ScaleMode="MANUAL", ScaleStrategy=""))
    world.schedule("chat", ("day", "0 0 8 * * *", "TargetReplicas=8"), ("night", "0 0 22 * * *", "TargetReplicas=0"))
    world.schedule("auto", ("day", "0 0 8 * * *", "MinReplicas=2", "MaxReplicas=6"))
    world.schedule("gone", ("day", "0 0 8 * * *", "TargetReplicas=2"))
    check(tidectl(world, "verify")[0] == 0, "nothing is found without asking")
    status, text, errors = tidectl(world, "verify", "--online", "--json")
    found = {(f["rule"], os.path.basename(f["file"]), f["severity"]) for f in json.loads(text)}
    check(status == 7 and found == {
        ("missing-service", "gone.schedule", "error"), ("no-metrics", "auto.schedule", "error"),
        ("two-schedulers", "chat.schedule", "warning"), ("zero-is-stop", "chat.schedule", "warning"),
        ("other-version", "chat.schedule", "warning")}, f"{status} {text} {errors}")
    status, text, _ = tidectl(world, "verify", "--online", "auto", "--format", "github")
    check(status == 7 and text.startswith("::error file=") and "HpaMetrics" in text and "chat" not in text, text)
    world.schedule("auto", ("day", "0 0 8 * * *", "MinReplicas=2", "MaxReplicas=6"), more="HpaMetrics=gpu-util:60")
    check(tidectl(world, "verify", "--online", "auto")[0] == 0, "HpaMetrics= puts it right")

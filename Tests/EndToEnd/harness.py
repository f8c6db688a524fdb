"""The daemon and the simulator as processes, and a small runner of tests."""
import argparse
import ast
import datetime
import json
import linecache
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.request

SECRET_ID = "AKIDendtoendtests"
SECRET_KEY = "q9Zs3cretK3yOfTheEndToEndTests"
ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = []
BIN = ROOT / ".build/debug"


def test(sentence):
    """Registers a test; its function takes a World."""

    def register(function):
        TESTS.append((function.__name__, sentence, function))
        return function

    return register


def check(condition, message):
    """Fails with `message`, and with what was expected and what was there."""
    if not condition:
        raise AssertionError("\n".join([message, *found(sys._getframe(1))]))


def found(frame):
    """What the condition of the call that `frame` is at is made of, a line each; evaluated once more, as it is now."""
    lines = linecache.getlines(frame.f_code.co_filename)
    first, last, start, end = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    source = "".join(lines[first - 1:last - 1]) + lines[last - 1].encode()[:end].decode()
    condition = ast.parse(source.encode()[start:].decode()).body[0].value.args[0]
    if isinstance(condition, ast.Lambda):
        condition = condition.body
    yield f"    expected: {ast.unparse(condition)}"
    names = {**frame.f_globals, **frame.f_locals}
    for part in parts(condition):
        text = ast.unparse(part)
        try:
            value = repr(eval(text, names))
        except Exception as error:  # noqa: BLE001  the check has failed already
            value = f"not to be had any more: {error!r}"
        yield f"    {text} = {value if len(value) < 4000 else value[:4000] + ' …'}"


def parts(condition):
    """The sides of the comparisons of a condition, and what else it is put together of; not what is spelled out."""
    match condition:
        case ast.BoolOp(values=values):
            for value in values:
                yield from parts(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from parts(operand)
        case ast.Compare(left=left, comparators=others):
            yield from (side for side in [left, *others] if any(isinstance(n, ast.Name) for n in ast.walk(side)))
        case ast.Call(func=ast.Name(id="all" | "any"), args=[ast.GeneratorExp(elt=each, generators=generators)]):
            yield from (ast.ListComp(part, generators) for part in parts(each))
        case _:
            yield condition


def utc(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def cron(seconds):
    """The six-field expression that fires at this UNIX time, once a day, in UTC."""
    moment = utc(seconds)
    return f"{moment.second} {moment.minute} {moment.hour} * * *"


class Process:
    """A process whose output is kept, line by line."""

    def __init__(self, arguments, environment=None):
        self.lines = []
        self.process = subprocess.Popen(
            [str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, env={**os.environ, **(environment or {})})
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, pattern, timeout=20):
        end = time.time() + timeout
        while time.time() < end:
            for line in list(self.lines):
                found = re.search(pattern, line)
                if found:
                    return found
            if self.process.poll() is not None and not self.reader.is_alive():
                break
            time.sleep(0.02)
        raise AssertionError(f"no line like {pattern!r} in:\n" + "\n".join(self.lines[-40:]))

    def end(self, number=signal.SIGTERM, timeout=10):
        """The exit status, negative for a signal, and the seconds that the end took."""
        if self.process.poll() is None:
            started = time.time()
            self.process.send_signal(number)
            status = self.process.wait(timeout)
            self.reader.join(5)
            return status, time.time() - started
        return self.process.returncode, 0

    @property
    def text(self):
        return "\n".join(self.lines)


class Simulator(Process):
    def __init__(self, *arguments, environment=None):
        super().__init__(
            [BIN / "tione-simulator", "--secret-id", SECRET_ID, "--secret-key", SECRET_KEY, *arguments], environment)
        self.port = int(self.wait_for(r"listening on http://127\.0\.0\.1:(\d+)").group(1))

    def _ask(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/simulator/{path}", method=method, data=body.encode() if body else None)
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.read().decode()

    def calls(self, action=None):
        calls = [json.loads(line) for line in self._ask("GET", "calls").splitlines()]
        for call in calls:
            call["time"] = call["atNanoseconds"] / 1e9
        return [call for call in calls if action in (None, call["action"])]

    def modifications(self, service=None):
        return [c for c in self.calls("ModifyModelService") if service in (None, c["serviceId"])]

    def services(self):
        return {s["ServiceId"]: s for s in json.loads(self._ask("GET", "services"))}

    def fault(self, *specifications):
        self._ask("POST", "faults", "\n".join(specifications))

    def heal(self):
        self._ask("DELETE", "faults")

    def add(self, *specifications):
        self._ask("POST", "services", "\n".join(specifications))


class World:
    """A temporary directory with configuration and state, and the processes of one test."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.config = self.directory / "config"
        self.state = self.directory / "state"
        self.config.mkdir()
        self.processes = []
        self.output = []

    def simulator(self, *arguments, environment=None):
        simulator = Simulator(*arguments, environment=environment)
        self.processes.append(simulator)
        self.endpoint(simulator)
        return simulator

    def endpoint(self, simulator, more=""):
        (self.config / "tided.conf").write_text(
            f"[API]\nRegion=ap-guangzhou\nEndpoint=http://127.0.0.1:{simulator.port}\n{more}")

    def schedule(self, name, *jobs, service=None, more="", action=""):
        """Writes NAME.schedule; each job is (name, schedule, "Key=value" lines...)."""
        text = f"[Service]\nServiceId={service or f'ms-{name}-1'}\nTimeZone=UTC\n{more}\n"
        for job in jobs:
            text += f"[CronScaleJob]\nName={job[0]}\nSchedule={job[1]}\n" + "\n".join(job[2:]) + "\n\n"
        (self.config / f"{name}.schedule").write_text(text + action)

    def tided(self, *arguments, environment=None, prefix=()):
        daemon = Process(
            [*prefix, BIN / "tided", "--config-dir", self.config, "--state-dir", self.state, "--control-socket",
             self.directory / "control.sock", *arguments],
            {"TENCENTCLOUD_SECRET_ID": SECRET_ID, "TENCENTCLOUD_SECRET_KEY": SECRET_KEY, **(environment or {})})
        self.processes.append(daemon)
        daemon.wait_for(r"ready: ")
        return daemon

    def close(self):
        for process in self.processes:
            if process.process.poll() is None:
                process.process.kill()
                process.process.wait()
            process.reader.join(5)
        everything = "".join(p.text for p in self.processes)
        leaks = [str(path) for path in self.state.rglob("*")
                 if path.is_file() and SECRET_KEY.encode() in path.read_bytes()] if self.state.exists() else []
        check(SECRET_KEY not in everything, "the secret key stands in the output")
        check(not leaks, f"the secret key stands in {leaks}")


def until(condition, timeout, what):
    end = time.time() + timeout
    while time.time() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("\n".join([f"not within {timeout} s: {what}", *found(sys._getframe(1))]))


def switches(pid):
    """How often threads of the process have given up the processor by themselves: each time, something had woken them."""
    total = 0
    for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
        try:
            total += int(status.read_text().split("\nvoluntary_ctxt_switches:")[1].split()[0])
        except (FileNotFoundError, ProcessLookupError, IndexError):
            pass
    return total


def sleep_until(moment):
    time.sleep(max(0, moment - time.time()))


def ready(service):
    info = service["ServiceInfo"]
    return service["Status"], info["Replicas"], (info["Status"] or {}).get("ReadyReplicas")


def sliding(times, limit):
    """The most of `times` within any second, and whether that is within the limit."""
    times = sorted(times)
    most = start = 0
    for end, moment in enumerate(times):
        while moment - times[start] >= 1:
            start += 1
        most = max(most, end - start + 1)
    return most <= limit, most


def main(arguments):
    global BIN
    parser = argparse.ArgumentParser(prog="Tests/EndToEnd/run")
    parser.add_argument("--bin", type=pathlib.Path, default=BIN)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args(arguments)
    BIN = options.bin.resolve()
    chosen = [t for t in TESTS if not options.names or t[0] in options.names]
    if options.list:
        for name, sentence, _ in chosen:
            print(f"{name:24} {sentence}")
        return 0
    unknown = set(options.names) - {name for name, _, _ in TESTS}
    if unknown:
        parser.error(f"no such test: {', '.join(sorted(unknown))}")
    passed = failed = 0
    failures = []
    for name, sentence, function in chosen:
        directory = tempfile.mkdtemp(prefix="tide-end-to-end.")
        world = World(directory)
        started = time.time()
        problem = None
        try:
            remark = function(world)
        except Exception as error:  # noqa: BLE001  every failure is told and counted
            remark, problem = None, traceback.format_exc()
            failures.append((name, "".join(traceback.format_exception_only(error)).rstrip()))
        try:
            world.close()
        except AssertionError as error:
            problem = f"{problem or ''}AssertionError: {error}"
            failures.append((name, f"{error}"))
        seconds = time.time() - started
        if problem is None:
            passed += 1
            print(f"ok   {sentence} ({seconds:.0f} s){': ' + remark if remark else ''}", flush=True)
        else:
            failed += 1
            print(f"FAIL {sentence} ({seconds:.0f} s)\n{problem}", flush=True)
            for process in world.processes:
                print("\n".join("    | " + line for line in process.lines[-60:]), flush=True)
        shutil.rmtree(directory, ignore_errors=True)
    # Once more where it is read: the output of the processes can be long.
    for name, problem in failures:
        print(f"{name}: {problem}")
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1

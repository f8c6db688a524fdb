"""A running tione-simulator, clients for it, and a small test runner."""

import hashlib
import http.client
import json
import os
import queue
import subprocess
import tempfile
import threading
import time
import traceback
import urllib.request
import warnings

from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.common.sign import Sign
from tencentcloud.tione.v20211111 import models, tione_client

SECRET_ID = "AKIDsimulatortest"
SECRET_KEY = "secret-of-the-simulator-test"
REGION = "ap-guangzhou"
PROGRAM = None

# Nothing here may go through a proxy of the host.
for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
    os.environ.pop(name, None)


class Simulator:
    """A tione-simulator on a free port; its lines can be read while it runs."""

    def __init__(self, *arguments, tls=None):
        command = [PROGRAM, "--port", "0", "--secret-id", SECRET_ID, "--secret-key", SECRET_KEY, *arguments]
        self.ca = None
        self.tls = tls  # Its files live as long as it is held.
        if tls:
            command += ["--certificate", tls.certificate, "--key", tls.key]
            self.ca = tls.ca
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.lines = []
        self._new = queue.Queue()
        first = self.process.stdout.readline().strip()
        assert first.startswith("listening on "), first
        self.url = first.removeprefix("listening on ")
        self.host = self.url.split("//")[1]
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            self._new.put(None)

    def wait_for_line(self, *words, timeout=10):
        """The first line that holds all of these words."""
        deadline = time.monotonic() + timeout
        while True:
            for line in self.lines:
                if all(word in line for word in words):
                    return line
            try:
                self._new.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no line with {words}; there are:\n" + "\n".join(self.lines)) from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def client(self, secret_id=SECRET_ID, secret_key=SECRET_KEY, token=None, timeout=10, region=REGION):
        http = HttpProfile(protocol="https" if self.ca else "http", endpoint=self.host, reqTimeout=timeout)
        http.certification = self.ca
        profile = ClientProfile(httpProfile=http, language="en-US")
        return tione_client.TioneClient(credential.Credential(secret_id, secret_key, token), region, profile)

    # What tests ask beside the API.

    def control(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.url}/simulator/{path}", method=method, data=body.encode() if body is not None else None)
        with urllib.request.urlopen(request) as reply:
            return reply.read().decode()

    def calls(self):
        return [json.loads(line) for line in self.control("GET", "calls").splitlines()]

    def faults(self, *lines):
        self.control("DELETE", "faults")
        self.control("POST", "faults", "\n".join(lines))

    def raw(self, body, *, headers=None, timestamp=None, signed=("content-type", "host"), method="POST",
            action="DescribeModelService", remove=(), secret_key=SECRET_KEY, secret_id=SECRET_ID, service="tione",
            date=None):
        """One request signed here, by the SDK's key derivation; returns status, headers and decoded body."""
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        timestamp = int(time.time()) if timestamp is None else timestamp
        date = date or time.strftime("%Y-%m-%d", time.gmtime(timestamp))
        fields = {
            "Content-Type": "application/json", "Host": self.host, "X-TC-Action": action,
            "X-TC-Version": "2021-11-11", "X-TC-Region": REGION, "X-TC-Timestamp": str(timestamp), **(headers or {})}
        lower = {name.lower(): value for name, value in fields.items()}
        canonical = "".join(f"{name}:{lower[name].strip().lower()}\n" for name in signed)
        request = f"{method}\n/\n\n{canonical}\n{';'.join(signed)}\n{hashlib.sha256(body).hexdigest()}"
        to_sign = (f"TC3-HMAC-SHA256\n{timestamp}\n{date}/{service}/tc3_request\n"
                   + hashlib.sha256(request.encode()).hexdigest())
        signature = Sign.sign_tc3(secret_key, date, service, to_sign)
        fields["Authorization"] = (
            f"TC3-HMAC-SHA256 Credential={secret_id}/{date}/{service}/tc3_request, "
            f"SignedHeaders={';'.join(signed)}, Signature={signature}")
        for name in remove:
            del fields[name]
        connection = http.client.HTTPConnection(self.host, timeout=10)
        connection.putrequest(method, "/", skip_host=True, skip_accept_encoding=True)
        for name, value in fields.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        return reply.status, dict(reply.getheaders()), json.loads(content)["Response"]


class Authority:
    """A private CA with a certificate for loopback."""

    def __init__(self):
        self.directory = tempfile.TemporaryDirectory()
        place = self.directory.name

        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=place, check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)

        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem",
                "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-subj", "/CN=localhost", "-keyout", "api.key", "-out", "api.csr")
        with open(f"{place}/extensions", "w") as file:
            file.write("subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
        openssl("x509", "-req", "-in", "api.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
                "-extfile", "extensions", "-out", "api.pem")
        self.ca, self.certificate, self.key = (f"{place}/{name}" for name in ("ca.pem", "api.pem", "api.key"))


def request(kind, **fields):
    """A request of the SDK's model of that action, nested objects given as dictionaries."""
    made = getattr(models, kind + "Request")()
    made._deserialize(fields)
    return made


def modify(client, service, action=None, **fields):
    if action:
        fields["ServiceAction"] = action
    return client.ModifyModelService(request("ModifyModelService", ServiceId=service, **fields))


def describe(client, service, **fields):
    return client.DescribeModelService(request("DescribeModelService", ServiceId=service, **fields)).Service


def expect_error(code, act):
    try:
        act()
    except TencentCloudSDKException as error:
        assert error.get_code() == code, f"{error.get_code()} ({error.get_message()}) instead of {code}"
        return error
    raise AssertionError(f"succeeded, where {code} was due")


def eventually(check, timeout=10):
    """The first true value that `check` gives."""
    deadline = time.monotonic() + timeout
    while True:
        value = check()
        if value:
            return value
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def equal(one, other):
    assert one == other, f"{one!r} is not {other!r}"


TESTS = []


def test(name):
    def keep(function):
        TESTS.append((name, function))
        return function
    return keep


def run_tests():
    failed = 0
    # The SDK warns of fields that its models do not know; here that is a fault of the simulator.
    warnings.filterwarnings("error", message=".*useless.*")
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    for name, function in TESTS:
        try:
            function()
            print(f"ok      {name}", flush=True)
        except Exception:
            failed += 1
            print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
    print(f"{len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0

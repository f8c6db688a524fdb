"""Checks Tide's requests against the official SDK's own signing code.

Usage: Tests/SDK/python Tests/SDK/signatures.py [--count N] [TIDECTL]

`tidectl api` sends requests with random bodies to a server of this script, which keeps them as they arrived. Each is
built again by the SDK from the same action, body and time; every header that the SDK sets must be the same, to the
byte. So must the canonical request and the string to sign that `--dry-run` shows. Exit status 0 if all are.
"""

import argparse
import concurrent.futures
import http.server
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
from unittest import mock

from tencentcloud.common import abstract_client, credential, sign
from tencentcloud.common.http.request import RequestInternal
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.tione.v20211111 import tione_client

ACTIONS = ["ModifyModelService", "DescribeModelService", "DescribeModelServiceGroups", "DescribeBillingSpecsPrice"]
REGIONS = ["ap-guangzhou", "ap-shanghai", "ap-beijing", "ap-nanjing"]
# Letters of several scripts, characters outside the first plane, and what JSON and shells treat specially.
ALPHABET = "abcXYZ019 -_/\\\"'`$%&<>{}[]\t\n\u0001äßéЖя模型服务潮汐日本語한글עבר\u200d👩🏽‍🚀𝔘\u2028"


def random_text(source):
    return "".join(source.choice(ALPHABET) for _ in range(source.randrange(40)))


def random_value(source, depth):
    kind = source.randrange(8 if depth else 5)
    if kind < 2:
        return random_text(source)
    if kind == 2:
        return source.randrange(-(2**53), 2**53)
    if kind == 3:
        return source.choice([True, False, None])
    if kind == 4:
        return source.random()
    if kind == 5:
        return [random_value(source, depth - 1) for _ in range(source.randrange(4))]
    return {random_text(source): random_value(source, depth - 1) for _ in range(source.randrange(4))}


class Case:
    def __init__(self, number):
        source = random.Random(number)
        self.action = source.choice(ACTIONS)
        self.region = source.choice(REGIONS)
        self.timestamp = source.randrange(0, 2**32)
        self.secret_id = "AKID%032x" % source.getrandbits(128)
        self.secret_key = "%032x" % source.getrandbits(128)
        self.token = source.choice([None, "token-%064x" % source.getrandbits(256)])
        params = {
            "ServiceId": "ms-%08x-1" % source.getrandbits(32), "ServiceDescription": "潮汐" + random_text(source),
            "Random": random_value(source, 3),
        }
        self.body = json.dumps(params, ensure_ascii=False, indent=source.choice([None, None, 2]))

    def by_sdk(self, host):
        """The headers that the SDK sends with this body at this time, and what it signs on the way."""
        profile = ClientProfile()
        profile.language = "en-US"
        profile.request_client = "tide"
        profile.httpProfile.endpoint = host
        client = tione_client.TioneClient(
            credential.Credential(self.secret_id, self.secret_key, self.token), self.region, profile)
        client.request_client = "tide"
        request = RequestInternal(host, "POST", "/")
        with mock.patch.object(abstract_client.time, "time", lambda: self.timestamp), \
                mock.patch.object(abstract_client.json, "dumps", lambda _: self.body), \
                mock.patch.object(sign.Sign, "sign_tc3", wraps=sign.Sign.sign_tc3) as signing:
            client._build_req_with_tc3_signature(self.action, {}, request)
        return dict(request.header), signing.call_args.args[3]


class Recorder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        authorization = self.headers["Authorization"]
        self.server.record[authorization.split("Credential=")[1].split("/")[0]] = (dict(self.headers), body)
        reply = b'{"Response":{"RequestId":"r"}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


def run(tidectl, case, host, *options):
    environment = {
        "PATH": os.environ["PATH"], "TENCENTCLOUD_SECRET_ID": case.secret_id,
        "TENCENTCLOUD_SECRET_KEY": case.secret_key,
    }
    if case.token:
        environment["TENCENTCLOUD_TOKEN"] = case.token
    with tempfile.NamedTemporaryFile() as file:
        file.write(case.body.encode())
        file.flush()
        done = subprocess.run(
            [tidectl, "api", case.action, "--body", "@" + file.name, "--endpoint", "http://" + host, "--region",
             case.region, "--timestamp", str(case.timestamp), *options],
            env=environment, capture_output=True)
    if done.returncode:
        raise SystemExit("tidectl failed: %s" % done.stderr.decode())
    return done.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("tidectl", nargs="?", default=".build/debug/tidectl")
    options = parser.parse_args()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.record = {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = "127.0.0.1:%d" % server.server_port
    cases = [Case(number) for number in range(options.count)]

    with concurrent.futures.ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        list(pool.map(lambda case: run(options.tidectl, case, host), cases))
    faults = 0
    for number, case in enumerate(cases):
        expected, string_to_sign = case.by_sdk(host)
        sent, body = server.record[case.secret_id]
        differences = [
            "%s: %r, the SDK %r" % (name, sent.get(name), value)
            for name, value in expected.items() if sent.get(name) != value
        ]
        if body != case.body.encode():
            differences.append("the body arrived changed")
        if number % 50 == 0:
            shown = json.loads(run(options.tidectl, case, host, "--dry-run", "--json"))
            if shown["stringToSign"] != string_to_sign:
                differences.append("stringToSign: %r, the SDK %r" % (shown["stringToSign"], string_to_sign))
            if shown["headers"]["Authorization"] != expected["Authorization"]:
                differences.append("--dry-run shows another Authorization")
            if case.token and case.token in json.dumps(shown):
                differences.append("--dry-run shows the token")
        faults += bool(differences)
        for difference in differences:
            print("case %d: %s" % (number, difference))
    print("%d requests with non-ASCII text; %d differ from the official SDK's" % (len(cases), faults))
    sys.exit(bool(faults))


main()

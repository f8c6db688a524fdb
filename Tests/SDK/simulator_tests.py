"""The official SDK against tione-simulator. See Tests/SDK/simulator."""

import hashlib
import http.client
import json
import os
import sys
import subprocess
import tempfile
import threading
import time
from email.utils import parsedate_to_datetime

import certifi
import tccli

import simulator_harness as harness
from simulator_harness import (
    Authority, REGION, SECRET_ID, SECRET_KEY, Simulator, TencentCloudSDKException, describe, equal, eventually,
    expect_error, modify, models, request, run_tests, test)

CHAT = "ms-abcdefgh-1"
FAST = ("--pending-sec", "1s", "--waiting-sec", "300ms", "--stopping-sec", "1s")
PUBLISHED = os.path.join(os.path.dirname(tccli.__file__), "services", "tione", "v20211111")
with open(os.path.join(PUBLISHED, "api.json")) as file:
    DEFINITIONS = json.load(file)
with open(os.path.join(PUBLISHED, "examples.json")) as file:
    EXAMPLES = json.load(file)


def chat(*more, tls=None, options="name=chat,replicas=4"):
    return Simulator("--service", f"{CHAT}:{options}", *FAST, *more, tls=tls)


def each_action(simulator):
    client = simulator.client()
    equal(describe(client, CHAT).Status, "Normal")
    equal(describe(client, CHAT).ServiceInfo.Status.ReadyReplicas, 4)

    reply = modify(client, CHAT, "SCALE", ScaleMode="MANUAL", Replicas=6)
    equal(reply.Service.ServiceId, CHAT)
    equal(len(reply.RequestId), 36)
    equal(describe(client, CHAT).ServiceInfo.Replicas, 6)
    eventually(lambda: describe(client, CHAT).Status == "Normal", 5)
    equal(describe(client, CHAT).ServiceInfo.Status.ReadyReplicas, 6)

    modify(client, CHAT, "SCALE", ScaleMode="AUTO", ScaleStrategy="HPA", HorizontalPodAutoscaler={
        "MinReplicas": 2, "MaxReplicas": 9, "HpaMetrics": [{"Name": "gpu-util", "Value": 60}],
        "ScaleUpStabilizationWindowSeconds": 30, "ScaleDownStabilizationWindowSeconds": 300})
    info = describe(client, CHAT).ServiceInfo
    equal((info.ScaleMode, info.ScaleStrategy), ("AUTO", "HPA"))
    hpa = info.HorizontalPodAutoscaler
    equal((hpa.MinReplicas, hpa.MaxReplicas, hpa.HpaMetrics[0].Name, hpa.HpaMetrics[0].Value), (2, 9, "gpu-util", 60))
    equal((hpa.ScaleUpStabilizationWindowSeconds, hpa.ScaleDownStabilizationWindowSeconds), (30, 300))

    modify(client, CHAT, "STOP")
    equal(describe(client, CHAT).Status, "Stopping")
    eventually(lambda: describe(client, CHAT).Status == "Stopped", 5)
    equal((describe(client, CHAT).ServiceInfo.Replicas, describe(client, CHAT).ServiceInfo.OldReplicas), (0, 6))
    modify(client, CHAT, "RESUME")
    equal(describe(client, CHAT).Status, "Pending")
    eventually(lambda: describe(client, CHAT).Status == "Normal", 5)
    equal(describe(client, CHAT).ServiceInfo.Status.ReadyReplicas, 6)

    groups = client.DescribeModelServiceGroups(request("DescribeModelServiceGroups", Limit=100))
    equal((groups.TotalCount, groups.ServiceGroups[0].Services[0].ServiceId), (1, CHAT))
    price = client.DescribeBillingSpecsPrice(request(
        "DescribeBillingSpecsPrice", SpecsParam=[{"SpecName": "TI.S.MEDIUM.POST", "SpecCount": 3}])).SpecsPrice[0]
    equal((price.SpecName, price.SpecCount, price.TotalCost, price.RealTotalCost), ("TI.S.MEDIUM.POST", 3, 210, 210))


@test("every action, over plain HTTP")
def _():
    with chat("--rate-limit", "1000") as simulator:
        each_action(simulator)


@test("every action, over TLS with a private CA")
def _():
    authority = Authority()
    with chat("--rate-limit", "1000", tls=authority) as simulator:
        each_action(simulator)
        # Without that CA there is no connection.
        simulator.ca = certifi.where()
        expect_error("ClientNetworkError", lambda: describe(simulator.client(), CHAT))


def everything(kind, seen=()):
    """A value of every field of an object of the API, as its definition has them."""
    values = {}
    for member in DEFINITIONS["objects"][kind]["members"]:
        name, item = member["name"], member.get("member")
        if item in ("int64", "uint64"):
            value = 7
        elif item == "bool":
            value = True
        elif item == "string":
            value = f"value of {name} 值"
        elif item in DEFINITIONS["objects"] and item not in seen:
            value = everything(item, (*seen, kind))
        else:
            continue
        values[name] = [value] if member["type"] == "list" else value
    return values


@test("an update with every field of the API's definition is accepted and described")
def _():
    with chat() as simulator:
        client = simulator.client()
        fields = everything("ModifyModelServiceRequest")
        for name in ("ServiceId", "TiProjectId", "ServiceAction", "TargetProjectId"):
            del fields[name]
        fields["ScaleMode"], fields["ScaleStrategy"] = "AUTO", "HPA"
        fields["HorizontalPodAutoscaler"]["HpaMetrics"] = [{"Name": "cpu-util", "Value": 50}]
        fields["CommandBase64"] = "c2VydmUgLS1hbGw="
        modify(client, CHAT, **fields)
        service = json.loads(describe(client, CHAT).to_json_string())
        info = service["ServiceInfo"]
        equal(service["Status"], "Pending")
        equal(service["ServiceDescription"], fields["ServiceDescription"])
        equal(info["Command"], "serve --all")
        for name in sorted(set(info) & set(fields) - {"Command", "Replicas", "ScaleMode", "ScaleStrategy",
                                                      "CronScaleJobs", "HybridBillingPrepaidReplicas"}):
            assert contains(info[name], fields[name]), f"{name}: {info[name]} lacks some of {fields[name]}"


def contains(whole, part):
    if isinstance(part, dict):
        return all(name in whole and contains(whole[name], value) for name, value in part.items())
    if isinstance(part, list):
        return len(whole) == len(part) and all(contains(*pair) for pair in zip(whole, part))
    return whole == part


@test("the published examples of requests are accepted")
def _():
    with Simulator("--service", "ms-h29wqz2b-1", "--service", "ms-xxxxxx-1") as simulator:
        for action in ("ModifyModelService", "DescribeModelService", "DescribeModelServiceGroups"):
            for example in EXAMPLES["actions"][action]:
                text = example["input"]
                status, _, reply = simulator.raw(text[text.index("{"):].encode(), action=action)
                equal((status, reply.get("Error")), (200, None))


@test("a described service has every field of the API's definition, and no other")
def _():
    def check(kind, value, path):
        members = {member["name"]: member for member in DEFINITIONS["objects"][kind]["members"]}
        equal(sorted(set(members) - set(value)), [])
        equal(sorted(set(value) - set(members)), [])
        for name, item in value.items():
            inner = members[name].get("member")
            for element in item if isinstance(item, list) else [item]:
                if inner in DEFINITIONS["objects"] and element is not None:
                    check(inner, element, f"{path}.{name}")

    with chat() as simulator:
        check("DescribeModelServiceResponse", simulator.raw({"ServiceId": CHAT})[2], "")
        check("DescribeModelServiceGroupsResponse",
              simulator.raw({}, action="DescribeModelServiceGroups")[2], "")


@test("groups: pages, filters, their limits")
def _():
    with Simulator("--services", "45") as simulator:
        client = simulator.client()

        def groups(**fields):
            return client.DescribeModelServiceGroups(request("DescribeModelServiceGroups", **fields))
        equal(len(groups().ServiceGroups), 20)
        page = groups(Offset=40, Limit=100)
        equal((page.TotalCount, len(page.ServiceGroups)), (45, 5))
        one = groups(Filters=[{"Name": "ServiceId", "Values": ["ms-sim00007-1"]}])
        equal([group.ServiceGroupName for group in one.ServiceGroups], ["sim-7"])
        equal(groups(Filters=[{"Name": "Status", "Values": ["Stopped"]}]).TotalCount, 0)
        equal(groups(Filters=[{"Name": "Status", "Values": ["Stopped"], "Negative": True}]).TotalCount, 45)
        equal(groups(Filters=[{"Name": "ServiceGroupName", "Values": ["sim-4"], "Fuzzy": True}]).TotalCount, 7)
        expect_error("InvalidParameter", lambda: groups(Limit=101))
        expect_error("InvalidParameter", lambda: groups(Filters=[{"Name": "Colour", "Values": ["red"]}]))


@test("credentials: key, id, token")
def _():
    with chat() as simulator:
        expect_error("AuthFailure.SignatureFailure", lambda: describe(simulator.client(secret_key="wrong"), CHAT))
        expect_error("AuthFailure.SecretIdNotFound", lambda: describe(simulator.client(secret_id="AKIDwrong"), CHAT))
        expect_error("AuthFailure.TokenFailure", lambda: describe(simulator.client(token="surplus"), CHAT))
    with chat("--token", "token-of-a-role") as simulator:
        equal(describe(simulator.client(token="token-of-a-role"), CHAT).ServiceId, CHAT)
        expect_error("AuthFailure.TokenFailure", lambda: describe(simulator.client(), CHAT))
        expect_error("AuthFailure.TokenFailure", lambda: describe(simulator.client(token="old"), CHAT))


def code(reply):
    equal(reply[0], 200)
    error = reply[2].get("Error")
    equal(len(reply[2]["RequestId"]), 36)
    return error and error["Code"]


@test("any list of signed headers that holds content-type and host")
def _():
    with chat() as simulator:
        body = {"ServiceId": CHAT}
        for signed in (("content-type", "host", "x-tc-action"),
                       ("content-type", "host", "x-tc-action", "x-tc-region", "x-tc-timestamp", "x-tc-version")):
            equal(code(simulator.raw(body, signed=signed)), None)
        equal(code(simulator.raw(body, headers={"X-Odd": "  Some Value "},
                                 signed=("content-type", "host", "x-odd"))), None)
        equal(code(simulator.raw(body, headers={"Content-Type": "application/json; charset=utf-8"})), None)
        equal(code(simulator.raw(body, signed=("host",))), "AuthFailure.InvalidAuthorization")
        equal(code(simulator.raw(body, signed=("content-type",))), "AuthFailure.InvalidAuthorization")
        equal(code(simulator.raw(body, secret_key="other", signed=("content-type", "host", "x-tc-action"))),
              "AuthFailure.SignatureFailure")
        equal(code(simulator.raw(body, service="cvm")), "AuthFailure.SignatureFailure")
        equal(code(simulator.raw(body, remove=("Authorization",))), "AuthFailure.InvalidAuthorization")
        equal(code(simulator.raw(body, date="2020-01-01")), "AuthFailure.SignatureFailure")


@test("a clock more than 5 minutes off")
def _():
    with chat() as simulator:
        now = int(time.time())
        for offset in (-298, 298):
            equal(code(simulator.raw({"ServiceId": CHAT}, timestamp=now + offset)), None)
        for offset in (-303, 303, -86400):
            equal(code(simulator.raw({"ServiceId": CHAT}, timestamp=now + offset)), "AuthFailure.SignatureExpire")
    with chat("--clock-offset", "1h") as simulator:
        error = expect_error("AuthFailure.SignatureExpire", lambda: describe(simulator.client(), CHAT))
        assert error.get_request_id()
        reply = simulator.raw({"ServiceId": CHAT}, timestamp=int(time.time()) + 3600)
        equal(code(reply), None)
        ahead = parsedate_to_datetime(reply[1]["Date"]).timestamp() - time.time()
        assert 3595 < ahead < 3605, ahead


@test("what is wrong with a request is named by the API's code")
def _():
    with chat("--region", REGION) as simulator:
        body = {"ServiceId": CHAT}
        equal(code(simulator.raw(body, action="DescribeWeather")), "InvalidAction")
        equal(code(simulator.raw(body, headers={"X-TC-Version": "2019-01-01"})), "NoSuchVersion")
        equal(code(simulator.raw(body, headers={"X-TC-Region": "mars-1"})), "UnsupportedRegion")
        for header in ("X-TC-Action", "X-TC-Version", "X-TC-Timestamp", "X-TC-Region"):
            equal(code(simulator.raw(body, remove=(header,))), "MissingParameter")
        equal(code(simulator.raw(body, headers={"X-TC-Timestamp": "today"})), "InvalidParameter")
        equal(code(simulator.raw({})), "MissingParameter")
        equal(code(simulator.raw({**body, "Colour": "red"})), "UnknownParameter")
        equal(code(simulator.raw({"ServiceId": 7})), "InvalidParameter")
        equal(code(simulator.raw(b"{")), "InvalidRequest")
        equal(code(simulator.raw(b"[]")), "InvalidRequest")
        equal(code(simulator.raw(body, headers={"Content-Type": "text/plain"})), "InvalidRequest")
        equal(code(simulator.raw(body, method="PUT")), "UnsupportedProtocol")
        equal(code(simulator.raw({"ServiceId": "ms-none-1"})), "ResourceNotFound")

        def change(**fields):
            return code(simulator.raw({"ServiceId": CHAT, "ServiceAction": "SCALE", **fields},
                                      action="ModifyModelService"))
        equal(change(Replicas="3"), "InvalidParameter")
        equal(change(Replicas=2.5), "InvalidParameter")
        equal(change(HorizontalPodAutoscaler=[]), "InvalidParameter")
        equal(change(HorizontalPodAutoscaler={"MinReplicas": 1, "Colour": 2}), "UnknownParameter")
        equal(change(CronScaleJobs=[{"Schedule": "* * * * *", "Colour": 2}]), "UnknownParameter")
        equal(change(ScaleMode="MANUAL"), "MissingParameter")
        equal(change(ScaleMode="MANUAL", Replicas=3, ScheduledAction=None), None)
        equal(code(simulator.raw(b" " * (10 * 1024 * 1024 + 1))), "RequestSizeLimitExceeded")
        error = expect_error("ResourceNotFound", lambda: describe(simulator.client(), "ms-none-1"))
        assert "ms-none-1" in error.get_message()


@test("no second holds more than 20 requests of one action")
def _():
    with chat() as simulator:
        outcomes = []
        client = simulator.client()

        def ask():
            for _ in range(10):
                try:
                    describe(client, CHAT)
                    outcomes.append("ok")
                except TencentCloudSDKException as error:
                    outcomes.append(error.get_code())
        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal(set(outcomes), {"ok", "RequestLimitExceeded"})
        calls = simulator.calls()
        accepted = [call["atNanoseconds"] for call in calls if call["accepted"]]
        for at in accepted:
            assert len([other for other in accepted if at <= other < at + 10**9]) <= 20
        equal(len(calls), 60)
        # Another action has its own count.
        equal(client.DescribeModelServiceGroups(request("DescribeModelServiceGroups")).TotalCount, 1)


@test("faults: refusals, lost requests, lost answers, gateways, broken JSON")
def _():
    with chat("--rate-limit", "1000") as simulator:
        client = simulator.client(timeout=5)

        def scale(count):
            modify(client, CHAT, "SCALE", ScaleMode="MANUAL", Replicas=count)

        def count():
            return describe(simulator.client(), CHAT).ServiceInfo.Replicas
        simulator.faults("error=InternalError:action=ModifyModelService,count=2")
        expect_error("InternalError", lambda: scale(5))
        expect_error("InternalError", lambda: scale(5))
        scale(5)
        equal(count(), 5)
        for effect, acts in (("drop", False), ("drop-after", True), ("http=502", False), ("http-after=503", True),
                             ("truncate", True), ("hang=300ms", False), ("hang-after=300ms", True)):
            simulator.faults(f"{effect}:service-action=SCALE,service={CHAT},count=1")
            before = count()
            try:
                scale(before + 1)
                raise AssertionError(f"{effect}: an answer came")
            except (TencentCloudSDKException, json.JSONDecodeError):
                pass
            equal((effect, count()), (effect, before + (1 if acts else 0)))
        simulator.faults("slow=400ms:count=1")
        begin = time.monotonic()
        count()
        assert 0.4 <= time.monotonic() - begin < 3
        outcomes = [call["outcome"] for call in simulator.calls() if call["action"] == "ModifyModelService"]
        equal(outcomes, ["InternalError", "InternalError", "ok", "dropped before acting", "dropped after acting",
                         "HTTP 502 before acting", "HTTP 503 after acting", "truncated JSON", "dropped before acting",
                         "dropped after acting"])
        equal(simulator.control("GET", "faults"), "")


@test("faults: a wrong Date, none, a stale view, a share of requests")
def _():
    with chat("--rate-limit", "100000", "--fault", "stale=20s:p=0") as simulator:
        client = simulator.client()
        simulator.faults("date=-1h:count=1", "no-date:count=1")
        behind = parsedate_to_datetime(simulator.raw({"ServiceId": CHAT})[1]["Date"]).timestamp() - time.time()
        assert -3605 < behind < -3595, behind
        assert "Date" not in simulator.raw({"ServiceId": CHAT})[1]
        now = parsedate_to_datetime(simulator.raw({"ServiceId": CHAT})[1]["Date"]).timestamp() - time.time()
        assert -2 < now < 2, now

        modify(client, CHAT, "SCALE", ScaleMode="MANUAL", Replicas=9)
        simulator.faults("stale=10s:count=1")
        equal(describe(client, CHAT).ServiceInfo.Replicas, 4)
        equal(describe(client, CHAT).ServiceInfo.Replicas, 9)

        simulator.faults("error=InternalError:p=0.3")
        refused = 0
        for _ in range(300):
            try:
                describe(client, CHAT)
            except TencentCloudSDKException:
                refused += 1
        assert 50 < refused < 130, refused


@test("a service's life is told line by line")
def _():
    with chat("--between-sec", "100ms") as simulator:
        client = simulator.client()
        modify(client, CHAT, "SCALE", ScaleMode="MANUAL", Replicas=6)
        simulator.wait_for_line("ModifyModelService chat (ms-abcdefgh-1) SCALE MANUAL 6 → ok")
        simulator.wait_for_line("chat (ms-abcdefgh-1) Normal → Pending (4 of 6 ready)")
        simulator.wait_for_line("Pending → Waiting (4 of 6 ready)")
        simulator.wait_for_line("Waiting (5 of 6 ready)")
        simulator.wait_for_line("Waiting → Normal (6 of 6 ready)")
        modify(client, CHAT, "STOP")
        simulator.wait_for_line("STOP → ok")
        simulator.wait_for_line("Normal → Stopping")
        simulator.wait_for_line("Stopping → Stopped")
        expect_error("OperationDenied", lambda: modify(client, CHAT, "SCALE", ScaleMode="MANUAL", Replicas=2))
        simulator.wait_for_line("SCALE MANUAL 2 → OperationDenied")


@test("charge types, capacity and the console")
def _():
    with Simulator(
            "--service", "ms-hybrid00-1:charge-type=HYBRID_PAID,replicas=2,prepaid=3",
            "--service", "ms-pooled00-1:charge-type=PREPAID,resource-group=rsg-1,replicas=2",
            "--service", f"{CHAT}:hpa=2-6,metric=service-qps:40,replicas=2",
            "--capacity", "rsg-1=4", "--rate-limit", "1000", *FAST) as simulator:
        client = simulator.client()
        modify(client, "ms-hybrid00-1", "SCALE", ScaleMode="MANUAL", Replicas=0, HybridBillingPrepaidReplicas=3)
        equal(describe(client, "ms-hybrid00-1").ServiceInfo.HybridBillingPrepaidReplicas, 3)
        modify(client, "ms-hybrid00-1", "SCALE", ScaleMode="MANUAL", Replicas=1)
        equal(describe(client, "ms-hybrid00-1").ServiceInfo.HybridBillingPrepaidReplicas, 1)

        expect_error("OperationDenied.ResourceGroupInsufficient", lambda: modify(
            client, "ms-pooled00-1", "SCALE", ScaleMode="MANUAL", Replicas=5))

        simulator.control("POST", f"services/{CHAT}", "demand=9")
        equal(describe(client, CHAT).ServiceInfo.Replicas, 6)
        simulator.control("POST", f"services/{CHAT}", "replicas=3\nstop-time=2027-01-26T19:46:22+08:00")
        info = describe(client, CHAT).ServiceInfo
        equal((info.ScaleMode, info.Replicas, info.ScheduledAction.ScheduleStop), ("MANUAL", 3, True))
        simulator.control("POST", f"services/{CHAT}", "business-status=ARREARS_STOP")
        eventually(lambda: describe(client, CHAT).Status == "Stopped")
        expect_error("OperationDenied.BalanceInsufficient", lambda: modify(client, CHAT, "RESUME"))

        service = json.loads(describe(client, "ms-pooled00-1").to_json_string())
        service["ServiceId"], service["ServiceGroupId"], service["Status"] = "ms-new00000-3", "ms-new00000", "CREATING"
        simulator.control("POST", "services", json.dumps(service))
        equal(describe(client, "ms-new00000-3").Status, "CREATING")
        expect_error("FailedOperation.Processing", lambda: modify(client, "ms-new00000-3", "STOP"))
        equal(len(json.loads(simulator.control("GET", "services"))), 4)
        simulator.control("DELETE", "services/ms-new00000-3")
        expect_error("ResourceNotFound", lambda: describe(client, "ms-new00000-3"))


@test("round trips take their time")
def _():
    with chat("--latency-ms", "100-150") as simulator:
        client = simulator.client()
        for _ in range(5):
            begin = time.monotonic()
            describe(client, CHAT)
            assert 0.1 <= time.monotonic() - begin < 5


@test("the record holds every request to the byte: signed again by the SDK's code, it has the same signature")
def _():
    with tempfile.TemporaryDirectory() as place:
        record = os.path.join(place, "record.jsonl")
        with chat("--record", record) as simulator:
            client = simulator.client()
            modify(client, CHAT, ServiceDescription="对话服务 – größer ✓")
            describe(client, CHAT)
            simulator.raw({"ServiceId": CHAT}, headers={"X-Odd-CASE": "Kept"})
        lines = [json.loads(line) for line in open(record)]
        equal(len(lines), 3)
        for line in lines:
            headers = {name.lower(): value for name, value in line["headers"]}
            at = int(headers["x-tc-timestamp"])
            date = time.strftime("%Y-%m-%d", time.gmtime(at))
            canonical = (f"POST\n/\n\ncontent-type:{headers['content-type']}\nhost:{headers['host']}\n\n"
                         f"content-type;host\n{hashlib.sha256(line['body'].encode()).hexdigest()}")
            digest = hashlib.sha256(canonical.encode()).hexdigest()
            signature = harness.Sign.sign_tc3(
                SECRET_KEY, date, "tione", f"TC3-HMAC-SHA256\n{at}\n{date}/tione/tc3_request\n{digest}")
            assert headers["authorization"].endswith(f"Signature={signature}")
        assert ["X-Odd-CASE", "Kept"] in lines[2]["headers"]


@test("a connection is kept for many requests, and several services are served at once")
def _():
    with Simulator("--services", "3", "--fault", "slow=4s:service=ms-sim00001-1", "--rate-limit", "1000") as simulator:
        slow = threading.Thread(target=lambda: describe(simulator.client(), "ms-sim00001-1"))
        slow.start()
        connection = http.client.HTTPConnection(simulator.host)
        begin = time.monotonic()
        for _ in range(20):
            connection.request("GET", "/simulator/faults")
            connection.getresponse().read()
        client = simulator.client()
        describe(client, "ms-sim00002-1")
        assert time.monotonic() - begin < 3
        slow.join()


@test("what cannot be served is refused at the start")
def _():
    for arguments in (["--bind", "0.0.0.0"], ["--service", "ms-a-1:colour=red"], ["--fault", "explode"],
                      ["--certificate", "x.pem"], ["--latency-ms", "5-1"], ["--port", "70000"],
                      ["--service", "ms-a-1:replicas=many"]):
        done = subprocess.run([harness.PROGRAM, *arguments], capture_output=True, text=True, timeout=10)
        assert done.returncode != 0 and done.stderr, arguments
    done = subprocess.run([harness.PROGRAM, "--help"], capture_output=True, text=True, timeout=10)
    equal(done.returncode, 0)
    for word in ("--clock-offset", "hang-after=60s", "/simulator/calls", "charge-type="):
        assert word in done.stdout, word


def command_line(simulator, action, *arguments):
    """tccli, which takes no CA file: the one that it has built in is replaced for it."""
    program = ("import certifi, sys; certifi.where = lambda: sys.argv.pop(1); ca = certifi.where(); "
               "certifi.where = lambda: ca; from tccli.main import main; sys.exit(main())")
    with tempfile.TemporaryDirectory() as home:
        return subprocess.run(
            [sys.executable, "-c", program, simulator.ca, "tione", action, "--endpoint", simulator.host, "--region",
             REGION, "--secretId", SECRET_ID, "--secretKey", SECRET_KEY, *arguments],
            env={**os.environ, "HOME": home}, capture_output=True, text=True, timeout=60)


@test("tccli makes every action, over TLS with a private CA, and shows errors")
def _():
    with chat(tls=Authority()) as simulator:
        done = command_line(simulator, "DescribeModelService", "--ServiceId", CHAT)
        equal((done.returncode, done.stderr), (0, ""))
        equal(json.loads(done.stdout)["Service"]["Status"], "Normal")
        done = command_line(simulator, "ModifyModelService", "--ServiceId", CHAT, "--ServiceAction", "SCALE",
                            "--ScaleMode", "MANUAL", "--Replicas", "7")
        equal(done.returncode, 0)
        equal(json.loads(done.stdout)["Service"]["ServiceInfo"]["Replicas"], 7)
        done = command_line(simulator, "ModifyModelService", "--ServiceId", CHAT, "--ServiceAction", "STOP")
        equal(done.returncode, 0)
        done = command_line(simulator, "DescribeModelServiceGroups", "--Limit", "10", "--Filters",
                            json.dumps([{"Name": "ServiceId", "Values": [CHAT]}]))
        equal(json.loads(done.stdout)["TotalCount"], 1)
        done = command_line(simulator, "DescribeBillingSpecsPrice", "--SpecsParam",
                            json.dumps([{"SpecName": "TI.S.LARGE.POST", "SpecCount": 2}]))
        equal(json.loads(done.stdout)["SpecsPrice"][0]["TotalCost"], 280)
        done = command_line(simulator, "DescribeModelService", "--ServiceId", "ms-none-1")
        assert done.returncode != 0
        assert "ResourceNotFound" in done.stdout + done.stderr


if __name__ == "__main__":
    harness.PROGRAM = os.path.abspath(sys.argv[1])
    sys.exit(run_tests())

burst_size=60

# burst REPLICAS SECONDS: all services to that size in the same second, SECONDS from now.
burst() {
    local number when
    fresh
    when=$(in_seconds "$2")
    for number in $(seq 101 $((100 + burst_size))); do
        schedule_job "svc$number" "$number" burst "$when" "$1"
    done
    # A watchdog and a restart that do not take their time, so that the test does not either.
    mkdir -p "$BOX/etc/systemd/system/tided.service.d"
    printf '[Service]\nWatchdogSec=3s\nRestartSec=200ms\n' >"$BOX/etc/systemd/system/tided.service.d/test.conf"
    inside systemctl daemon-reload
    begun=$(changes | wc -l)
    inside systemctl start tided
}

burst_changes() { changes | tail -n "+$((begun + 1))"; }
some_changes() { [ "$(burst_changes | wc -l)" -ge "$1" ]; }

# Each service was changed exactly once, arrives, and a restart changes nothing more.
all_done_once() {
    eventually 40 some_changes "$burst_size"
    eventually 40 nothing_open
    equal "$(burst_changes | change_services | sort | uniq -c | awk '$1 != 1')" ""
    equal "$(burst_changes | change_services | sort -u | wc -l)" "$burst_size"
    inside systemctl restart tided
    sleep 2
    equal "$(burst_changes | wc -l)" "$burst_size"
    contains "$(status_line)" "0 open, 0 failed"
}
nothing_open() { case $(status_line) in *"0 open, 0 failed"*) ;; *) return 1 ;; esac; }

killed() {
    burst 3 4
    eventually 20 some_changes 10
    inside systemctl kill --signal=KILL tided
    eventually 5 has_restarted 1
    all_done_once
}
has_restarted() { [ "$(inside systemctl show -P NRestarts tided)" -ge "$1" ]; }

killed_often() {
    local number
    burst 6 4
    eventually 20 some_changes 1
    for number in 1 2 3 4 5 6; do
        sleep "0.$((RANDOM % 70 + 10))"
        inside systemctl kill --signal=KILL tided 2>/dev/null || true
        eventually 5 has_restarted "$number"
    done
    all_done_once
}

frozen() {
    burst 4 4
    eventually 20 some_changes 10
    local pid
    pid=$(daemon_pid)
    inside kill -STOP "$pid"
    eventually 20 is_another_process "$pid"
    contains "$(inside journalctl -u tided -n 200 -o cat)" "Watchdog timeout"
    all_done_once
}
is_another_process() { [ "$(daemon_pid)" != "$1" ] && [ "$(daemon_pid)" != 0 ] && [ "$(inside systemctl is-active tided)" = active ]; }

stopped() {
    burst 5 4
    eventually 20 some_changes 10
    local began=$EPOCHREALTIME took
    inside systemctl stop tided
    took=$(((${EPOCHREALTIME/./} - ${began/./}) / 1000))
    echo "stopped in $took ms"
    [ $took -lt 6000 ]
    equal "$(inside systemctl show -P Result tided)" success
    equal "$(inside systemctl show -P ExecMainStatus tided)" 0
    [ "$(burst_changes | wc -l)" -lt $burst_size ]
    inside systemctl start tided
    all_done_once
}

it "kill -9 in mid-burst: restarted, nothing lost, nothing repeated" killed
it "kill -9 at six random moments of a burst: nothing lost, nothing repeated" killed_often
it "SIGSTOP in mid-burst: the watchdog restarts it, nothing lost, nothing repeated" frozen
it "systemctl stop in mid-burst ends within 6 s with success, and the next start does the rest" stopped

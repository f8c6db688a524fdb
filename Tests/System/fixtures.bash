# What the tests work with: Tide installed in the box, an API simulator with TLS, credentials and schedules.

api=api.test:8443
secret_id=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE
secret_key=Gu5t9xGARNpq86cd98joQYCN3EXAMPLE

install_tide() {
    deploy/install --destdir "$BOX" --no-build --no-start
    install -m 755 .build/release/tione-simulator "$BOX/usr/bin/tione-simulator"

    # A private CA and a certificate for the simulator.
    local pki=$BOX/etc/api-pki
    mkdir -p "$pki"
    {
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=Test CA" \
            -keyout "$pki/ca.key" -out "$pki/ca.pem"
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=api.test" \
            -keyout "$pki/api.key" -out "$pki/api.csr"
        openssl x509 -req -in "$pki/api.csr" -CA "$pki/ca.pem" -CAkey "$pki/ca.key" -CAcreateserial -days 2 \
            -extfile <(echo subjectAltName=DNS:api.test) -out "$pki/api.pem"
    } 2>/dev/null
    cat >"$BOX/etc/tide/tided.conf" <<END
[API]
Region=ap-guangzhou
Endpoint=https://$api
CACertificateFile=/etc/api-pki/ca.pem
TimeoutSec=5

[Schedule]
TimeZone=UTC

[Control]
OperatorGroup=operators
END
    cp "$BOX/etc/tide/tided.conf" "$box_state/tided.conf"
}

# The daemon as new: no schedules, no state, the key in place.
fresh() {
    inside systemctl stop tided 2>/dev/null
    inside systemctl reset-failed
    rm -rf "$BOX"/etc/tide/*
    cp "$box_state/tided.conf" "$BOX/etc/tide/"
    ln -sfn /usr/share/zoneinfo/Asia/Shanghai "$BOX/etc/localtime"
    rm -rf "$BOX"/var/lib/tided/* "$BOX"/run/tide "$BOX"/etc/systemd/system/tided.service.d "$BOX"/etc/credstore.encrypted/*
    give_key
    inside systemctl daemon-reload
}

give_key() {
    printf %s "$secret_id" >"$BOX/etc/credstore/tencentcloud.secret-id"
    printf %s "$secret_key" >"$BOX/etc/credstore/tencentcloud.secret-key"
}

start_simulator() {
    inside systemd-run --quiet --unit=simulator --description='API simulator' -- /usr/bin/tione-simulator \
        --port "${api##*:}" --certificate /etc/api-pki/api.pem --key /etc/api-pki/api.key \
        --secret-id "$secret_id" --secret-key "$secret_key"
    eventually 10 simulator services
    # Services that change in an instant.
    local number
    for number in {1..20} {101..160}; do
        echo "$(service_id "$number"):name=chat$number,replicas=1,pending=100ms,waiting=300ms,stopping=300ms"
    done | simulator services --data-binary @- >/dev/null
}

# simulator PATH [CURL-OPTION...]: what the simulator tells about itself, beside the API.
simulator() {
    local path=$1
    shift
    inside curl --silent --show-error --fail --cacert /etc/api-pki/ca.pem "https://$api/simulator/$path" "$@"
}

# The changes that the API accepted, one JSON object a line.
changes() { simulator calls | jq -c 'select(.action == "ModifyModelService" and .accepted)'; }
change_services() { jq -r .serviceId; }

has_entry() { [ -n "$(entries "$1" MESSAGE_ID="$(message_id "$2")")" ]; }

# schedule NAME: standard input to a schedule.
schedule() { cat >"$BOX/etc/tide/$1.schedule"; }

# schedule_job FILE NUMBER JOB SCHEDULE REPLICAS: a schedule of one job, for that service of the simulator.
schedule_job() {
    schedule "$1" <<END
[Service]
ServiceId=$(service_id "$2")

[CronScaleJob]
Name=$3
Schedule=$4
TargetReplicas=$5
END
}

# service_id NUMBER: of the simulator's services.
service_id() { printf 'ms-test%04d-1' "$1"; }

# in_seconds N: six fields for the instant N seconds from now, in UTC.
in_seconds() { date -u -d "@$(($(date +%s) + $1))" '+%-S %-M %-H %-d %-m *'; }

# A time to count from. Not a cursor: `journalctl --after-cursor` leaves out the first match where the cursor's own
# entry is none.
mark() { date +%s.%6N; }

# entries SINCE [MATCH...]: the daemon's entries since then, one JSON object a line.
entries() {
    local since=$1
    shift
    inside journalctl --since "@$since" -o json SYSLOG_IDENTIFIER=tided "$@"
}

# message_id KIND: as Sources/Autoscaling/Report/EventKind.swift has it.
message_id() { sed -n "s/.*case \.$1: \"\([0-9a-f]\{32\}\)\".*/\1/p" Sources/Autoscaling/Report/EventKind.swift; }

daemon_pid() { inside systemctl show -P MainPID tided; }
status_line() { inside systemctl show -P StatusText tided; }

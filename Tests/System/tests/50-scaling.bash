whole_job() {
    fresh
    local since
    since=$(mark)
    schedule_job up 11 up "$(in_seconds 4)" 5
    schedule down <<END
[Service]
ServiceId=$(service_id 12)

[CronScaleJob]
Name=down
Schedule=$(in_seconds 4)
ServiceAction=STOP

[CronScaleJob]
Name=back
Schedule=$(in_seconds 12)
ServiceAction=RESUME
END
    inside systemctl start tided
    eventually 30 count_entries 3 "$since" converged
    equal "$(entries "$since" MESSAGE_ID="$(message_id converged)" | jq -r '[.TIDE_SERVICE, .TIDE_ACTION] | join(" ")' | sort | tr '\n' ,)" \
        "down RESUME,down STOP,up SCALE,"
    contains "$(status_line)" "0 open, 0 failed"
}

wrong_ca_is_refused() {
    fresh
    local since
    since=$(mark)
    mkdir -p "$BOX/etc/tide/tided.conf.d"
    printf '[API]\nCACertificateFile=\n' >"$BOX/etc/tide/tided.conf.d/no-ca.conf"
    schedule_job up 11 up "$(in_seconds 3)" 9
    local calls
    calls=$(changes | wc -l)
    inside systemctl start tided
    sleep 6
    equal "$(changes | wc -l)" "$calls"
    equal "$(entries "$since" MESSAGE_ID="$(message_id callAccepted)")" ""
}

count_entries() { [ "$(entries "$2" MESSAGE_ID="$(message_id "$3")" | wc -l)" -ge "$1" ]; }

it "Under all its confinement the daemon scales, stops and resumes over TLS with a private CA" whole_job
it "An endpoint whose certificate no known CA has signed gets no call" wrong_ca_is_refused

missing_key() {
    fresh
    rm "$BOX"/etc/credstore/*
    local since
    since=$(mark)
    schedule_job chat 1 now "* * * * * *" 5
    inside systemctl start tided
    contains "$(status_line)" credentials
    eventually 5 has_entry "$since" credentialsMissing
    sleep 2 # in which two events fall due
    equal "$(entries "$since" MESSAGE_ID="$(message_id callSent)")" ""
}

found_at_a_restart() {
    local since
    since=$(mark)
    give_key
    inside systemctl restart tided
    lacks "$(status_line)" credentials
    eventually 10 has_entry "$since" callAccepted
}

key_is_nowhere() {
    local pid word
    pid=$(daemon_pid)
    inside journalctl --sync
    for word in "$secret_key" "$(printf %s "$secret_key" | base64 | head -c 30)"; do
        lacks "$(inside cat "/proc/$pid/environ" | tr '\0' '\n')" "$word"
        lacks "$(inside cat "/proc/$pid/cmdline" | tr '\0' '\n')" "$word"
        # Not of the simulator, which has it on its command line.
        equal "$(inside journalctl -o export _SYSTEMD_UNIT=tided.service + UNIT=tided.service | grep -acF "$word" || true)" 0
        equal "$(grep -rlaF "$word" "$BOX/var/lib/tided" "$BOX/run/tided" "$BOX/etc/tide" || true)" ""
    done
    # A secret that is there is found that way: the id in the place where it belongs.
    equal "$(grep -rlaF "$secret_id" "$BOX/etc/credstore")" "$BOX/etc/credstore/tencentcloud.secret-id"
    equal "$(inside grep 'Max core file size' "/proc/$pid/limits" | tr -s ' ')" "Max core file size 0 0 bytes "
}

encrypted_key() {
    fresh
    rm "$BOX"/etc/credstore/*
    inside sh -c "printf %s $secret_id | systemd-creds encrypt --name=tencentcloud.secret-id - /etc/credstore.encrypted/tencentcloud.secret-id
        printf %s $secret_key | systemd-creds encrypt --name=tencentcloud.secret-key - /etc/credstore.encrypted/tencentcloud.secret-key"
    mkdir -p "$BOX/etc/systemd/system/tided.service.d"
    ln -s /usr/share/tide/systemd/encrypted-credentials.conf "$BOX/etc/systemd/system/tided.service.d/"
    inside systemctl daemon-reload
    local since
    since=$(mark)
    schedule_job chat 1 soon "$(in_seconds 3)" 6
    inside systemctl start tided
    eventually 10 has_entry "$since" callAccepted
}

it "Without an API key the daemon starts, says so in status and journal, and makes no call" missing_key
it "A key put in place is found at a restart" found_at_a_restart
it "The key is not in environment, command line, journal or state, and there is no core" key_is_nowhere
it "Encrypted credentials work by the drop-in that comes along" encrypted_key

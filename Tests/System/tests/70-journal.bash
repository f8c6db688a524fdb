every_field_is_there() {
    fresh
    mark >"$box_state/journal-since"
    schedule_job chat 1 soon "$(in_seconds 3)" 7
    local since field entry
    since=$(cat "$box_state/journal-since")
    inside systemctl start tided
    eventually 10 has_entry "$since" callAccepted
    for entry in eventDue callSent callAccepted; do
        for field in SERVICE SERVICE_ID JOB ACTION TARGET SCHEDULED_AT ATTEMPT REQUEST_ID ERROR_CODE OUTCOME REASON; do
            entries "$since" MESSAGE_ID="$(message_id $entry)" | head -n 1 | jq -e ".TIDE_$field != null" >/dev/null \
                || { echo "no TIDE_$field in $entry"; return 1; }
        done
    done
    equal "$(entries "$since" MESSAGE_ID="$(message_id callAccepted)" | jq -r '[.SYSLOG_IDENTIFIER, .TIDE_JOB, .TIDE_ACTION, .TIDE_TARGET, ._SYSTEMD_UNIT] | join(" ")')" \
        "tided soon SCALE 7 tided.service"
    contains "$(entries "$since" MESSAGE_ID="$(message_id callAccepted)" | jq -r .TIDE_REQUEST_ID)" -
    # The catalog shows no bare field names.
    lacks "$(inside journalctl -u tided -x --since "@$since" -o short)" "@"
}

nothing_above_info() {
    local journal_since
    journal_since=$(cat "$box_state/journal-since")
    eventually 10 is_settled
    equal "$(inside journalctl -u tided -p notice --since "@$journal_since" -o cat)" ""
}

journald_stopped_and_started() {
    local since
    since=$(mark)
    inside systemctl stop systemd-journald.socket systemd-journald-dev-log.socket systemd-journald-audit.socket systemd-journald.service
    # Each reload writes a few entries; the daemon goes on answering.
    local began=$SECONDS number
    for number in 1 2 3 4 5; do inside timeout 5 tidectl reload; done
    inside timeout 5 tidectl status
    [ $((SECONDS - began)) -lt 10 ]
    inside systemctl start systemd-journald.socket systemd-journald-dev-log.socket systemd-journald.service
    eventually 10 five_reloads "$since"
    equal "$(inside systemctl show -P NRestarts tided)" 0
}
five_reloads() { [ "$(entries "$1" MESSAGE_ID="$(message_id configurationLoaded)" | wc -l)" -ge 5 ]; }

is_settled() { case $(status_line) in *"0 open, 0 failed"*) ;; *) return 1 ;; esac; }

it "Every entry has every field, and the catalog fills them in" every_field_is_there
it "A healthy run has nothing above info" nothing_above_info
it "journald stopped and started: nothing blocks, nothing crashes, nothing is lost" journald_stopped_and_started

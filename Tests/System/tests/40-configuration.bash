next_time() { inside tidectl list --json | jq -r ".[] | select(.service == \"$1\" and .job == \"$2\") | .next"; }

drop_in() {
    mkdir -p "$BOX/etc/tide/$1.schedule.d"
    cat >"$BOX/etc/tide/$1.schedule.d/$2.conf"
}

# Minute and hour so many minutes from now, in UTC.
in_minutes() { date -u -d "@$(($(date +%s) + $1 * 60))" '+%-M %-H'; }

drop_in_changes_a_time() {
    fresh
    early=$(in_minutes 60) late=$(in_minutes 120)
    schedule chat <<END
[Service]
ServiceId=$(service_id 1)

[CronScaleJob]
Name=morning
Schedule=$late * * *
TargetReplicas=4

[CronScaleJob]
Name=night
Schedule=$(in_minutes 600) * * *
ServiceAction=STOP
END
    inside systemctl start tided
    contains "$(next_time chat morning)" "$(clock "$late")"
    drop_in chat 50-earlier <<END
[CronScaleJob]
Name=morning
Schedule=$early * * *
END
    echo "$early" >"$box_state/early"
    local since
    since=$(mark)
    inside systemctl reload tided
    contains "$(next_time chat morning)" "$(clock "$early")"
    contains "$(next_time chat night)" T
    eventually 5 has_entry "$since" scheduleChanged
    contains "$(entries "$since" MESSAGE_ID="$(message_id scheduleChanged)" | jq -r .MESSAGE)" "chat: next SCALE 4 moves from "
}

# clock MINUTE HOUR: as it stands in RFC 3339.
clock() {
    # shellcheck disable=SC2086 # two words
    set -- $1
    printf 'T%02d:%02d:00Z' "$2" "$1"
}

broken_drop_in_keeps_the_old() {
    drop_in chat 60-broken <<END
[CronScaleJob]
Name=morning
# A comment.
ExcludeDate=* * * 1 10 *
END
    local since message
    since=$(mark)
    inside systemctl reload tided
    contains "$(next_time chat morning)" "$(clock "$(cat "$box_state/early")")"
    eventually 5 has_entry "$since" configurationFaulty
    message=$(entries "$since" MESSAGE_ID="$(message_id configurationFaulty)" | jq -r .MESSAGE)
    contains "$message" /etc/tide/chat.schedule.d/60-broken.conf:4
    contains "$message" ExcludeDates
    contains "$(inside systemctl status tided)" "faulty"
    equal "$(inside systemctl is-active tided)" active
    local status=0
    inside tidectl reload || status=$?
    equal "$status" 4
}

last_good_survives_a_restart() {
    local since
    since=$(mark)
    inside systemctl restart tided
    contains "$(next_time chat morning)" "$(clock "$(cat "$box_state/early")")"
    eventually 5 has_entry "$since" lastGoodInForce
    rm "$BOX/etc/tide/chat.schedule.d/60-broken.conf"
    inside systemctl reload tided
    lacks "$(status_line)" faulty
}

masked_file_is_gone() {
    mkdir -p "$BOX/usr/lib/tide"
    sed 's/test0001/test0002/' "$BOX/etc/tide/chat.schedule" >"$BOX/usr/lib/tide/vendor.schedule"
    inside systemctl reload tided
    contains "$(next_time vendor morning)" T
    ln -s /dev/null "$BOX/etc/tide/vendor.schedule"
    inside systemctl reload tided
    equal "$(next_time vendor morning)" ""
    contains "$(status_line)" "1 service, 2 jobs"
    rm "$BOX/etc/tide/vendor.schedule" "$BOX/usr/lib/tide/vendor.schedule"
}

reload_is_seen_by_systemd() {
    # READY=1 follows RELOADING=1, or the unit would stay in "reloading" for ever.
    inside systemctl kill --signal=HUP tided
    eventually 5 is_active
}
is_active() { [ "$(inside systemctl is-active tided)" = active ]; }
reload_twice() {
    # At once, one behind the other.
    inside systemctl kill --signal=HUP tided
    inside systemctl reload tided
    eventually 5 is_active
}

zone_of_the_host_changes() {
    schedule local <<END
[Service]
ServiceId=$(service_id 3)
TimeZone=

[CronScaleJob]
Name=noon
Schedule=0 12 * * *
TargetReplicas=2
END
    sed -i 's/^TimeZone=UTC/#&/' "$BOX/etc/tide/tided.conf"
    inside systemctl reload tided
    contains "$(next_time local noon)" T04:00:00Z
    local since
    since=$(mark)
    inside ln -sfn /usr/share/zoneinfo/Europe/Paris /etc/localtime
    eventually 20 noon_is_in_paris
    eventually 5 has_entry "$since" zoneDataChanged
}
noon_is_in_paris() { case $(next_time local noon) in *T11:00:00Z | *T10:00:00Z) ;; *) return 1 ;; esac; }

it "A drop-in and systemctl reload change the next time, and the journal says by what" drop_in_changes_a_time
it "A broken drop-in leaves the old schedule in force; journal and status say so" broken_drop_in_keeps_the_old
it "The last good content stays in force across a restart, and is left when the file is right" last_good_survives_a_restart
it "A file masked by a link to /dev/null is gone" masked_file_is_gone
it "SIGHUP reloads, and systemd sees the end of it" reload_is_seen_by_systemd
it "A reload during a reload ends as well" reload_twice
it "A change of /etc/localtime is picked up" zone_of_the_host_changes

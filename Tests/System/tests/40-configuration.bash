next_time() { inside tidectl list --json | jq -r ".[] | select(.service == \"$1\" and .job == \"$2\") | .next"; }

drop_in() {
    mkdir -p "$BOX/etc/tide/$1.schedule.d"
    cat >"$BOX/etc/tide/$1.schedule.d/$2.conf"
}

drop_in_changes_a_time() {
    fresh
    schedule chat <<END
[Service]
ServiceId=$(service_id 1)

[CronScaleJob]
Name=morning
Schedule=30 8 * * *
TargetReplicas=4

[CronScaleJob]
Name=night
Schedule=0 22 * * *
ServiceAction=STOP
END
    inside systemctl start tided
    contains "$(next_time chat morning)" T08:30:00Z
    drop_in chat 50-earlier <<END
[CronScaleJob]
Name=morning
Schedule=0 8 * * *
END
    local since
    since=$(mark)
    inside systemctl reload tided
    contains "$(next_time chat morning)" T08:00:00Z
    contains "$(next_time chat night)" T22:00:00Z
    contains "$(entries "$since" MESSAGE_ID="$(message_id scheduleChanged)" | jq -r .MESSAGE)" "chat: next SCALE 4 moves from 08:30 to 08:00"
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
    contains "$(next_time chat morning)" T08:00:00Z
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
    contains "$(next_time chat morning)" T08:00:00Z
    [ -n "$(entries "$since" MESSAGE_ID="$(message_id lastGoodInForce)")" ]
    rm "$BOX/etc/tide/chat.schedule.d/60-broken.conf"
    inside systemctl reload tided
    lacks "$(status_line)" faulty
}

masked_file_is_gone() {
    mkdir -p "$BOX/usr/lib/tide"
    sed 's/test0001/test0002/' "$BOX/etc/tide/chat.schedule" >"$BOX/usr/lib/tide/vendor.schedule"
    inside systemctl reload tided
    contains "$(next_time vendor morning)" T08:30:00Z
    ln -s /dev/null "$BOX/etc/tide/vendor.schedule"
    inside systemctl reload tided
    equal "$(next_time vendor morning)" ""
    contains "$(status_line)" "1 service, 2 jobs"
    rm "$BOX/etc/tide/vendor.schedule" "$BOX/usr/lib/tide/vendor.schedule"
}

reload_is_seen_by_systemd() {
    # READY=1 follows RELOADING=1, or the unit would stay in "reloading" for ever.
    inside systemctl kill --signal=HUP tided
    eventually 5 sh -c '[ "$1" = active ]' _ "$(inside systemctl is-active tided)"
    equal "$(inside systemctl is-active tided)" active
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
    inside ln -sfn /usr/share/zoneinfo/Europe/Paris /etc/localtime
    eventually 20 noon_is_in_paris
    inside ln -sfn /usr/share/zoneinfo/Asia/Shanghai /etc/localtime
    sed -i 's/^#\(TimeZone=UTC\)/\1/' "$BOX/etc/tide/tided.conf"
}
noon_is_in_paris() { case $(next_time local noon) in *T11:00:00Z | *T10:00:00Z) ;; *) return 1 ;; esac; }

it "A drop-in and systemctl reload change the next time, and the journal says by what" drop_in_changes_a_time
it "A broken drop-in leaves the old schedule in force; journal and status say so" broken_drop_in_keeps_the_old
it "The last good content stays in force across a restart, and is left when the file is right" last_good_survives_a_restart
it "A file masked by a link to /dev/null is gone" masked_file_is_gone
it "SIGHUP reloads, and systemd sees the end of it" reload_is_seen_by_systemd
it "A change of /etc/localtime is picked up" zone_of_the_host_changes

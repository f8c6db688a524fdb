verify_is_silent() {
    equal "$(inside systemd-analyze verify tided.service tided.socket 2>&1)" ""
}

exposure() {
    local score
    score=$(inside systemd-analyze security --no-pager tided.service | sed -n 's/.*Overall exposure level for tided.service: \([0-9.]*\).*/\1/p')
    echo "exposure $score"
    awk -v score="$score" 'BEGIN { exit !(score != "" && score <= 1.3) }'
}

catalog_has_both_languages() {
    local id
    inside journalctl --list-catalog >"$box_state/catalog"
    for id in $(sed -n 's/.*case \..*: "\([0-9a-f]\{32\}\)".*/\1/p' Sources/Autoscaling/Report/EventKind.swift); do
        grep -q "^$id tided: " "$box_state/catalog" || { echo "$id is not in the catalog"; return 1; }
    done
    # Shown where the locale is zh_CN, which a machine need not have; the compiled catalog has it.
    grep -qaF "已就绪" "$BOX/var/lib/systemd/catalog/database"
}

programs_need_nothing_odd() {
    local program libraries
    for program in tided tidectl; do
        lacks "$(readelf -d "$BOX/usr/bin/$program")" RUNPATH
        libraries=$(readelf -d "$BOX/usr/bin/$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
        lacks "$libraries" swift
        lacks "$libraries" Foundation
    done
}

manual_pages_are_there() {
    local page
    for page in tided.8 tidectl.1 tided.conf.5 tide.schedule.5 tide-cron.7; do
        inside man --where "${page##*.}" "${page%.*}" >/dev/null || { echo "no $page"; return 1; }
    done
}

a_changed_configuration_stays() {
    local output
    output=$(deploy/install --destdir "$BOX" --no-build --no-start)
    contains "$output" "/etc/tide/tided.conf has been changed and stays as it is"
    cmp config/tided.conf "$BOX/etc/tide/tided.conf.new"
    rm "$BOX/etc/tide/tided.conf.new"
}

a_socket_alone_is_not_enabled() {
    equal "$(inside systemctl is-enabled tided.socket 2>&1)" static
}

it "systemd-analyze verify is silent" verify_is_silent
it "The exposure is at most 1.3" exposure
it "The catalog explains every kind of event, in English and Chinese" catalog_has_both_languages
it "The programs need no Swift library and have no RUNPATH" programs_need_nothing_odd
it "The manual pages are found" manual_pages_are_there
it "A second installation leaves a changed tided.conf as it is" a_changed_configuration_stays
it "The socket can not be enabled by itself" a_socket_alone_is_not_enabled

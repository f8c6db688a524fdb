ready_when_the_socket_answers() {
    fresh
    schedule_job chat 1 morning "30 8 * * *" 4
    inside systemctl start tided
    inside tidectl status
    contains "$(inside tidectl list)" morning
    contains "$(status_line)" "1 service, 1 job"
    contains "$(status_line)" "next chat SCALE 4 at "
    contains "$(inside systemctl status tided)" "Status: \"$(status_line)\""
}

list_is_json() {
    equal "$(inside tidectl list --json | jq -c '[.[0] | .service, .serviceId, .job, .action, .target, .last]')" \
        "[\"chat\",\"$(service_id 1)\",\"morning\",\"SCALE\",\"4\",null]"
}

completes_service_names() {
    contains " $(inside bash -c '. /usr/share/bash-completion/completions/tidectl
        COMP_WORDS=(tidectl status "") COMP_CWORD=2 COMP_LINE="tidectl status " COMP_POINT=15
        _tidectl tidectl "" status
        echo "${COMPREPLY[@]}"') " " chat "
}

stop_takes_the_socket_along() {
    inside systemctl stop tided
    equal "$(inside systemctl is-active tided.socket)" inactive
    local status=0
    inside tidectl status || status=$?
    equal "$status" 3
    equal "$(inside systemctl is-active tided)" inactive
    equal "$(inside systemctl show -P Result tided)" success
}

restart_keeps_the_socket() {
    inside systemctl start tided
    inside systemctl restart tided
    inside tidectl status
    equal "$(inside stat -c '%U:%G %a' /run/tided/control.sock)" "tided:tide 660"
}

faulty_settings_are_not_restarted() {
    fresh
    echo "Regoin=x" >>"$BOX/etc/tide/tided.conf"
    local status=0
    inside systemctl start tided 2>&1 || status=$?
    cp "$box_state/tided.conf" "$BOX/etc/tide/tided.conf"
    [ $status != 0 ]
    equal "$(inside systemctl show -P ExecMainStatus tided)" 78
    equal "$(inside systemctl is-active tided)" failed
    equal "$(inside systemctl show -P NRestarts tided)" 0
    # A reader's question does not start it either.
    inside tidectl status || true
    equal "$(inside systemctl is-active tided)" failed
}

it "systemctl start returns when the control socket answers, with a status line" ready_when_the_socket_answers
it "tidectl list --json has the fields that scripts rely on" list_is_json
it "The shell completes names of services" completes_service_names
it "systemctl stop ends the daemon with success and takes the socket along; tidectl does not start it" stop_takes_the_socket_along
it "systemctl restart leaves a socket of the group tide" restart_keeps_the_socket
it "A faulty tided.conf ends the daemon with status 78, and it is not restarted" faulty_settings_are_not_restarted

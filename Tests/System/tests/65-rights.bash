as() { # as USER CMD...
    local user=$1
    shift
    inside setpriv --reuid "$user" --regid "$user" --init-groups --inh-caps=-all -- "$@"
}

readers_and_operators() {
    fresh
    schedule_job chat 1 morning "30 8 * * *" 4
    inside sh -c 'groupadd --force --system operators
        for user in stranger reader opal; do id $user >/dev/null 2>&1 || useradd --create-home $user; done
        usermod --append --groups tide reader
        usermod --append --groups tide,operators opal'
    inside systemctl start tided
}

stranger_can_not_connect() {
    local status=0 output
    output=$(as stranger tidectl status 2>&1) || status=$?
    [ $status != 0 ]
    contains "$output" "ermission denied"
}

reader_reads_only() {
    local status=0
    contains "$(as reader tidectl list)" morning
    as reader tidectl pause chat || status=$?
    equal "$status" 5
    status=0
    as reader tidectl run chat morning || status=$?
    equal "$status" 5
    status=0
    as reader tidectl reload || status=$?
    equal "$status" 5
}

operator_changes() {
    local since
    since=$(mark)
    as opal tidectl pause chat
    contains "$(as reader tidectl list)" morning
    contains "$(entries "$since" | jq -r .MESSAGE)" opal
    as opal tidectl unpause chat
}

it "A daemon with an operator group starts" readers_and_operators
it "A user outside the group can not connect" stranger_can_not_connect
it "A user of the group can read and is refused changes, with status 5" reader_reads_only
it "A user of the operator group can change" operator_changes

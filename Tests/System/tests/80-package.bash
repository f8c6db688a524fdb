# The box has no dpkg database of its own: a copy of the machine's, so that dependencies are found.
with_dpkg() {
    mkdir -p "$BOX/var/lib" "$BOX/var/cache" "$BOX/var/log"
    cp -a /var/lib/dpkg "$BOX/var/lib/"
    inside systemctl stop tided
    deploy/uninstall --destdir "$BOX"
    rm -rf "$BOX/usr/lib/tide" "$BOX"/var/lib/tided
    rm -rf "$BOX/etc/tide" "$BOX/etc/systemd/system/multi-user.target.wants/tided.service"
    package=$(deploy/package --no-build --output "$BOX/root")
    package=${package#"$BOX"}
    echo "$package" >"$box_state/package"
}

installed_not_started() {
    with_dpkg
    rm -f "$BOX"/etc/credstore/*
    inside env DEBIAN_FRONTEND=noninteractive dpkg --install "$package"
    equal "$(inside systemctl is-enabled tided)" enabled
    equal "$(inside systemctl is-active tided)" inactive
    inside id tided
    contains "$(inside journalctl --list-catalog)" ' tided: '
    inside dpkg --verify tide
}

started_with_a_key() {
    give_key
    sed -i 's/^#*Region=.*/Region=ap-guangzhou/' "$BOX/etc/tide/tided.conf"
    inside systemctl start tided
    inside tidectl status
}

upgraded() {
    local before
    before=$(daemon_pid)
    inside env DEBIAN_FRONTEND=noninteractive dpkg --force-confold --install "$(cat "$box_state/package")"
    grep -q '^Region=ap-guangzhou$' "$BOX/etc/tide/tided.conf"
    [ "$(daemon_pid)" != "$before" ]
    inside tidectl status
}

purged() {
    inside dpkg --purge tide
    equal "$(inside systemctl is-active tided)" inactive
    # Of /usr, what the box has changed; the rest is the machine's.
    equal "$(find "$box_state/upper" "$BOX/etc" "$BOX/run" "$BOX/var" \( -name 'tide*' -o -name '_tide*' \) -type f \
        ! -path '*/dpkg/*' ! -path "$BOX/var/log/*")" ""
    [ ! -e "$BOX/etc/tide" ]
    [ ! -e "$BOX/var/lib/tided" ]
    lacks "$(inside journalctl --list-catalog)" ' tided: '
}

it "The package installs, enables the service and starts nothing without a key" installed_not_started
it "With a key it starts" started_with_a_key
it "An upgrade keeps a changed tided.conf and restarts the daemon" upgraded
it "A purge leaves nothing behind" purged

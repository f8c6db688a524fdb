# A throw-away box that boots a real systemd, for Tests/System/run. Sourced.
#
# The box has the machine's own /usr under a writable overlay, an /etc and a /var of its own, and no network but
# loopback. Its mounts and processes are in namespaces of this process's own and go with it, also where the tests are
# killed; its /var is a directory below /var/tmp, which box_off removes. Nothing else of the machine is touched.
#
#   box_prepare          make the root file system at $BOX
#   box_boot             start systemd in it; returns when the boot is over
#   inside CMD...        run CMD in it as root
#   box_off              power it off

BOX=/mnt
BOX_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
box_state=/run/tide-box

# Runs this script anew in namespaces of its own. To be called first.
box_enter_namespaces() {
    [ -z "${TIDE_IN_BOX_NAMESPACES:-}" ] || return 0
    exec env TIDE_IN_BOX_NAMESPACES=1 \
        unshare --mount --pid --fork --kill-child --mount-proc --propagation private "$BASH" "$0" "$@"
}

box_prepare() {
    local directory file
    mount -t tmpfs -o mode=755 tide-box "$BOX"
    mkdir -p "$BOX"/{usr,etc/systemd/system,etc/systemd/journald.conf.d,var,run,proc,sys,dev,tmp,root,home,mnt}
    chmod 1777 "$BOX/tmp"

    # systemd-creds(1) makes no host key on a tmpfs, so /var is a directory of the disk.
    box_disk=$(mktemp -d /var/tmp/tide-box.XXXXXX)
    mount --bind "$box_disk" "$BOX/var"
    mkdir -p "$BOX"/var/{lib/systemd,log/journal,cache,tmp,spool}
    ln -s ../run "$BOX/var/run"
    chmod 1777 "$BOX/var/tmp"

    mkdir -p "$box_state" && mount -t tmpfs tide-box "$box_state"
    mkdir -p "$box_state"/{upper,work}
    mount -t overlay -o "lowerdir=/usr,upperdir=$box_state/upper,workdir=$box_state/work" tide-box "$BOX/usr"
    # A machine that is a container itself may forbid its packages to start anything.
    rm -f "$BOX/usr/sbin/policy-rc.d"
    for directory in /bin /sbin /lib*; do cp -a "$directory" "$BOX/"; done # links into /usr
    for file in passwd group shadow gshadow nsswitch.conf pam.d login.defs alternatives ld.so.cache ld.so.conf \
        ld.so.conf.d ssl debian_version manpath.config; do
        [ ! -e "/etc/$file" ] || cp -a "/etc/$file" "$BOX/etc/"
    done
    cp -L /etc/os-release "$BOX/etc/"
    ln -s /usr/share/zoneinfo/Asia/Shanghai "$BOX/etc/localtime"
    echo tide-box >"$BOX/etc/hostname"
    echo '127.0.0.1 localhost tide-box api.test' >"$BOX/etc/hosts"
    tr -d - </proc/sys/kernel/random/uuid >"$BOX/etc/machine-id"
    printf '[Journal]\nStorage=persistent\nRateLimitIntervalSec=0\n' >"$BOX/etc/systemd/journald.conf.d/box.conf"

    # Only the basics: nothing that wants hardware, a network or a person.
    for file in console-getty.service systemd-networkd.service systemd-resolved.service systemd-timesyncd.service \
        systemd-logind.service systemd-firstboot.service systemd-update-utmp.service systemd-update-done.service \
        systemd-hwdb-update.service ldconfig.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
        e2scrub_all.timer fstrim.timer man-db.timer; do
        ln -s /dev/null "$BOX/etc/systemd/system/$file"
    done
    ln -s /usr/lib/systemd/system/multi-user.target "$BOX/etc/systemd/system/default.target"
    # Reached at once: the tests have neither a network to wait for nor a clock to set.
    mkdir -p "$BOX/etc/systemd/system/network-online.target.wants"
}

box_boot() {
    local group=/sys/fs/cgroup/tide-box-$$ deadline=$((SECONDS + 60)) nspawn child
    # systemd wants the unified hierarchy; where the machine has another, put that in its place, for us alone.
    if [ "$(stat -f --format %T /sys/fs/cgroup)" != cgroup2fs ]; then mount -t cgroup2 cgroup2 /sys/fs/cgroup; fi
    mkdir "$group"
    (
        echo 0 >"$group/cgroup.procs"
        # bpf(2) is what DeviceAllow= is made of, keyctl(2) what KeyringMode= is.
        exec env -i PATH="$BOX_PATH" LANG=C.UTF-8 SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 \
            systemd-nspawn --quiet --directory="$BOX" --boot --machine=tide-box --register=no --keep-unit \
            --console=pipe --private-network --resolv-conf=off --timezone=off --link-journal=no \
            --capability=CAP_BPF,CAP_PERFMON,CAP_NET_ADMIN --system-call-filter="bpf @keyring"
    ) </dev/null >"$box_state/console" 2>&1 &
    nspawn=$!
    box_group=$group
    box_leader=
    while [ $SECONDS -lt $deadline ]; do
        kill -0 $nspawn 2>/dev/null || break
        for child in $(cat /proc/$nspawn/task/$nspawn/children 2>/dev/null); do
            if [ "$(awk '/^NSpid:/ { print $NF }' "/proc/$child/status" 2>/dev/null)" = 1 ]; then box_leader=$child; fi
        done
        if [ -n "$box_leader" ] && inside test -S /run/dbus/system_bus_socket 2>/dev/null; then
            case $(inside systemctl is-system-running --wait 2>/dev/null) in running | degraded) return ;; esac
        fi
        sleep 0.05
    done
    echo "The box does not boot:" >&2
    tail -n 30 "$box_state/console" >&2
    return 1
}

# The clock is the machine's, so the right to set it stays outside.
inside() {
    nsenter --target "$box_leader" --mount --uts --ipc --net --pid --cgroup --root --wd -- \
        env -i PATH="$BOX_PATH" HOME=/root LANG=C.UTF-8 SYSTEMD_PAGER=cat TERM=dumb container=systemd-nspawn \
        setpriv --bounding-set=-sys_time,-sys_module --inh-caps=-sys_time,-sys_module "$@"
}

box_off() {
    [ -z "${box_leader:-}" ] || inside systemctl --no-block poweroff 2>/dev/null || true
    wait || true
    [ -z "${box_group:-}" ] || find "$box_group" -depth -type d -exec rmdir {} \; 2>/dev/null || true
    if [ -n "${box_disk:-}" ]; then
        umount "$BOX/var" 2>/dev/null || true
        rm -rf --one-file-system "$box_disk"
    fi
}

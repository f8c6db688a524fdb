/// Twelve services for ``YearTests``: every kind of target, cause and zone rule, with as many corners as fit.
///
/// The events of one service are at least ten minutes apart, or in one instant: what falls between is for the random
/// worlds.
enum YearFleet {
    static let files: [String: String] = [
        "tided.conf": """
        [API]
        Region=ap-guangzhou
        [Daemon]
        ObserveIntervalSec=6h
        """,

        // 02:30 does not exist on 2027-03-28, and exists twice on 2027-10-31.
        "berlin-gap.schedule": """
        [Service]
        ServiceId=ms-year0001-1
        TimeZone=Europe/Berlin
        [CronScaleJob]
        Name=early
        Schedule=30 2 * * SAT-MON
        TargetReplicas=6
        [CronScaleJob]
        Name=late
        Schedule=0 22 * * SAT-MON
        TargetReplicas=2
        """,

        // Follows the clock that people see: 23 hours on one Sunday, 25 on another.
        "berlin-hours.schedule": """
        [Service]
        ServiceId=ms-year0002-1
        TimeZone=Europe/Berlin
        [CronScaleJob]
        Name=up
        Schedule=15 * * 3,10 SUN
        TargetReplicas=4
        [CronScaleJob]
        Name=down
        Schedule=45 * * 3,10 SUN
        MinReplicas=1
        MaxReplicas=3
        """,

        "berlin-office.schedule": """
        [Service]
        ServiceId=ms-year0003-1
        TimeZone=Europe/Berlin
        [CronScaleJob]
        Name=start
        Schedule=45 7 * * MON-FRI
        ServiceAction=RESUME
        ExcludeDates=* * * 24-31 12 *
        ExcludeDates=* * * 1 1 *
        [CronScaleJob]
        Name=peak
        Schedule=0 10 * * MON-FRI
        TargetReplicas=8
        ExcludeDates=* * * 24-31 12 *
        ExcludeDates=* * * 1 1 *
        [CronScaleJob]
        Name=night
        Schedule=0 20 * * *
        ServiceAction=STOP
        """,

        // 02:30 does not exist on 2027-03-14.
        "newyork-gap.schedule": """
        [Service]
        ServiceId=ms-year0004-1
        TimeZone=America/New_York
        [CronScaleJob]
        Name=night
        Schedule=30 2 * * SAT-MON
        ServiceAction=STOP
        [CronScaleJob]
        Name=morning
        Schedule=0 5 * * SAT-MON
        ServiceAction=RESUME
        """,

        // 01:30 exists twice on 2027-11-07.
        "newyork-twice.schedule": """
        [Service]
        ServiceId=ms-year0005-1
        TimeZone=America/New_York
        [CronScaleJob]
        Name=ebb
        Schedule=30 1 * * SAT-MON
        MinReplicas=2
        MaxReplicas=6
        [CronScaleJob]
        Name=flood
        Schedule=0 9 * * SAT,MON
        TargetReplicas=9
        """,

        "newyork-rails.schedule": """
        [Service]
        ServiceId=ms-year0006-1
        TimeZone=America/New_York
        ReplicasFloor=2
        ReplicasCeiling=10
        [CronScaleJob]
        Name=high
        Schedule=0 8 * * MON,WED,FRI
        TargetReplicas=16
        [CronScaleJob]
        Name=low
        Schedule=0 18 * * MON-SAT
        TargetReplicas=1
        """,

        // Half an hour of summer time: 02:15 does not exist on 2027-10-03, 01:45 twice on 2027-04-04.
        "lordhowe.schedule": """
        [Service]
        ServiceId=ms-year0007-1
        TimeZone=Australia/Lord_Howe
        [CronScaleJob]
        Name=gap
        Schedule=15 2 * * SAT-MON
        TargetReplicas=5
        [CronScaleJob]
        Name=twice
        Schedule=45 1 * * SAT-MON
        TargetReplicas=1
        """,

        "shanghai-tides.schedule": """
        [Service]
        ServiceId=ms-year0008-1
        TimeZone=Asia/Shanghai
        [CronScaleJob]
        Name=flood
        Schedule=30 7 * * *
        MinReplicas=8
        MaxReplicas=16
        ExcludeDates=* * * 1-7 10 *
        [CronScaleJob]
        Name=ebb
        Schedule=30 23 * * *
        MinReplicas=1
        MaxReplicas=4
        """,

        // On Mondays two jobs in one instant: the later section wins. And one in its own zone at the same time.
        "shanghai-ties.schedule": """
        [Service]
        ServiceId=ms-year0009-1
        TimeZone=Asia/Shanghai
        [CronScaleJob]
        Name=daily
        Schedule=0 9 * * MON-FRI
        TargetReplicas=5
        [CronScaleJob]
        Name=monday
        Schedule=0 9 * * MON
        TargetReplicas=9
        ExcludeDates=* * * 1-7 * *
        [CronScaleJob]
        Name=berlin
        Schedule=TZ=Europe/Berlin 0 2 * * THU
        TargetReplicas=3
        [CronScaleJob]
        Name=evening
        Schedule=0 21 * * MON-FRI
        TargetReplicas=1
        """,

        "shanghai-months.schedule": """
        [Service]
        ServiceId=ms-year0010-1
        TimeZone=Asia/Shanghai
        [CronScaleJob]
        Name=last-friday
        Schedule=0 18 * * FRIL
        TargetReplicas=12
        [CronScaleJob]
        Name=last-day
        Schedule=0 22 L * *
        TargetReplicas=4
        [CronScaleJob]
        Name=mid-month
        Schedule=0 6 15W * *
        ServiceAction=STOP
        [CronScaleJob]
        Name=first-monday
        Schedule=0 8 * * MON#1
        ServiceAction=RESUME
        [CronScaleJob]
        Name=leap
        Schedule=0 12 29 2 *
        TargetReplicas=29
        """,

        "shanghai-once.schedule": """
        [Service]
        ServiceId=ms-year0011-1
        TimeZone=Asia/Shanghai
        [CronScaleJob]
        Name=launch
        Schedule=@at 2027-01-26T19:30:00+08:00
        TargetReplicas=16
        [CronScaleJob]
        Name=weekly
        Schedule=0 10 * * TUE
        TargetReplicas=2
        [ScheduledAction]
        ScheduleStop=true
        ScheduleStopTime=2027-01-26T23:30:00+08:00
        """,

        // Six fields and a year, a step that is split, a deadline that is always met.
        "shanghai-steps.schedule": """
        [Service]
        ServiceId=ms-year0012-1
        TimeZone=Asia/Shanghai
        MaxStep=4
        StartingDeadlineSec=5min
        [CronScaleJob]
        Name=up
        Schedule=30 0 8 * * 1-5 2026-2027
        TargetReplicas=14
        [CronScaleJob]
        Name=down
        Schedule=15 30 19 ? * 1-5
        TargetReplicas=2
        """,
    ]
}

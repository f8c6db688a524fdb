// The search within a day. Times are seconds since midnight.
extension CronExpression {
    /// The first matching time of a day.
    var firstTime: UInt32 {
        UInt32(truncatingIfNeeded: hours.trailingZeroBitCount &* 3_600) &+ firstTimeOfHour
    }

    /// The last matching time of a day.
    var lastTime: UInt32 {
        UInt32(truncatingIfNeeded: (31 &- hours.leadingZeroBitCount) &* 3_600) &+ lastTimeOfHour
    }

    private var firstTimeOfHour: UInt32 {
        UInt32(truncatingIfNeeded: minutes.trailingZeroBitCount &* 60 &+ seconds.trailingZeroBitCount)
    }

    private var lastTimeOfHour: UInt32 {
        UInt32(
            truncatingIfNeeded: (63 &- minutes.leadingZeroBitCount) &* 60 &+ 63 &- seconds.leadingZeroBitCount)
    }

    func time(onOrAfter secondOfDay: UInt32) -> UInt32? {
        let hour = secondOfDay / 3_600
        let secondOfHour = secondOfDay % 3_600
        if hours &>> hour & 1 != 0 {
            let minute = UInt64(truncatingIfNeeded: secondOfHour / 60)
            let second = UInt64(truncatingIfNeeded: secondOfHour % 60)
            if minutes &>> minute & 1 != 0 {
                let left = seconds &>> second
                if left != 0 { return secondOfDay &+ UInt32(truncatingIfNeeded: left.trailingZeroBitCount) }
            }
            let left = minutes &>> (minute &+ 1)
            if left != 0 {
                let next = Int(truncatingIfNeeded: minute) &+ 1 &+ left.trailingZeroBitCount
                return hour &* 3_600
                    &+ UInt32(truncatingIfNeeded: next &* 60 &+ seconds.trailingZeroBitCount)
            }
        }
        let left = hours &>> (hour &+ 1)
        guard left != 0 else { return nil }
        let next = hour &+ 1 &+ UInt32(truncatingIfNeeded: left.trailingZeroBitCount)
        return next &* 3_600 &+ firstTimeOfHour
    }

    func time(onOrBefore secondOfDay: UInt32) -> UInt32? {
        let hour = secondOfDay / 3_600
        let secondOfHour = secondOfDay % 3_600
        if hours &>> hour & 1 != 0 {
            let minute = UInt64(truncatingIfNeeded: secondOfHour / 60)
            let second = UInt64(truncatingIfNeeded: secondOfHour % 60)
            if minutes &>> minute & 1 != 0 {
                let left = seconds & ~(UInt64.max << (second &+ 1))
                if left != 0 {
                    return secondOfDay &- UInt32(truncatingIfNeeded: second)
                        &+ UInt32(truncatingIfNeeded: 63 &- left.leadingZeroBitCount)
                }
            }
            let left = minutes & ~(UInt64.max << minute)
            if left != 0 {
                let previous = 63 &- left.leadingZeroBitCount
                return hour &* 3_600
                    &+ UInt32(truncatingIfNeeded: previous &* 60 &+ 63 &- seconds.leadingZeroBitCount)
            }
        }
        let left = hours & ~(UInt32.max << hour)
        guard left != 0 else { return nil }
        return UInt32(truncatingIfNeeded: 31 &- left.leadingZeroBitCount) &* 3_600 &+ lastTimeOfHour
    }
}

extension Service {
    /// `Status` of a service, of its group and of its workload.
    public struct Status: APIConstant {
        public static let creating = Self("CREATING")
        public static let createFailed = Self("CREATE_FAILED")
        /// Creation took too long.
        public static let timeoutException = Self("TIMEOUT_EXCEPTION")
        public static let normal = Self("Normal")
        public static let abnormal = Self("Abnormal")
        /// Starting: instances are being placed.
        public static let pending = Self("Pending")
        /// Getting ready: images are pulled, the model is loaded.
        public static let waiting = Self("Waiting")
        public static let stopping = Self("Stopping")
        public static let stopped = Self("Stopped")

        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// The state of a service's creation and billing.
    public struct BusinessStatus: APIConstant {
        public static let creating = Self("CREATING")
        public static let createFailed = Self("CREATE_FAILED")
        public static let createSucceed = Self("CREATE_SUCCEED")
        /// Stopped because the account owes money.
        public static let arrearsStop = Self("ARREARS_STOP")
        /// Stopped because the free quota is used up.
        public static let whitelistStop = Self("WHITELIST_STOP")
        public static let releaseFailed = Self("RELEASE_FAILED")
        public static let whitelistReleaseFailed = Self("WHITELIST_RELEASE_FAILED")
        public static let timeoutException = Self("TIMEOUT_EXCEPTION")
        public static let billing = Self("BILLING")
        public static let whitelistUsing = Self("WHITELIST_USING")

        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// How a service is paid.
    public struct ChargeType: APIConstant {
        public static let prepaid = Self("PREPAID")
        public static let postpaidByHour = Self("POSTPAID_BY_HOUR")
        /// A prepaid part with a post-paid one above it.
        public static let hybridPaid = Self("HYBRID_PAID")

        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }
}

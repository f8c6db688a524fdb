extension ServiceInfo {
    /// Who sets the count.
    public struct ScaleMode: APIConstant {
        /// A fixed count.
        public static let manual = Self("MANUAL")
        /// By metrics or by schedule.
        public static let auto = Self("AUTO")

        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// What AUTO goes by.
    public struct ScaleStrategy: APIConstant {
        /// By metrics, within bounds.
        public static let hpa = Self("HPA")
        /// By the platform's own schedule.
        public static let cron = Self("CRON")

        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }
}

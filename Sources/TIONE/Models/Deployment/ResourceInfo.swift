/// What one instance, or all together, take of a machine.
public struct ResourceInfo: Codable, Hashable, Sendable {
    /// In 1/1000 core.
    public var cpu: Int?
    /// In MiB.
    public var memory: Int?
    /// In 1/100 card of the type, which may be a part of a real one.
    public var gpu: Int?
    public var gpuType: String?
    /// In 1/100 real card. Shown, never set.
    public var realGpu: Int?
    /// Shown, never set.
    public var realGpuDetailSet: [GpuDetail]?
    public var enableRDMA: Bool?
    public var rdmaNumber: Int?
    /// In GB.
    public var rootDisk: Int?
    /// In GB.
    public var dataDisk: Int?
    public var rdma: Int?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case cpu = "Cpu"
        case memory = "Memory"
        case gpu = "Gpu"
        case gpuType = "GpuType"
        case realGpu = "RealGpu"
        case realGpuDetailSet = "RealGpuDetailSet"
        case enableRDMA = "EnableRDMA"
        case rdmaNumber = "RdmaNumber"
        case rootDisk = "RootDisk"
        case dataDisk = "DataDisk"
        case rdma = "Rdma"
    }
}

/// How much of one kind of GPU is used.
public struct GpuDetail: Codable, Hashable, Sendable {
    public var name: String?
    /// In 1/100 card.
    public var value: Int?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case value = "Value"
    }
}

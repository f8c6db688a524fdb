/// What a service runs and how it scales.
public struct ServiceInfo: Codable, Hashable, Sendable {
    /// Instances wanted; 0 while stopped. With AUTO, the default count of the schedule. HYBRID_PAID: the post-paid
    /// ones.
    public var replicas: Int?
    @Boxed public var imageInfo: ImageInfo?
    public var env: [EnvVar]?
    /// Of one instance.
    @Boxed public var resources: ResourceInfo?
    /// The specification of one instance; services paid by the hour only.
    public var instanceType: String?
    @Boxed public var modelInfo: ModelInfo?
    public var logEnable: Bool?
    @Boxed public var logConfig: LogConfig?
    public var authorizationEnable: Bool?
    public var horizontalPodAutoscaler: HorizontalPodAutoscaler?
    /// Null where the platform has nothing to tell.
    public var status: WorkloadStatus?
    public var weight: Int?
    /// Of all instances.
    @Boxed public var resourceTotal: ResourceInfo?
    /// The count before it was stopped: what RESUME restores.
    public var oldReplicas: Int?
    /// HYBRID_PAID only: prepaid instances.
    public var hybridBillingPrepaidReplicas: Int?
    /// HYBRID_PAID only: the prepaid count before it was stopped.
    public var oldHybridBillingPrepaidReplicas: Int?
    public var modelHotUpdateEnable: Bool?
    public var instanceAlias: String?
    public var scaleMode: ScaleMode?
    /// Jobs that the platform itself runs.
    public var cronScaleJobs: [CronScaleJob]?
    /// Meaningful with AUTO.
    public var scaleStrategy: ScaleStrategy?
    /// A stop that the platform itself carries out.
    public var scheduledAction: ScheduledAction?
    /// Deprecated by the API: ``podInfos`` counts.
    public var podList: [String]?
    /// Deprecated by the API: ``podInfos`` counts.
    @Boxed public var pods: Pod?
    public var podInfos: [Pod]?
    @Boxed public var serviceLimit: ServiceLimit?
    public var modelTurboEnable: Bool?
    @Boxed public var volumeMount: VolumeMount?
    @Boxed public var inferCodeInfo: InferCodeInfo?
    public var command: String?
    @Boxed public var serviceEIP: ServiceEIP?
    public var servicePort: Int?
    /// 1 or more, 30 where it is absent.
    public var terminationGracePeriodSeconds: Int?
    public var preStopCommand: [String]?
    public var grpcEnable: Bool?
    @Boxed public var healthProbe: HealthProbe?
    @Boxed public var rollingUpdate: RollingUpdate?
    /// Machines an instance; `DIST` only.
    public var instancePerReplicas: Int?
    public var volumeMounts: [VolumeMount]?
    /// `binpack` or `spread`.
    public var schedulingStrategy: String?
    /// Nodes that it runs on.
    public var nodeCount: Int?
    public var inferTemplateId: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case replicas = "Replicas"
        case imageInfo = "ImageInfo"
        case env = "Env"
        case resources = "Resources"
        case instanceType = "InstanceType"
        case modelInfo = "ModelInfo"
        case logEnable = "LogEnable"
        case logConfig = "LogConfig"
        case authorizationEnable = "AuthorizationEnable"
        case horizontalPodAutoscaler = "HorizontalPodAutoscaler"
        case status = "Status"
        case weight = "Weight"
        case resourceTotal = "ResourceTotal"
        case oldReplicas = "OldReplicas"
        case hybridBillingPrepaidReplicas = "HybridBillingPrepaidReplicas"
        case oldHybridBillingPrepaidReplicas = "OldHybridBillingPrepaidReplicas"
        case modelHotUpdateEnable = "ModelHotUpdateEnable"
        case instanceAlias = "InstanceAlias"
        case scaleMode = "ScaleMode"
        case cronScaleJobs = "CronScaleJobs"
        case scaleStrategy = "ScaleStrategy"
        case scheduledAction = "ScheduledAction"
        case podList = "PodList"
        case pods = "Pods"
        case podInfos = "PodInfos"
        case serviceLimit = "ServiceLimit"
        case modelTurboEnable = "ModelTurboEnable"
        case volumeMount = "VolumeMount"
        case inferCodeInfo = "InferCodeInfo"
        case command = "Command"
        case serviceEIP = "ServiceEIP"
        case servicePort = "ServicePort"
        case terminationGracePeriodSeconds = "TerminationGracePeriodSeconds"
        case preStopCommand = "PreStopCommand"
        case grpcEnable = "GrpcEnable"
        case healthProbe = "HealthProbe"
        case rollingUpdate = "RollingUpdate"
        case instancePerReplicas = "InstancePerReplicas"
        case volumeMounts = "VolumeMounts"
        case schedulingStrategy = "SchedulingStrategy"
        case nodeCount = "NodeCount"
        case inferTemplateId = "InferTemplateId"
    }
}

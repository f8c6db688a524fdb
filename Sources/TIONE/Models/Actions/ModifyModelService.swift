/// Changes a service.
///
/// With ``serviceAction`` the API ignores every field that the action does not need. Without it the call is an ordinary
/// update, which restarts instances.
public struct ModifyModelServiceRequest: APIRequest {
    public typealias Response = ModifyModelServiceResponse

    public static let action = Action.modifyModelService

    public var serviceId: String
    /// The workspace; left out for the default one.
    public var tiProjectId: String?
    @Boxed public var modelInfo: ModelInfo?
    @Boxed public var imageInfo: ImageInfo?
    public var env: [EnvVar]?
    /// Prepaid services only.
    @Boxed public var resources: ResourceInfo?
    /// Services paid by the hour only.
    public var instanceType: String?
    public var scaleMode: ServiceInfo.ScaleMode?
    /// Instances. With AUTO, the default count of the schedule. HYBRID_PAID: the post-paid ones.
    public var replicas: Int?
    public var horizontalPodAutoscaler: HorizontalPodAutoscaler?
    public var logEnable: Bool?
    @Boxed public var logConfig: LogConfig?
    public var serviceAction: ServiceAction?
    public var serviceDescription: String?
    public var scaleStrategy: ServiceInfo.ScaleStrategy?
    public var cronScaleJobs: [CronScaleJob]?
    /// HYBRID_PAID only: prepaid instances. The API takes 1 where it is absent.
    public var hybridBillingPrepaidReplicas: Int?
    public var modelHotUpdateEnable: Bool?
    public var scheduledAction: ScheduledAction?
    @Boxed public var serviceLimit: ServiceLimit?
    @Boxed public var volumeMount: VolumeMount?
    public var modelTurboEnable: Bool?
    public var command: String?
    @Boxed public var serviceEIP: ServiceEIP?
    /// Wins over ``command``.
    public var commandBase64: String?
    /// 8501 where it is absent; 8501 to 8510, 6006 and 9092 are refused.
    public var servicePort: Int?
    /// Machines an instance; `DIST` only, 1 where it is absent.
    public var instancePerReplicas: Int?
    /// 1 or more, 30 where it is absent.
    public var terminationGracePeriodSeconds: Int?
    public var preStopCommand: [String]?
    public var grpcEnable: Bool?
    @Boxed public var healthProbe: HealthProbe?
    @Boxed public var rollingUpdate: RollingUpdate?
    @Boxed public var sidecar: SidecarSpec?
    public var resourceGroupId: String?
    public var volumeMounts: [VolumeMount]?
    /// `binpack` (the default) or `spread`.
    public var schedulingStrategy: String?
    /// Moves the service from the default workspace to this one, unless 0.
    public var targetProjectId: Int?
    public var inferTemplateId: String?
    /// 0 to 9.
    public var priority: Int?

    public init(serviceId: String) {
        self.serviceId = serviceId
    }

    private enum CodingKeys: String, CodingKey {
        case serviceId = "ServiceId"
        case tiProjectId = "TiProjectId"
        case modelInfo = "ModelInfo"
        case imageInfo = "ImageInfo"
        case env = "Env"
        case resources = "Resources"
        case instanceType = "InstanceType"
        case scaleMode = "ScaleMode"
        case replicas = "Replicas"
        case horizontalPodAutoscaler = "HorizontalPodAutoscaler"
        case logEnable = "LogEnable"
        case logConfig = "LogConfig"
        case serviceAction = "ServiceAction"
        case serviceDescription = "ServiceDescription"
        case scaleStrategy = "ScaleStrategy"
        case cronScaleJobs = "CronScaleJobs"
        case hybridBillingPrepaidReplicas = "HybridBillingPrepaidReplicas"
        case modelHotUpdateEnable = "ModelHotUpdateEnable"
        case scheduledAction = "ScheduledAction"
        case serviceLimit = "ServiceLimit"
        case volumeMount = "VolumeMount"
        case modelTurboEnable = "ModelTurboEnable"
        case command = "Command"
        case serviceEIP = "ServiceEIP"
        case commandBase64 = "CommandBase64"
        case servicePort = "ServicePort"
        case instancePerReplicas = "InstancePerReplicas"
        case terminationGracePeriodSeconds = "TerminationGracePeriodSeconds"
        case preStopCommand = "PreStopCommand"
        case grpcEnable = "GrpcEnable"
        case healthProbe = "HealthProbe"
        case rollingUpdate = "RollingUpdate"
        case sidecar = "Sidecar"
        case resourceGroupId = "ResourceGroupId"
        case volumeMounts = "VolumeMounts"
        case schedulingStrategy = "SchedulingStrategy"
        case targetProjectId = "TargetProjectId"
        case inferTemplateId = "InferTemplateId"
        case priority = "Priority"
    }
}

extension ModifyModelServiceRequest {
    /// What to do with the service, other than to update it.
    public struct ServiceAction: APIConstant {
        public static let stop = Self("STOP")
        /// Starts a stopped service with the size it had.
        public static let resume = Self("RESUME")
        public static let scale = Self("SCALE")

        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }
}

/// The reply to ``ModifyModelServiceRequest``.
public struct ModifyModelServiceResponse: APIResponse {
    /// Not an observation: the reference's example shows empty states here.
    public var service: Service?
    public var requestId: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case service = "Service"
        case requestId = "RequestId"
    }
}

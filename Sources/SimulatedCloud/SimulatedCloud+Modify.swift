import CivilTime
import TIONE

extension SimulatedCloud {
    mutating func modify(_ request: ModifyModelServiceRequest) throws(CloudError) -> ModifyModelServiceResponse {
        let index = try index(of: request.serviceId, in: request.tiProjectId)
        switch request.serviceAction {
        case .stop?: try stop(index)
        case .resume?: try resume(index)
        case .scale?: try scale(index, request)
        case nil, ""?: try update(index, request)
        case let action?: throw .invalidParameter("`ServiceAction` must be STOP, RESUME or SCALE; it is `\(action)`.")
        }
        var response = ModifyModelServiceResponse()
        response.service = services[index].view().asModifyReply()
        return response
    }

    private mutating func stop(_ index: Int) throws(CloudError) {
        switch services[index].condition {
        case .held(.creating), .stopping: throw .processing(services[index])
        // A second STOP changes nothing, OldReplicas least of all.
        case .stopped: return
        case .held, .running: change(index, at: now) { [now] in $0.stop(at: now) }
        }
    }

    private mutating func resume(_ index: Int) throws(CloudError) {
        let service = services[index]
        switch service.businessStatus {
        case .arrearsStop:
            throw CloudError(
                code: "OperationDenied.BalanceInsufficient", message: "The account is in arrears; top it up first.")
        case .whitelistStop:
            throw CloudError(
                code: "FailedOperation.InsufficientWhitelistQuota", message: "The free quota is used up.")
        default: break
        }
        switch service.condition {
        case .held(.createFailed): throw .denied("The service could not be created.")
        case .held, .stopping: throw .processing(service)
        case .stopped:
            try reserve(max(1, service.oldReplicas), for: index)
            change(index, at: now) { [now] in $0.start(at: now) }
        case .running:
            guard settings.resumeRestarts else { throw .processing(service) }
            change(index, at: now) { [now] in $0.restart(at: now) }
        }
    }

    private mutating func scale(_ index: Int, _ request: ModifyModelServiceRequest) throws(CloudError) {
        let service = services[index]
        switch service.condition {
        case .held(.createFailed): throw .denied("The service could not be created.")
        case .held(.creating), .stopping: throw .processing(service)
        case .stopped: throw .denied("The service is stopped; RESUME it first.")
        case .held, .running: break
        }
        let scaling = try Scaling(request, of: service)
        try reserve(scaling.replicas, for: index)
        change(index, at: now) { [now] service in
            scaling.apply(to: &service)
            service.condition = .running
            service.settle(at: now)
        }
    }

    /// An ordinary update: every field that is there is taken, and instances start anew.
    private mutating func update(_ index: Int, _ request: ModifyModelServiceRequest) throws(CloudError) {
        let service = services[index]
        switch service.condition {
        case .held, .stopping: throw .processing(service)
        case .stopped, .running: break
        }
        try request.checkUpdate()
        var scaling: Scaling?
        let scales =
            request.scaleMode != nil || request.replicas != nil || request.horizontalPodAutoscaler != nil
            || request.cronScaleJobs != nil
        if scales { scaling = try Scaling(request, of: service) }
        if let scaling, service.condition == .running { try reserve(scaling.replicas, for: index) }
        change(index, at: now) { [now] service in
            service.template.update(by: request)
            if let action = request.scheduledAction { service.scheduledAction = action }
            guard service.condition == .running else {
                // A stopped service keeps the new size for its next start.
                if let scaling {
                    scaling.apply(to: &service)
                    service.oldReplicas = scaling.replicas
                    service.replicas = 0
                }
                return
            }
            scaling?.apply(to: &service)
            service.restart(at: now)
        }
    }

    /// Refuses where the service's resource group, or its instance type, has no room for so many instances.
    private func reserve(_ replicas: Int, for index: Int) throws(CloudError) {
        guard !settings.capacity.isEmpty, replicas > services[index].replicas else { return }
        let group = services[index].resourceGroupId
        let type = services[index].instanceType
        if let limit = settings.capacity[group] {
            let others = instances(besides: index) { $0.resourceGroupId == group }
            guard replicas <= limit - others else {
                throw CloudError(
                    code: "OperationDenied.ResourceGroupInsufficient",
                    message: "The resource group `\(group)` holds \(limit) instances, \(others) are in use.")
            }
        }
        if let limit = settings.capacity[type] {
            let others = instances(besides: index) { $0.instanceType == type }
            guard replicas <= limit - others else {
                throw CloudError(code: "ResourcesSoldOut", message: "Instances of type `\(type)` are sold out.")
            }
        }
    }

    /// What other services hold: those that they run or have asked for, whichever is more.
    private func instances(besides index: Int, where matches: (SimulatedService) -> Bool) -> Int {
        var sum = 0
        for (other, service) in services.enumerated() where other != index && matches(service) {
            sum += max(service.replicas, service.instances)
        }
        return sum
    }
}

extension Service {
    /// As the reply of ModifyModelService shows it: the reference's example has no states and no times.
    fileprivate func asModifyReply() -> Service {
        var service = self
        service.status = ""
        service.serviceInfo?.status = nil
        service.createTime = ""
        service.updateTime = ""
        return service
    }

    fileprivate mutating func update(by request: ModifyModelServiceRequest) {
        var info = serviceInfo ?? ServiceInfo()
        if let value = request.modelInfo { info.modelInfo = value }
        if let value = request.imageInfo { info.imageInfo = value }
        if let value = request.env { info.env = value }
        if let value = request.resources { info.resources = value }
        if let value = request.instanceType { info.instanceType = value }
        if let value = request.logEnable { info.logEnable = value }
        if let value = request.logConfig { info.logConfig = value }
        if let value = request.modelHotUpdateEnable { info.modelHotUpdateEnable = value }
        if let value = request.serviceLimit { info.serviceLimit = value }
        if let value = request.volumeMount { info.volumeMount = value }
        if let value = request.modelTurboEnable { info.modelTurboEnable = value }
        if let value = request.command { info.command = value }
        if let value = request.commandBase64 { info.command = value.decodedBase64 ?? value }
        if let value = request.serviceEIP { info.serviceEIP = value }
        if let value = request.servicePort { info.servicePort = value }
        if let value = request.instancePerReplicas { info.instancePerReplicas = value }
        if let value = request.terminationGracePeriodSeconds { info.terminationGracePeriodSeconds = value }
        if let value = request.preStopCommand { info.preStopCommand = value }
        if let value = request.grpcEnable { info.grpcEnable = value }
        if let value = request.healthProbe { info.healthProbe = value }
        if let value = request.rollingUpdate { info.rollingUpdate = value }
        if let value = request.volumeMounts { info.volumeMounts = value }
        if let value = request.schedulingStrategy { info.schedulingStrategy = value }
        if let value = request.inferTemplateId { info.inferTemplateId = value }
        serviceInfo = info
        if let value = request.serviceDescription { serviceDescription = value }
        if let value = request.resourceGroupId { resourceGroupId = value }
        if let value = request.targetProjectId, value != 0 { projectId = String(value) }
    }
}

extension ModifyModelServiceRequest {
    fileprivate func checkUpdate() throws(CloudError) {
        if let servicePort {
            let taken = (8501...8510).contains(servicePort) || servicePort == 6006 || servicePort == 9092
            guard !taken, (1...65535).contains(servicePort) else {
                throw .invalidParameter("`ServicePort` must be 1 to 65535 and not 8501 to 8510, 6006 or 9092.")
            }
        }
        if let terminationGracePeriodSeconds, terminationGracePeriodSeconds < 1 {
            throw .invalidParameter("`TerminationGracePeriodSeconds` must be 1 or more.")
        }
        if let priority, !(0...9).contains(priority) { throw .invalidParameter("`Priority` must be 0 to 9.") }
        if scheduledAction?.scheduleStop == true, scheduledAction?.scheduleStopTime?.isEmpty ?? true {
            throw .missingParameter("ScheduledAction.ScheduleStopTime")
        }
    }
}

extension String {
    /// nil where this is not Base64 of UTF-8 text.
    fileprivate var decodedBase64: String? {
        var bytes: [UInt8] = []
        var bits = 0
        var count = 0
        for character in utf8 {
            let value: Int
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = Int(character) - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = Int(character) - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = Int(character) + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="): continue
            default: return nil
            }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

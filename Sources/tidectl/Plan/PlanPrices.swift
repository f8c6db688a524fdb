import Autoscaling
import FoundationEssentials
import TIONE
import TIONEClient

/// What an instance of each service costs an hour.
struct PlanPrices {
    /// Yuan, by the schedule's name or by ServiceId.
    private(set) var yuan: [String: Double] = [:]
    /// Why a service has none, a sentence each.
    private(set) var remarks: [String] = []

    init() {}

    /// Of a file.
    init(path: String) throws {
        let bytes = try InputFile.bytes(of: path)
        do {
            yuan = try JSONDecoder().decode([String: Double].self, from: Data(bytes))
        } catch {
            throw CommandFailure("\(path): not a JSON object of prices such as {\"chat\":12.5}")
        }
        for (name, price) in yuan where !(0...1e9).contains(price) {
            throw CommandFailure("\(path): \(name): \(price) is no price")
        }
    }

    /// Of DescribeBillingSpecsPrice, for the specifications that the services have now.
    ///
    /// - Throws: ``APIFailure``
    init(of schedules: [ServiceSchedule], api: APIAccess) async throws {
        let found = try await ServiceReader.services(of: schedules, api: api)
        let specifications = schedules.map { Specification(of: found[$0.serviceId]?.service) }
        let prices = try await Self.prices(of: Set(specifications.compactMap(\.unit)), api)
        for (schedule, specification) in zip(schedules, specifications) {
            guard let unit = specification.unit else {
                remarks.append("\(schedule.name): no price: \(specification.problem)")
                continue
            }
            if let price = prices[unit] {
                yuan[schedule.serviceId] = price
            } else {
                remarks.append("\(schedule.name): no price of \(unit.specName) at the API")
            }
        }
    }

    /// What one instance of a service is, as prices are asked for.
    struct Specification {
        /// nil where there is no price by the hour.
        var unit: SpecUnit?
        /// Why there is none.
        var problem = ""

        init(of service: Service?) {
            guard let service else {
                problem = "TI-ONE has no such service"
                return
            }
            let type = service.serviceInfo?.instanceType ?? ""
            if service.chargeType == .prepaid {
                problem = "it is PREPAID, paid with its resource group"
            } else if type.isEmpty {
                problem = "the API does not tell its InstanceType"
            } else {
                // DIST runs an instance on several machines.
                let machines = service.serviceInfo?.instancePerReplicas ?? 1
                unit = SpecUnit(specName: type, specCount: max(1, machines))
            }
        }
    }

    /// Yuan an hour. One specification that the API does not know refuses a whole request: then each is asked for
    /// alone.
    private static func prices(of units: Set<SpecUnit>, _ api: APIAccess) async throws -> [SpecUnit: Double] {
        let units = units.sorted { ($0.specName, $0.specCount) < ($1.specName, $1.specCount) }
        guard !units.isEmpty else { return [:] }
        do {
            return read(try await api.call(DescribeBillingSpecsPriceRequest(specsParam: units)), units)
        } catch let failure as APIFailure where failure.isUnknownSpecification && units.count > 1 {
            var prices: [SpecUnit: Double] = [:]
            for unit in units {
                do {
                    let reply = try await api.call(DescribeBillingSpecsPriceRequest(specsParam: [unit]))
                    prices.merge(read(reply, [unit])) { $1 }
                } catch let failure as APIFailure where failure.isUnknownSpecification {}
            }
            return prices
        } catch let failure as APIFailure where failure.isUnknownSpecification {
            return [:]
        }
    }

    static func read(_ reply: DescribeBillingSpecsPriceResponse, _ units: [SpecUnit]) -> [SpecUnit: Double] {
        var prices: [SpecUnit: Double] = [:]
        for price in reply.specsPrice ?? [] {
            guard
                let unit = units.first(where: {
                    $0.specName == price.specName && $0.specCount == price.specCount ?? $0.specCount
                })
            else { continue }
            // After discount, where the reply tells; TotalCost is 0 where it is too large for its type.
            if let cost = price.realTotalCost ?? price.totalCost.flatMap({ $0 == 0 ? nil : $0 }), cost >= 0 {
                prices[unit] = Double(cost) / 100
            }
        }
        return prices
    }
}

extension APIFailure {
    fileprivate var isUnknownSpecification: Bool {
        guard case .apiError(let error) = outcome else { return false }
        return error.code == "FailedOperation.UnknownInstanceType" || error.errorClass == .permanent
    }
}

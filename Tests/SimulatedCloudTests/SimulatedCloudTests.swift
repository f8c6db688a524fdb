// SimulatedCloudTests

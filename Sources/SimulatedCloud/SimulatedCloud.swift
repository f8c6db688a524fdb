// SimulatedCloud

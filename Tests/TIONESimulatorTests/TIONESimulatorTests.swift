// TIONESimulatorTests

// AutoscalingTests

// TIONETests

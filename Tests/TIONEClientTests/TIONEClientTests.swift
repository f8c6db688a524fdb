// TIONEClientTests

// TIONEClient

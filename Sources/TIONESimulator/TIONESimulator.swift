// TIONESimulator

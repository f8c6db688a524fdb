/* How often this process has called malloc(3). For tide-bench alone: linking this puts a malloc of its own before the
   C library's. */
unsigned long allocation_count(void);

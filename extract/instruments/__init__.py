"""Laws and other instruments, and their citations."""

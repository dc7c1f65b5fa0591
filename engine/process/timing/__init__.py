"""What is due when: clocks as a method declares them, and everything in a process that has one."""

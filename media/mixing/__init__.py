"""The parts of one recording into one file: both voices on one clock, decoded and mixed in a process of its own."""

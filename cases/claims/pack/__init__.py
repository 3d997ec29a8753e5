"""The claim pack: one PDF to read and one ZIP with everything, made in a process of its own."""

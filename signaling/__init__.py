"""Who may talk to whom, and when: the wire, the rules, the motion, and the other nodes."""

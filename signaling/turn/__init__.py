"""Our TURN servers: credentials for them, and the check that none of them is a door into the inside network."""

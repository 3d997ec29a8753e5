"""From what happened in a call to a structured summary on the case."""

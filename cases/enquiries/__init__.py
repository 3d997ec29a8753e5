"""Stage 3, the carrier asked: by which channel, until when an answer is due, what was written, what was answered."""

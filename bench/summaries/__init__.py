"""How long a summary takes, and what writing down a voice costs."""

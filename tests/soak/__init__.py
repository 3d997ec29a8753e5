"""Long runs, started by hand: nothing here is collected by pytest."""

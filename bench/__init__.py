"""What the service costs and how quick it is, each beside a rival in the same run. `make bench` prints the table."""

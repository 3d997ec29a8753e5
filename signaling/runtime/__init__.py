"""The motion: sockets, live calls and supervised tasks of this node."""

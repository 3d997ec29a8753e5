"""The other nodes, over Redis: delivery, wake-ups, presence. All of it can be rebuilt from SQL."""

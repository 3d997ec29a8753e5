"""The wire: what a browser and a node may say to each other, and nothing about what is done with it."""

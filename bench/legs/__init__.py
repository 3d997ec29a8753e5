"""How long a browser's leg takes from its offer to the first sound on the disk, over an emulated wire."""

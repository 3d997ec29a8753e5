"""The composition root: furnishes each room from the settings, and puts them together. Nothing below imports it."""

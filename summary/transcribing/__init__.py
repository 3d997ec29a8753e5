"""From a voice on a track to words with a time: engines, and the process in which they listen."""

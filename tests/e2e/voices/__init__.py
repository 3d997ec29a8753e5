"""Spoken microphones for test browsers, and the ear that tells afterwards whose voice a recorded part holds."""

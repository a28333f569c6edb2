"""Traces for the rules that watch them, and the replay."""

"""Recordings while they are made: frames come in, are kept, followed, and shown as they grow.

Owns: `LiveRecording`, `Frame`, `LinkEvent`, `LiveVerdict`; the frame format (`frames.py`), the socket of phones
(`/ws/v1/recordings/{id}/stream`, docs/reference/live-stream.md) and that of the care team (`/ws/v1/live`,
docs/reference/live-view.md). A frame is a row for a minute; then it is folded into the minutes of its recording
(`services/folding.py`, decision 0051). Emits nothing.
"""

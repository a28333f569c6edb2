"""Cardiotocograms: how they come in, how they are kept, what was found in them, and who read them.

Owns: `Recording`, `Chunk`, `SampleBlock`, `Gap`, `Analysis`, `Review`, `Report`, `Disagreement`,
`PlainVersion`; the storage format (`codec.py`), the
chunk format (`chunks.py`) and the trace format (`trace.py`). The path of a recording:
docs/explanation/life-of-a-recording.md. Emits: `recording.completed`, `recording.analysed`,
`review.signed`, `recording.report_requested`,
`recording.plain_version_changed`. Listens to its own `recording.completed`, which becomes a task of the
queue `analysis`, and to what has to do with reports on paper (docs/explanation/life-of-a-recording.md).
Feed kinds: `recording`, `analysis`, `review`, `plain_version`.
"""

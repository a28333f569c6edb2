"""Charts of readings: where everything lies (pure), as SVG for a page and as PNG for a report."""

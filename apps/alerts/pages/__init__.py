"""Pages of alerts: one module for each family. A page asks selectors; a form calls one service."""

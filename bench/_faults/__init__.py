"""Parts of the bench `faults`: one module for each part."""

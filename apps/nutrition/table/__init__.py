"""The food table as it lies in the repository: how it is read, and what its numbers mean. No database."""

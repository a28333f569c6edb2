"""Every write of this app: one file a noun, one function a verb."""

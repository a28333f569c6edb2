"""Pure decoders: what a phone, a device's service or a clinic's system sends becomes `Reading`s or reasons why not."""

"""The portal of partners (`/partner/…`) and what administrators keep of partners (`/partners/…`)."""

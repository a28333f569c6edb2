"""The design system on one page, and the strip with a made-up trace: development only (`UI_DESIGN_PAGES`)."""

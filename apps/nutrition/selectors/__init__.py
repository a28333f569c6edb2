"""Every read of nutrition: foods are public, meals are narrowed to who asks."""

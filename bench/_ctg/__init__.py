"""Parts of the bench of cardiotocograms that need CTU-UHB."""

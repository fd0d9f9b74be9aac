"""What anyone can check without trusting us: fingerprints, receipts and the proofs between them."""

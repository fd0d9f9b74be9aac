"""What leaves and enters the house."""

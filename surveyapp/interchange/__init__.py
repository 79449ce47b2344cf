"""What comes in from other programs: papers of word processors and spreadsheets, read without trusting them."""

"""What a review reads: tables of one documented shape, however they were called and wherever they came from."""

"""The mall's facts for a review, kept as Parquet beside its database."""

"""What scripts/broken-media breaks, one file for each family of files."""

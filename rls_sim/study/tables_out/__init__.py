"""Tables that leave for other programs, as CSV, Parquet or netCDF. Nothing is solved here."""

"""The reading of scans."""

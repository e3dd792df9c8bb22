"""What anyone can check with neither database nor network: trees, notes, certificates, bundles."""
